package io.tributary.jobs.weather;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.jobs.FuzzedRecord;
import io.tributary.jobs.JsonSeeds;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.time.Utc;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class ObservationParserFuzzTest {
  private static final class Subject {
    static final FuzzedRecord<Observation> OBSERVATIONS =
        new FuzzedRecord<>(
            "weather",
            ObservationParser::new,
            Observation.Wire.INSTANCE,
            Subject::fields,
            observation -> observation);
    static final Parser<Observation> USED = new ObservationParser();

    private static Map<String, Object> fields(Observation observation) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("place", observation.place().toString());
      fields.put("country", observation.country().toString());
      fields.put("latitude", BigDecimal.valueOf(observation.latitude(), 6));
      fields.put("longitude", BigDecimal.valueOf(observation.longitude(), 6));
      fields.put("observed_at", Utc.format(observation.observedAt()));
      fields.put("temperature_c", BigDecimal.valueOf(observation.temperature(), 3));
      put(fields, "apparent_temperature_c", observation.apparentTemperature());
      put(fields, "relative_humidity_pct", observation.humidity());
      fields.put("precipitation_mm", BigDecimal.valueOf(observation.precipitation(), 3));
      fields.put("wind_speed_kmh", BigDecimal.valueOf(observation.windSpeed(), 3));
      put(fields, "wind_direction_deg", observation.windDirection());
      observation.weatherCode().ifPresent(code -> fields.put("weather_code", code));
      fields.put("source", observation.source().code());
      fields.put("collected_at", Utc.format(observation.collectedAt()));
      return fields;
    }

    private static void put(Map<String, Object> fields, String name, OptionalInt number) {
      number.ifPresent(value -> fields.put(name, BigDecimal.valueOf(value, 3)));
    }
  }

  static Stream<byte[]> seeds() {
    return JsonSeeds.of(
        """
        {"place":"Tunis","country":"TN","latitude":36.8065,"longitude":-10.1815,"observed_at":"2026-02-04T12:00:00Z",\
        "temperature_c":-14.3e0,"apparent_temperature_c":13.1,"relative_humidity_pct":71,"precipitation_mm":0.4,\
        "wind_speed_kmh":18.5,"wind_direction_deg":315,"weather_code":61,"source":"forecast",\
        "collected_at":"2026-02-03T06:00:00Z"}""");
  }

  @MethodSource("seeds")
  @FuzzTest
  void everyRecordIsAcceptedOrRejected(byte[] value) throws IOException {
    Subject.OBSERVATIONS.check(value, Subject.USED);
  }
}
