package io.tributary.connectors.openmeteo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connectors.openmeteo.WeatherPosition.Claim;
import io.tributary.connectors.openmeteo.WeatherPosition.Finished;
import io.tributary.connectors.openmeteo.WeatherPosition.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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
            List.of(FINISHED));

    assertThat(positions.deserialize(1, positions.serialize(position))).isEqualTo(position);
    assertThat(positions.deserialize(1, positions.serialize(WeatherPosition.beginning())))
        .isEqualTo(WeatherPosition.beginning());
  }

  @Test
  void forgetsWhatTheLedgerHas() {
    WeatherPosition position = WeatherPosition.beginning().finished(List.of(FINISHED));

    assertThat(position.without(Set.of(new Claim(7, 1)))).isEqualTo(position);
    assertThat(position.without(Set.of(new Claim(7, 2)))).isEqualTo(WeatherPosition.beginning());
  }
}
