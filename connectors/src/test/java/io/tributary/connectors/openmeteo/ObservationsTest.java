package io.tributary.connectors.openmeteo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.openmeteo.Observations.Observation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ObservationsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Place PARIS = new Place("Paris", "FR", 48.8566, 2.3522);
  private static final Place TUNIS = new Place("Tunis", null, 36.8065, 10.1815);
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant END = Instant.parse("2026-11-01T03:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-03T10:00:00.123Z");

  /** Three hours of Paris. */
  private static final String ARCHIVE =
      """
      {"latitude":48.875,"longitude":2.25,"generationtime_ms":0.07,"utc_offset_seconds":0,"timezone":"GMT",
      "hourly_units":{"time":"iso8601","temperature_2m":"°C","apparent_temperature":"°C","relative_humidity_2m":"%",
      "precipitation":"mm","wind_speed_10m":"km/h","wind_direction_10m":"°","weather_code":"wmo code"},
      "hourly":{"time":["2026-11-01T00:00","2026-11-01T01:00","2026-11-01T02:00"],
      "temperature_2m":[7.10,6.9,6.5],"apparent_temperature":[4.0,null,3.1],"relative_humidity_2m":[91,92,93],
      "precipitation":[0.00,0.10,0.00],"wind_speed_10m":[11.9,12.0,9.4],"wind_direction_10m":[243,250,0],
      "weather_code":[3,61,0]}}\
      """;

  private static Request archive(Place... places) {
    return new Request(Kind.ARCHIVE, List.of(places), START, END);
  }

  private static List<Observations> read(Request request, String body) throws IOException {
    Answer answer = new Answer(request, NOW, body.getBytes(StandardCharsets.UTF_8));
    return Observations.of(Answer.of(answer.bytes()));
  }

  private static Observations read(String body) throws IOException {
    return read(archive(PARIS), body).get(0);
  }

  private static Observations changed(Consumer<ObjectNode> change) throws IOException {
    ObjectNode tree = (ObjectNode) JSON.readTree(ARCHIVE);
    change.accept(tree);
    return read(tree.toString());
  }

  private static List<String> texts(Observations observations) {
    return observations.all().stream()
        .map(each -> new String(each.bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  private static List<String> problems(Observations observations) {
    return observations.all().stream()
        .map(Observation::problem)
        .map(each -> each == null ? "" : each.reason() + " " + each.field())
        .toList();
  }

  @Test
  void makesRecordsOfTheTopicOfAnArchivesHours() throws Exception {
    Observations paris = read(ARCHIVE);

    assertThat(texts(paris))
        .hasSize(3)
        .contains(
            "{\"place\":\"Paris\",\"country\":\"FR\",\"latitude\":48.8566,\"longitude\":2.3522,"
                + "\"observed_at\":\"2026-11-01T00:00:00Z\",\"temperature_c\":7.10,\"apparent_temperature_c\":4.0,"
                + "\"relative_humidity_pct\":91,\"precipitation_mm\":0.00,\"wind_speed_kmh\":11.9,"
                + "\"wind_direction_deg\":243,\"weather_code\":3,\"source\":\"archive\","
                + "\"collected_at\":\"2026-11-03T10:00:00.123Z\"}");
    assertThat(texts(paris).get(1)).doesNotContain("apparent_temperature_c");
    assertThat(paris.end()).isEqualTo(END);
    assertThat(paris.isShort(archive(PARIS))).isFalse();
  }

  @Test
  void takesThePresentMomentUnlessItIsAFullHour() throws Exception {
    List<String> rows = withCurrent("2026-11-01T01:15");

    assertThat(rows).hasSize(4);
    assertThat(rows.get(0)).contains("T01:15:00Z", "6.7", "\"forecast\"").doesNotContain("is_day");
    assertThat(withCurrent("2026-11-01T01:00"))
        .as("an hour's precipitation, not a quarter's")
        .hasSize(3)
        .anyMatch(row -> row.contains("T01:00:00Z") && row.contains("\"precipitation_mm\":0.1,"))
        .noneMatch(row -> row.contains("6.7"));
  }

  private static List<String> withCurrent(String time) throws IOException {
    ObjectNode tree = (ObjectNode) JSON.readTree(ARCHIVE);
    ObjectNode current = tree.putObject("current");
    current.put("time", time).put("interval", 900).put("temperature_2m", 6.7);
    current.put("precipitation", 0.02).put("wind_speed_10m", 12.3).put("is_day", 0);
    tree.set("current_units", tree.path("hourly_units"));
    Request forecast =
        new Request(Kind.FORECAST, List.of(PARIS), START, START.plus(Duration.ofMinutes(15)));
    return texts(read(forecast, tree.toString()).get(0));
  }

  @Test
  void takesSeveralPlacesInTheOrderInWhichTheyWereAsked() throws Exception {
    String tunis = ARCHIVE.replace("48.875", "36.75").replace("2.25", "10.125");

    List<Observations> both =
        read(
            archive(PARIS, TUNIS),
            "[" + ARCHIVE + "," + tunis.replaceFirst("\\{", "{\"location_id\":1,") + "]");

    assertThat(texts(both.get(0)).get(0)).contains("\"Paris\"");
    assertThat(texts(both.get(1)).get(0)).contains("\"Tunis\"").doesNotContain("country");
  }

  @Test
  void rejectsAPlaceThatIsMissingFromTheAnswer() throws Exception {
    List<Observations> both = read(archive(PARIS, TUNIS), ARCHIVE);

    assertThat(both.get(0).rejected()).isZero();
    assertThat(problems(both.get(1))).containsExactly("MISSING_FIELD ");
  }

  @ParameterizedTest
  @CsvSource({
    "temperature_2m, °F, INVALID_VALUE temperature_2m",
    "precipitation, inch, INVALID_VALUE precipitation",
    "wind_speed_10m, m/s, INVALID_VALUE wind_speed_10m",
    "relative_humidity_2m, fraction, INVALID_VALUE relative_humidity_2m"
  })
  void rejectsHoursWhoseUnitHasChanged(String variable, String unit, String problem)
      throws Exception {
    Observations changed =
        changed(tree -> ((ObjectNode) tree.path("hourly_units")).put(variable, unit));

    assertThat(problems(changed)).containsOnly(problem).hasSize(3);
    assertThat(texts(changed).get(0)).contains("\"place\":\"Paris\"", "2026-11-01T00:00");
    assertThat(changed.all().get(0).problem().detail()).contains(unit);
    assertThat(changed.end()).as("it was answered all the same").isEqualTo(END);
  }

  @Test
  void rejectsOnlyTheHourThatHasNoPrecipitation() throws Exception {
    Observations changed = read(ARCHIVE.replace("[0.00,0.10,0.00]", "[0.00,null,0.00]"));

    assertThat(problems(changed)).containsExactly("", "MISSING_FIELD precipitation", "");
  }

  @Test
  void rejectsEachHourWhenARequiredFieldIsGone() throws Exception {
    Observations changed =
        changed(tree -> ((ObjectNode) tree.path("hourly")).remove("wind_speed_10m"));

    assertThat(problems(changed)).containsOnly("MISSING_FIELD wind_speed_10m").hasSize(3);
  }

  @Test
  void goesOnWithoutAFieldThatIsNotRequired() throws Exception {
    Observations changed =
        changed(tree -> ((ObjectNode) tree.path("hourly")).remove("weather_code"));

    assertThat(changed.rejected()).isZero();
    assertThat(texts(changed).get(0)).doesNotContain("weather_code");
  }

  @Test
  void rejectsAPlaceWhoseArraysAreNotOfOneLength() throws Exception {
    assertThat(problems(read(ARCHIVE.replace("[91,92,93]", "[91,92]"))))
        .containsExactly("INVALID_VALUE hourly.relative_humidity_2m");
  }

  @Test
  void rejectsAPlaceThatIsAnsweredFarFromWhereItLies() throws Exception {
    assertThat(problems(read(ARCHIVE.replace("48.875", "-48.875"))))
        .containsExactly("INVALID_VALUE latitude");
  }

  @Test
  void rejectsTimesOfAnotherZone() throws Exception {
    assertThat(
            problems(
                read(ARCHIVE.replace("\"utc_offset_seconds\":0", "\"utc_offset_seconds\":3600"))))
        .containsExactly("INVALID_VALUE utc_offset_seconds");
  }

  @Test
  void rejectsAValueThatIsNoNumberAndATimeThatIsNone() throws Exception {
    assertThat(problems(read(ARCHIVE.replace("6.9", "\"warm\""))))
        .containsExactly("", "INVALID_VALUE temperature_2m", "");
    assertThat(problems(read(ARCHIVE.replace("\"2026-11-01T01:00\"", "1793494800"))))
        .containsExactly("", "INVALID_VALUE time", "", "INVALID_VALUE hourly.time");
  }

  @Test
  void countsWhatTheArchiveDoesNotHaveYetAsNotAnswered() throws Exception {
    String late = emptied(1);

    Observations some = read(late);

    assertThat(texts(some)).hasSize(1);
    assertThat(some.end()).isEqualTo("2026-11-01T01:00:00Z");
    assertThat(some.isShort(archive(PARIS))).isTrue();
    assertThat(read(emptied(0)).end()).isEqualTo(START);
  }

  @Test
  void countsAGapOfLongAgoAsAnswered() throws Exception {
    Observations some = longAfter(emptied(1));

    assertThat(some.isShort(archive(PARIS))).isFalse();
    assertThat(problems(some))
        .containsExactly("", "MISSING_FIELD temperature_2m", "MISSING_FIELD temperature_2m");
  }

  @Test
  void rejectsAnHourWithoutAnyValueBetweenOthers() throws Exception {
    ObjectNode tree = (ObjectNode) JSON.readTree(ARCHIVE);
    Variable.ALL.forEach(each -> ((ArrayNode) tree.path("hourly").path(each.code())).setNull(1));

    Observations some = read(tree.toString());

    assertThat(problems(some)).containsExactly("", "MISSING_FIELD temperature_2m", "");
    assertThat(some.isShort(archive(PARIS))).isFalse();
  }

  @Test
  void leavesOutWhatAForecastDoesNotReach() throws Exception {
    Request request =
        new Request(Kind.FORECAST, List.of(PARIS), START, START.plus(Duration.ofMinutes(15)));

    Observations some = read(request, withoutCurrent(emptied(2))).get(0);
    Observations none = read(request, withoutCurrent(emptied(0))).get(0);

    assertThat(problems(some)).containsExactly("", "");
    assertThat(problems(none)).containsExactly("MISSING_FIELD hourly");
    assertThat(some.isShort(request)).isFalse();
  }

  /** Its present moment is one of the hours. */
  private static String withoutCurrent(String body) throws IOException {
    ObjectNode tree = (ObjectNode) JSON.readTree(body);
    tree.putObject("current").put("time", "2026-11-01T00:00");
    return tree.toString();
  }

  @Test
  void countsTheLastHourAsNotAnsweredUntilItIsWholeOrNeverWillBe() throws Exception {
    String unfinished = ARCHIVE.replace("[0.00,0.10,0.00]", "[0.00,0.10,null]");

    Observations some = read(unfinished);

    assertThat(problems(some)).containsExactly("", "");
    assertThat(some.end()).isEqualTo("2026-11-01T02:00:00Z");
    assertThat(problems(longAfter(unfinished)))
        .containsExactly("", "", "MISSING_FIELD precipitation");
    assertThat(longAfter(unfinished).isShort(archive(PARIS))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void rejectsAnArchiveWithoutAnHourThatWasAskedForAndCountsItAsNotAnswered(int gap)
      throws Exception {
    ObjectNode tree = (ObjectNode) JSON.readTree(ARCHIVE);
    tree.path("hourly").forEach(values -> ((ArrayNode) values).remove(gap));

    for (Observations some : List.of(read(tree.toString()), longAfter(tree.toString()))) {
      assertThat(problems(some)).containsExactly("", "", "INVALID_VALUE hourly.time");
      assertThat(some.all().get(2).problem().detail())
          .isEqualTo("asked for 3 hours, 2 are answered");
      assertThat(some.end()).isEqualTo(START.plus(Duration.ofHours(gap)));
    }
  }

  @Test
  void rejectsAnArchiveOfAnotherPeriod() throws Exception {
    Observations other = read(ARCHIVE.replace("2026-11-01T", "2026-10-01T"));

    assertThat(problems(other)).containsExactly("INVALID_VALUE hourly.time");
    assertThat(other.end()).isEqualTo(START);
  }

  private static Observations longAfter(String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return Observations.of(new Answer(archive(PARIS), NOW.plus(Duration.ofDays(40)), bytes)).get(0);
  }

  /** The archive with all values null from an hour on. */
  private static String emptied(int from) throws IOException {
    ObjectNode tree = (ObjectNode) JSON.readTree(ARCHIVE);
    for (Variable each : Variable.ALL) {
      for (int i = from; i < 3; i++) {
        ((ArrayNode) tree.path("hourly").path(each.code())).setNull(i);
      }
    }
    return tree.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<html>login</html>",
        "{\"latitude\":48.8",
        "''",
        "7",
        "{\"error\":true,\"reason\":\"x\"}"
      })
  void saysWhenAnAnswerIsNone(String body) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(IOException.class);
  }

  @Test
  void readsRecordedAnswersAndFindsWhatIsNotAsItWasAsked() throws Exception {
    String samples = System.getProperty("tributary.samples", "");
    assumeFalse(samples.isEmpty(), "no samples");
    try (Stream<Path> files = Files.list(Path.of(samples, "open-meteo"))) {
      List<Path> answers = files.filter(file -> file.toString().endsWith(".json")).toList();
      assertThat(answers).isNotEmpty();
      for (Path file : answers) {
        ObjectNode tree = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
        Place place =
            new Place(
                "There", null, tree.path("latitude").asDouble(), tree.path("longitude").asDouble());
        int hours = tree.path("hourly").path("time").size();
        Request request = new Request(Kind.FORECAST, List.of(place), START, END);
        assertThat(problems(read(request, tree.toString()).get(0)))
            .as("asked for in local time")
            .containsExactly("INVALID_VALUE utc_offset_seconds");

        tree.put("utc_offset_seconds", 0);
        Observations inOtherUnits = read(request, tree.toString()).get(0);
        assertThat(inOtherUnits.rejected()).as("in other units").isGreaterThanOrEqualTo(hours);

        tree.set("current_units", units());
        tree.set("hourly_units", units());
        boolean isWhole = true;
        for (Variable each : Variable.ALL) {
          JsonNode values = tree.path("hourly").path(each.code());
          isWhole &= !each.required() || !values.isMissingNode();
        }
        Observations asAsked = read(request, tree.toString()).get(0);
        int delivered = asAsked.all().size() - asAsked.rejected();
        assertThat(isWhole ? delivered : asAsked.rejected()).isGreaterThanOrEqualTo(hours);
      }
    }
  }

  private static ObjectNode units() {
    ObjectNode units = JSON.createObjectNode();
    Variable.ALL.forEach(each -> units.put(each.code(), each.unit()));
    return units;
  }

  @Test
  void anAnswerAsDeepAsCanBeReadIsRejectedAsAWhole() throws Exception {
    String deep = "[".repeat(999) + "]".repeat(999);
    Observations rejected = read("{\"latitude\":" + deep + "}");

    assertThat(problems(rejected)).containsExactly("MISSING_FIELD latitude");
    assertThat(texts(rejected).get(0)).contains(deep);
  }
}
