package io.tributary.jobs.weather;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.jobs.QualitySteps;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.revise.Versioned;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WeatherQualityTest {
  private static Versioned<LocatedObservation> located(String country) {
    LocatePlace table = new LocatePlace();
    table.open();
    LocatedObservation observation =
        table.enrich(
            new Observation(
                Text.of("Paris"),
                Text.of(country),
                48_856_600,
                2_352_200,
                0,
                7_000,
                OptionalInt.empty(),
                OptionalInt.empty(),
                0,
                0,
                OptionalInt.empty(),
                OptionalInt.empty(),
                ObservationSource.ALL.get(0),
                0));
    return new Versioned<>(
        new RawRecord("weather", 0, 0, 0, null, new byte[0], false, 0), observation, 1);
  }

  @Test
  void anObservationOfAnUnknownCountryIsUnenriched() throws Exception {
    assertThat(steps().delivered(located("FR"))).isEmpty();
    assertThat(steps().delivered(located("Atlantis")))
        .hasValueSatisfying(why -> assertThat(why).contains("1 are unenriched"));
  }

  private static QualitySteps steps() {
    return QualitySteps.of(new WeatherJob(), "--quality.unenriched=0");
  }
}
