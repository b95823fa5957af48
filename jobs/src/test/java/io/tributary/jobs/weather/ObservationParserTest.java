package io.tributary.jobs.weather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.jobs.InLocale;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObservationParserTest {
  private static final String WHOLE =
      "{\"place\":\"Tunis\",\"country\":\"TN\",\"latitude\":36.8065,\"longitude\":10.1815,"
          + "\"observed_at\":\"2026-01-31T12:00:00Z\",\"temperature_c\":14.3,"
          + "\"apparent_temperature_c\":-2.25,\"relative_humidity_pct\":71,"
          + "\"precipitation_mm\":0.4,\"wind_speed_kmh\":18.5,\"wind_direction_deg\":315,"
          + "\"weather_code\":61,\"source\":\"archive\",\"collected_at\":\"2026-02-05T00:00:01.5Z\"}";
  private static final String SHORTEST =
      "{\"place\":\"Tunis\",\"latitude\":36.8,\"longitude\":10,"
          + "\"observed_at\":\"2026-01-31T12:00:00Z\",\"temperature_c\":0,\"precipitation_mm\":0,"
          + "\"wind_speed_kmh\":0,\"source\":\"forecast\",\"collected_at\":\"2026-01-30T00:00:00Z\"}";

  private final ObservationParser parser = new ObservationParser();

  private static RawRecord raw(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new RawRecord("weather", 0, 0, 0, null, bytes, false, 0);
  }

  private Observation parsed(String json) throws Rejection {
    return parser.parse(raw(json));
  }

  /** The whole one with another value in a field; without the field when that is empty. */
  private static String with(String field, String value) {
    String old = "\"" + field + "\":(\"[^\"]*\"|[^,}]*)";
    return value.isEmpty()
        ? WHOLE.replaceFirst(old + ",?", "").replace(",}", "}")
        : WHOLE.replaceFirst(old, "\"" + field + "\":" + value);
  }

  @Test
  void readsAWholeObservation() throws Rejection {
    Observation observation = parsed(WHOLE);
    assertThat(observation.place()).hasToString("Tunis");
    assertThat(observation.country()).hasToString("TN");
    assertThat(observation.latitude()).isEqualTo(36_806_500);
    assertThat(observation.longitude()).isEqualTo(10_181_500);
    assertThat(observation.observedAtMillis())
        .isEqualTo(Instant.parse("2026-01-31T12:00:00Z").toEpochMilli());
    assertThat(observation.temperature()).isEqualTo(14_300);
    assertThat(observation.apparentTemperature()).hasValue(-2_250);
    assertThat(observation.humidity()).hasValue(71_000);
    assertThat(observation.precipitation()).isEqualTo(400);
    assertThat(observation.windSpeed()).isEqualTo(18_500);
    assertThat(observation.windDirection()).hasValue(315_000);
    assertThat(observation.weatherCode()).hasValue(61);
    assertThat(observation.source()).isEqualTo(ObservationSource.ARCHIVE);
    assertThat(observation.collectedAtMillis())
        .isEqualTo(Instant.parse("2026-02-05T00:00:01.5Z").toEpochMilli());
  }

  @Test
  void readsAnObservationThatSaysNoMoreThanItMust() throws Rejection {
    Observation observation = parsed(SHORTEST);
    assertThat(observation.country()).hasToString("");
    assertThat(observation.apparentTemperature()).isEmpty();
    assertThat(observation.humidity()).isEmpty();
    assertThat(observation.windDirection()).isEmpty();
    assertThat(observation.weatherCode()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "country",
        "apparent_temperature_c",
        "relative_humidity_pct",
        "wind_direction_deg",
        "weather_code"
      })
  void takesANullForAFieldThatNeedNotBeThere(String field) throws Rejection {
    assertThat(parsed(with(field, "null"))).isEqualTo(parsed(with(field, "")));
  }

  @Test
  void roundsWhatIsFinerThanAThousandth() throws Rejection {
    assertThat(parsed(with("temperature_c", "0.30000000000000004")).temperature()).isEqualTo(300);
    assertThat(parsed(with("temperature_c", "-0.0005")).temperature()).isEqualTo(-1);
    assertThat(parsed(with("latitude", "-89.9999996")).latitude()).isEqualTo(-90_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "latitude,-90",
    "latitude,90.0",
    "longitude,-180",
    "longitude,180",
    "temperature_c,-89.2",
    "temperature_c,5.67e1",
    "apparent_temperature_c,-110",
    "relative_humidity_pct,0",
    "relative_humidity_pct,100",
    "precipitation_mm,0",
    "precipitation_mm,0e-999999999",
    "precipitation_mm,401",
    "wind_speed_kmh,408",
    "wind_direction_deg,0",
    "wind_direction_deg,360",
    "weather_code,0",
    "weather_code,99",
    "weather_code,3.0"
  })
  void takesWhatIsPossible(String field, String value) throws Rejection {
    assertThat(parsed(with(field, value))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "latitude,90.0000001",
    "latitude,-91",
    "longitude,180.1",
    "longitude,-180.1",
    "temperature_c,-100.1",
    "temperature_c,70.1",
    "temperature_c,1e99999999999",
    "temperature_c,1e999999999",
    "temperature_c,\"20\"",
    "apparent_temperature_c,101",
    "apparent_temperature_c,true",
    "relative_humidity_pct,100.0004",
    "relative_humidity_pct,-1",
    "precipitation_mm,-0.1",
    "precipitation_mm,1e-999999999",
    "precipitation_mm,1e-101",
    "precipitation_mm,2001",
    "wind_speed_kmh,-1",
    "wind_speed_kmh,601",
    "wind_direction_deg,361",
    "wind_direction_deg,-1",
    "weather_code,100",
    "weather_code,-1",
    "weather_code,3.5",
    "weather_code,{}",
    "observed_at,\"2026-01-31\"",
    "observed_at,\"2026-01-31T12:00:00\"",
    "observed_at,1769860800",
    "collected_at,\"today\"",
    "source,\"Archive\"",
    "source,\"radar\"",
    "place,7",
    "country,33"
  })
  void rejectsWhatIsNot(String field, String value) {
    assertThatThrownBy(() -> parsed(with(field, value)))
        .isInstanceOfSatisfying(
            Rejection.class,
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(RejectReason.INVALID_VALUE);
              assertThat(rejection.field()).isEqualTo(field);
              assertThat(rejection.detail()).startsWith(field);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "place",
        "latitude",
        "longitude",
        "observed_at",
        "temperature_c",
        "precipitation_mm",
        "wind_speed_kmh",
        "source",
        "collected_at"
      })
  void rejectsAnObservationWithoutWhatItMustHave(String field) {
    for (String value : new String[] {"", "null"}) {
      assertThatThrownBy(() -> parsed(with(field, value)))
          .isInstanceOfSatisfying(
              Rejection.class,
              rejection -> {
                assertThat(rejection.reason()).isEqualTo(RejectReason.MISSING_FIELD);
                assertThat(rejection.field()).isEqualTo(field);
              });
    }
  }

  @Test
  void rejectsAPlaceThatIsBlankOrTooLong() {
    assertThatThrownBy(() -> parsed(with("place", "\" \""))).hasMessage("place is empty");
    assertThatThrownBy(() -> parsed(with("place", "\"" + "é".repeat(201) + "\"")))
        .hasMessage("place has 201 characters, 200 are allowed");
    assertThatThrownBy(() -> parsed(with("country", "\"" + "é".repeat(201) + "\"")))
        .hasMessage("country has 201 characters, 200 are allowed");
  }

  @Test
  void anArchivesVersionRanksAboveEveryForecastAndALaterOneAboveAnEarlier() throws Rejection {
    long archive = parsed(WHOLE).rank();
    long oldArchive = parsed(with("collected_at", "\"0000-01-01T00:00:00Z\"")).rank();
    String asForecast = WHOLE.replace("archive", "forecast");
    long forecast = parsed(asForecast).rank();
    long lastForecast =
        parsed(asForecast.replace("2026-02-05T00:00:01.5Z", "9999-12-31T23:59:59.999999Z")).rank();
    assertThat(archive).isGreaterThan(oldArchive);
    assertThat(oldArchive).isGreaterThan(lastForecast);
    assertThat(lastForecast).isGreaterThan(forecast);
  }

  @Test
  void versionsHavePlaceAndHourInCommon() throws Rejection {
    Observation observation = parsed(WHOLE);
    assertThat(parsed(with("observed_at", "\"2026-01-31T13:00:00+01:00\"")).identity())
        .isEqualTo(observation.identity());
    assertThat(parsed(with("temperature_c", "3")).identity()).isEqualTo(observation.identity());
    assertThat(parsed(with("place", "\"Sfax\"")).identity()).isNotEqualTo(observation.identity());
    assertThat(parsed(with("observed_at", "\"2026-01-31T13:00:00Z\"")).identity())
        .isNotEqualTo(observation.identity());
  }

  @ParameterizedTest
  @CsvSource({
    "place,\"Tunis \"",
    "country,\"TUN\"",
    "country,",
    "latitude,36.8",
    "longitude,10.2",
    "observed_at,\"2026-01-31T12:00:00.000001Z\"",
    "temperature_c,14.301",
    "apparent_temperature_c,",
    "relative_humidity_pct,72",
    "precipitation_mm,0.5",
    "wind_speed_kmh,18",
    "wind_direction_deg,314",
    "weather_code,",
    "source,\"forecast\"",
    "collected_at,\"2026-02-05T00:00:02Z\""
  })
  void everyFieldIsPartOfTheContent(String field, String value) throws Rejection {
    String other = with(field, value == null ? "" : value);
    assertThat(parsed(other).content()).isNotEqualTo(parsed(WHOLE).content());
    assertThat(parsed(other).content()).isEqualTo(parsed(other).content());
  }

  @Test
  void howANumberIsWrittenIsNotPartOfTheContent() throws Rejection {
    assertThat(parsed(with("temperature_c", "1.430e1")).content())
        .isEqualTo(parsed(WHOLE).content());
  }

  @Test
  void theContentIsTheSameWhereverItRuns() throws Exception {
    UUID content = parsed(WHOLE).content();

    assertThat(InLocale.of("ar-EG", () -> parsed(WHOLE).content())).isEqualTo(content);
    assertThat(InLocale.of("ar-EG", () -> parsed(with("temperature_c", "14.7")).content()))
        .isNotEqualTo(content);
  }

  @Test
  void travelsAsItIs() throws Rejection, IOException {
    for (String json : new String[] {WHOLE, SHORTEST}) {
      RawRecord raw = raw(json);
      Observation observation = parser.parse(raw);
      DataOutputSerializer out = new DataOutputSerializer(64);
      Observation.Wire.INSTANCE.write(observation, raw, out);
      assertThat(
              Observation.Wire.INSTANCE.read(raw, new DataInputDeserializer(out.getCopyOfBuffer())))
          .isEqualTo(observation);
    }
    assertThat(parsed(SHORTEST).humidity()).isEqualTo(OptionalInt.empty());
  }
}
