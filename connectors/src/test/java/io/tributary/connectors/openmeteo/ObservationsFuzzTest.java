package io.tributary.connectors.openmeteo;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class ObservationsFuzzTest {
  private static final class Subject {
    /** A record may be deeper than what the feed's parser takes. */
    static final ObjectMapper JSON =
        new ObjectMapper(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(5_000).build())
                .build());

    static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    static final Instant END = Instant.parse("2026-11-01T02:00:00Z");
    static final Instant NOW = Instant.parse("2026-11-03T10:00:00.123Z");
    static final List<Place> PLACES =
        List.of(
            new Place("Paris", "FR", 48.8566, 2.3522), new Place("Tunis", null, 36.8065, 10.1815));
  }

  private static final String PARIS =
      """
      {"latitude":48.875,"longitude":2.25,"utc_offset_seconds":0,"timezone":"GMT",\
      "current_units":{"time":"iso8601","temperature_2m":"°C","precipitation":"mm","wind_speed_10m":"km/h"},\
      "current":{"time":"2026-11-01T00:15","temperature_2m":7,"precipitation":0,"wind_speed_10m":1e1},\
      "hourly_units":{"time":"iso8601","temperature_2m":"°C","precipitation":"mm","wind_speed_10m":"km/h",\
      "weather_code":"wmo code"},\
      "hourly":{"time":["2026-11-01T00:00","2026-11-01T01:00"],"temperature_2m":[7.10,null],\
      "precipitation":[0.00,100e2147483647],"wind_speed_10m":[11.9,"\\ud800"],"weather_code":[3,null]}}""";

  static Stream<byte[]> seeds() {
    return Stream.of(
            PARIS,
            "[" + PARIS + "," + PARIS.replace("48.875", "36.75").replace("2.25", "10.25") + "]",
            PARIS.replace("[3,null]", "{\"a\":1,\"b\":2}"),
            "{\"latitude\":" + "[".repeat(999) + "]".repeat(999) + "}",
            "{\"error\":true,\"reason\":\"out of range\"}",
            "{\"hourly\":{\"time\":[\"+999999999-12-31T23:59\"]}}")
        .flatMap(text -> Stream.of("0" + text, "1" + text))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** The first byte says what was asked: the archive of two places, or the forecast of one. */
  @MethodSource("seeds")
  @FuzzTest
  void anAnswersHoursAreRecordsOrRejected(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    boolean isArchive = input[0] % 2 == 0;
    Request request =
        new Request(
            isArchive ? Kind.ARCHIVE : Kind.FORECAST,
            isArchive ? Subject.PLACES : Subject.PLACES.subList(0, 1),
            Subject.START,
            Subject.END);
    byte[] body =
        new String(input, 1, input.length - 1, StandardCharsets.UTF_8)
            .getBytes(StandardCharsets.UTF_8);
    Answer kept = Answer.of(new Answer(request, Subject.NOW, body).bytes());
    assertThat(kept.request()).isEqualTo(request);
    assertThat(kept.body()).isEqualTo(body);
    List<Observations> all;
    try {
      all = Observations.of(kept);
    } catch (IOException noAnswer) {
      return;
    }
    assertThat(all).hasSameSizeAs(request.places());
    for (Observations observations : all) {
      assertThat(observations.end()).isBetween(Subject.START, Subject.END);
      assertThat(observations.all()).hasSizeLessThanOrEqualTo(input.length + 3);
      for (Observations.Observation each : observations.all()) {
        JsonNode record = Subject.JSON.readTree(new String(each.bytes(), StandardCharsets.UTF_8));
        assertThat(record.path("place").asText()).isEqualTo(observations.place().name());
        assertThat(record.path("source").asText()).isEqualTo(request.kind().code());
        assertThat(record.has("received")).isEqualTo(each.problem() != null);
      }
    }
  }
}
