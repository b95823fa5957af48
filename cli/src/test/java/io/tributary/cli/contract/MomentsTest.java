package io.tributary.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MomentsTest {
  @ParameterizedTest
  @CsvSource({
    "2025-12-19T14:23:45.123456Z, 2025-12-19T14:23:45.123456Z",
    "2025-12-19t14:23:45z, 2025-12-19T14:23:45Z",
    "2025-12-19T14:23Z, 2025-12-19T14:23:00Z",
    "2025-12-19T14:23:45.1234569999999Z, 2025-12-19T14:23:45.123456Z",
    "2025-12-19T14:23:45.5+01:30, 2025-12-19T12:53:45.500Z",
    "2025-12-19T14:23:45-0100, 2025-12-19T15:23:45Z",
    "2025-12-19T14:23:45+23, 2025-12-18T15:23:45Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z"
  })
  void readsWhatTheSchemasAllow(String text, Instant moment) {
    assertThat(Moments.micros(text))
        .isEqualTo(moment.getEpochSecond() * 1_000_000 + moment.getNano() / 1_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2025-12-19T14:23:45",
        "2025-12-19 14:23:45Z",
        "2025-02-29T14:23:45Z",
        "2025-12-19T24:00:00Z",
        "2025-12-19T23:59:60Z",
        "2025-12-19T14:23.5Z",
        "2025-12-19T14:23:45.Z",
        "2025-12-19T14:23:45+24:00",
        "2025-12-19T14:23:45+01:",
        "2025-12-19T14:23:45Z ",
        "0000-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-01:00"
      })
  void readsNothingElse(String text) {
    assertThat(Moments.micros(text)).isNull();
  }

  @Test
  void readsNoOtherDigits() {
    assertThat(Moments.micros("٢٠٢٥-12-19T14:23:45Z")).isNull();
  }
}
