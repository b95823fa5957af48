package io.tributary.jobs.weather;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tributary.connectors.json.JsonRows;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.revise.Aggregate;
import io.tributary.pipeline.revise.Change.Group;
import io.tributary.pipeline.revise.Versioned;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the schema takes, the parser takes, and the other way round; and so for what is written. */
final class WeatherSchemaTest {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  /** Of each field two values that are good, and others. */
  private static final Map<String, List<String>> VALUES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "place", List.of("\"Tunis\"", "\"\\u0645 é\"", "\" \"", "\"\"", "7", "null")),
              Map.entry("country", List.of("\"TN\"", "null", "\"\"", "\"\\u00a0\"", "33", "[]")),
              Map.entry(
                  "latitude", List.of("36.8", "-90", "90.0000001", "\"36.8\"", "null", "1e2")),
              Map.entry("longitude", List.of("10", "-180.0", "180.1", "true", "null", "{}")),
              Map.entry(
                  "observed_at",
                  List.of(
                      "\"2026-01-31T12:00:00Z\"",
                      "\"2025-01-18T20:00:00.5+01:00\"",
                      "\"2025-02-29T00:00:00Z\"",
                      "\"2026-01-31\"",
                      "\"2025-01-18T20:00\"",
                      "20260131",
                      "null")),
              Map.entry(
                  "temperature_c",
                  List.of("-12.3456", "5.67e1", "70.001", "-101", "\"3\"", "null")),
              Map.entry("apparent_temperature_c", List.of("-60", "null", "-151", "\"\"", "[1]")),
              Map.entry("relative_humidity_pct", List.of("100", "null", "100.5", "-1", "false")),
              Map.entry("precipitation_mm", List.of("0", "12.25", "-0.1", "2000.5", "null")),
              Map.entry("wind_speed_kmh", List.of("0.0", "120", "-1", "601", "\"calm\"", "null")),
              Map.entry("wind_direction_deg", List.of("360", "null", "361", "-1", "\"N\"")),
              Map.entry("weather_code", List.of("3", "null", "3.0", "3.5", "100", "-1", "\"61\"")),
              Map.entry(
                  "source", List.of("\"forecast\"", "\"archive\"", "\"Archive\"", "null", "1")),
              Map.entry(
                  "collected_at",
                  List.of(
                      "\"2026-01-31T12:00:00Z\"",
                      "\"2026-01-31t12:00+0100\"",
                      "\"now\"",
                      "null",
                      "0")),
              Map.entry("other", List.of("1", "{}"))));

  private final ObservationParser parser = new ObservationParser();

  @Test
  void parserAndSchemasAgree() throws IOException {
    JsonSchema in = schema("weather");
    JsonSchema out = schema("weather-observations");
    JsonRows<Versioned<LocatedObservation>> rows = new JsonRows<>(LocatedObservation.DELIVERED);
    Random random = new Random(3);
    int taken = 0;
    for (int i = 0; i < 6_000; i++) {
      StringBuilder record = new StringBuilder();
      VALUES.forEach(
          (field, values) -> {
            if (random.nextInt(30) > 0) {
              int good = random.nextInt(12) == 0 ? values.size() : Math.min(2, values.size());
              record.append(record.isEmpty() ? "{" : ",");
              record.append('"').append(field).append("\":");
              record.append(values.get(random.nextInt(good)));
            }
          });
      String json = record.append(record.isEmpty() ? "{}" : "}").toString();
      Observation observation = parsed(json);
      assertThat(in.validate(JSON.readTree(json)).isEmpty())
          .as(json)
          .isEqualTo(observation != null);
      if (observation != null) {
        taken++;
        byte[] written =
            rows.bytes(
                new Versioned<>(raw(json), new LocatedObservation(observation, "TN", "Africa"), 1));
        assertThat(out.validate(JSON.readTree(written)))
            .as(new String(written, StandardCharsets.UTF_8))
            .isEmpty();
      }
    }
    assertThat(taken).isBetween(500, 4_500);
  }

  @Test
  void aggregatesAreAsTheSchemaSays() throws IOException {
    JsonSchema schema = schema("weather-metrics");
    JsonRows<Aggregate> rows = new JsonRows<>(WeatherFeed.MESSAGE);
    Group group = new Group("place", "Tunis", "", 1_766_102_400_000L);
    Aggregate some =
        new Aggregate(
            group,
            3,
            new long[] {-1, 0, 0, -10_000, 700, 61_000},
            new long[] {-12_500, 0, 3_000},
            new long[] {1_250, 700, 40_100},
            1);
    Aggregate none = new Aggregate(group, 0, new long[6], new long[3], new long[3], 2);
    for (Aggregate each : List.of(some, none)) {
      byte[] written = rows.bytes(each);
      assertThat(schema.validate(JSON.readTree(written)))
          .as(new String(written, StandardCharsets.UTF_8))
          .isEmpty();
    }
    assertThat(new String(rows.bytes(some), StandardCharsets.UTF_8))
        .contains(
            "\"temperature_mean\":-3.3333333333333335,\"temperature_min\":-12.5,"
                + "\"temperature_max\":1.25,\"precipitation_sum\":0.7,"
                + "\"wind_mean\":20.333333333333332,\"wind_max\":40.1");
  }

  private static RawRecord raw(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new RawRecord("weather", 0, 0, 0, null, bytes, false, 0);
  }

  private Observation parsed(String json) {
    try {
      return parser.parse(raw(json));
    } catch (Rejection e) {
      return null;
    }
  }

  private static JsonSchema schema(String name) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of("../schemas/" + name + ".schema.json"))) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    }
  }
}
