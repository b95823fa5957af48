package io.tributary.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {
  private static final Optional<String> NOW = Optional.of("Sun, 06 Nov 1994 08:49:37 GMT");

  @ParameterizedTest
  @CsvSource({
    "17, PT17S",
    "' 17 ', PT17S",
    "0, PT0S",
    "1.5, PT1.5S",
    "9999999999, PT2777777H46M39S",
    "'Sun, 06 Nov 1994 08:50:07 GMT', PT30S",
    "'Sun, 06 Nov 1994 08:49:07 GMT', ",
    "soon, ",
    "-1, ",
    "'', "
  })
  void readsSecondsAndDates(String header, Duration pause) {
    assertThat(RetryAfter.of(Optional.of(header), NOW)).isEqualTo(Optional.ofNullable(pause));
  }

  @Test
  void comparesADateWithItsOwnClockWhereTheServerSaysNoTime() {
    assertThat(RetryAfter.of(NOW, Optional.of("now"))).as("long ago").isEmpty();
    assertThat(RetryAfter.of(Optional.empty(), NOW)).isEmpty();
  }
}
