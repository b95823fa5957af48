package io.tributary.connectors.openmeteo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connectors.openmeteo.WeatherPosition.Claim;
import io.tributary.connectors.openmeteo.WeatherPosition.Finished;
import io.tributary.connectors.openmeteo.WeatherPosition.Reading;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WeatherPositionsTest {
  private static final Finished FINISHED =
      new Finished(new Claim(7, 2), 720, 3, Instant.parse("2026-11-20T05:00:00Z"), true);

  @Test
  void readsWhatItWrote() throws Exception {
    WeatherPositions positions = new WeatherPositions();
    WeatherPosition position =
        new WeatherPosition(
            new Reading("archive/x-1.response", 41, List.of(new Claim(8, 1), Claim.NONE)),
            List.of(FINISHED),
            Instant.parse("2026-11-26T08:17:00.123456Z"));

    assertThat(positions.deserialize(2, positions.serialize(position))).isEqualTo(position);
    assertThat(positions.deserialize(2, positions.serialize(WeatherPosition.beginning())))
        .isEqualTo(WeatherPosition.beginning());
  }

  @Test
  void readsWhatTheVersionBeforeWrote() throws Exception {
    WeatherPosition before = WeatherPosition.beginning().finished(List.of(FINISHED));
    byte[] bytes = new WeatherPositions().serialize(before);

    assertThat(new WeatherPositions().deserialize(1, Arrays.copyOf(bytes, bytes.length - 2)))
        .isEqualTo(before);
  }

  @Test
  void forgetsWhatTheLedgerHas() {
    WeatherPosition position = WeatherPosition.beginning().finished(List.of(FINISHED));

    Instant moment = Instant.parse("2026-11-26T08:17:00Z");

    assertThat(position.without(Map.of(new Claim(7, 1), moment)).finished())
        .isEqualTo(position.finished());
    assertThat(position.without(Map.of(new Claim(7, 2), moment)))
        .isEqualTo(new WeatherPosition(null, List.of(), moment));
  }

  @Test
  void damagedBytesAreAnIOException() {
    byte[] noMoment = {0, 0, 0, 0, 0, 0, 1, 'x'};

    assertThatThrownBy(() -> new WeatherPositions().deserialize(2, noMoment))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no moment");
  }
}
