package io.tributary.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.Call;
import io.tributary.cli.Topics;
import io.tributary.testkit.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuditTextsIT {
  private static final String FRENCH = "processed/language=fr";

  private static KafkaBroker broker;

  @TempDir private Path lake;
  @TempDir private Path elsewhere;

  @BeforeAll
  static void startBroker(@TempDir Path folder) {
    broker = KafkaBroker.start(folder);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void holdsForARightResultInParquetAndJson(boolean parquet) throws Exception {
    Call call = audit(TextsOutcome.right(), parquet);
    assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
    assertThat(call.out())
        .containsPattern("raw-text-fr +all +20 +15 +3 +2 +1 +0 +0\n")
        .contains("{INVALID_VALUE=3, MALFORMED_JSON=6, TOO_LONG=2}")
        .containsPattern("delivered 40 = windowed 37 \\+ late 3\n")
        .containsPattern("raw/fr +every record as it was received +20 +ok\n")
        .contains("1 identities with copies were never delivered, but rejected after deduplication")
        .endsWith("holds\n");
  }

  @Test
  void findsZonesThatLieElsewhere() throws Exception {
    TextsOutcome.right().write(new Topics(broker.bootstrap()), lake, elsewhere, true);
    assertThat(call("--lake.path", lake.toString()).err())
        .contains("lake.path: there is no lake at " + lake.resolve("raw"));
    String[] options = {
      "--lake.path", lake.toString(),
      "--texts.raw.path", elsewhere.resolve("raw").toString(),
      "--texts.processed.path", elsewhere.resolve("processed").toString()
    };
    Call call = call(options);
    assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
    options[5] = elsewhere.resolve("none").toString();
    assertThat(call(options).err())
        .contains("texts.processed.path: there is no lake at " + elsewhere.resolve("none"))
        .contains("give --texts.processed.path");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  void breaksWhen(String defect, Consumer<TextsOutcome> spoil, String finding) throws Exception {
    TextsOutcome outcome = TextsOutcome.right();
    spoil.accept(outcome);
    Call call = audit(outcome, true);
    assertThat(call.exitCode()).as(call.out() + call.err()).isEqualTo(1);
    assertThat(call.err()).isEmpty();
    assertThat(call.out()).contains(finding, "broken: [");
  }

  private static Stream<Arguments> defects() {
    return Stream.of(
        // The raw zone
        defect(
            "a raw row is lost",
            outcome -> outcome.rows("raw/en").remove(1),
            "raw/en: 1 missing: raw-text-en-1@0"),
        defect(
            "the raw row of a rejected record is lost",
            outcome -> outcome.rows("raw/ar").removeIf(row -> row.get("value") == null),
            "raw/ar: 1 missing: raw-text-ar-0@5"),
        defect(
            "a day's raw files are gone whose records were out long before the newest file",
            outcome -> {
              outcome.records("processed-text").replaceAll(AuditTextsIT::anHourOld);
              outcome.rows("raw/fr").clear();
            },
            "raw/fr: 20 missing"),
        defect(
            "a raw row is doubled",
            outcome -> repeatFirst(outcome.rows("raw/fr")),
            "raw/fr: 1 doubled: " + TextsOutcome.FIRST),
        defect(
            "a raw value is altered by one byte",
            outcome ->
                alterBytes(
                    outcome.rows("raw/fr").get(0), outcome.records("raw-text-fr").get(0).value()),
            "raw/fr: 1 wrong: " + TextsOutcome.FIRST + " has other bytes"),
        defect(
            "a raw value is empty that was null",
            outcome ->
                outcome.rows("raw/ar").stream()
                    .filter(row -> row.get("value") == null)
                    .forEach(row -> row.put("value", "")),
            "raw/ar: 1 wrong: raw-text-ar-0@5 has other bytes"),
        defect(
            "a raw key is lost",
            outcome -> outcome.rows("raw/fr").get(2).put("key", null),
            "raw/fr: 1 wrong: raw-text-fr-0@1 has other bytes"),
        defect(
            "a raw row has another time",
            outcome -> outcome.rows("raw/fr").get(0).put("received_at", "2026-01-06T00:05:01Z"),
            "raw/fr: 1 wrong: " + TextsOutcome.FIRST + " has other bytes, or another time"),
        defect(
            "a raw row is of no record",
            outcome ->
                outcome.rows("raw/fr").add(with(outcome.rows("raw/fr").get(0), "offset", 9999)),
            "raw/fr: 1 unfounded: there is no record raw-text-fr-0@9999"),
        defect(
            "a raw row lies in another language's dataset",
            outcome -> outcome.rows("raw/ar").add(outcome.rows("raw/fr").remove(3)),
            "raw/ar: 1 wrong: raw-text-fr-0@2 belongs elsewhere"),
        // The processed zone and the topic
        defect(
            "a processed row is lost",
            outcome -> outcome.rows(FRENCH).remove(0),
            FRENCH + ": 1 missing: " + TextsOutcome.FIRST),
        defect(
            "a day's rows of one language are gone that were out long before the newest file",
            outcome -> {
              outcome.records("processed-text").replaceAll(AuditTextsIT::anHourOld);
              outcome
                  .rows("processed/language=ar")
                  .removeIf(row -> String.valueOf(row.get("timestamp")).startsWith("2026-01-05"));
            },
            "processed/language=ar: 7 missing"),
        defect(
            "a processed row is doubled",
            outcome -> repeatFirst(outcome.rows(FRENCH)),
            FRENCH + ": 1 doubled: T-0"),
        defect(
            "a processed row is doubled in another language's dataset",
            outcome -> outcome.rows("processed/language=en").add(outcome.rows(FRENCH).get(0)),
            "processed/language=en: 1 doubled: T-0"),
        defect(
            "a processed row lies in another language's dataset",
            outcome -> outcome.rows("processed/language=en").add(outcome.rows(FRENCH).remove(0)),
            "processed-text: 1 wrong: T-0 is another in the lake by language"),
        defect(
            "a record declared French in the English topic is filed by its topic",
            outcome ->
                outcome
                    .rows("processed/language=en")
                    .add(outcome.rows(FRENCH).remove(outcome.rows(FRENCH).size() - 1)),
            "in the lake by language"),
        defect(
            "the processed zone has a row that never came in",
            outcome ->
                outcome.rows(FRENCH).add(with(outcome.rows(FRENCH).get(0), "text_id", "T-new")),
            FRENCH + ": 1 unfounded: T-new"),
        defect(
            "a processed row has another identity",
            outcome -> outcome.changeRow("fr", 0, "text_id", "t-0"),
            FRENCH + ": 1 unfounded: t-0"),
        defect(
            "an identity by hash is wrong in lake and topic",
            outcome -> {
              String id = String.valueOf(outcome.rows(FRENCH).get(1).get("text_id"));
              outcome.changeRow("fr", 1, "text_id", id.replace(id.charAt(0), 'x'));
              outcome.records("processed-text").removeIf(record -> text(record).contains(id));
            },
            "processed-text: 1 missing: raw-text-fr-1@0"),
        defect(
            "a label is another in the lake",
            outcome -> outcome.changeRow("fr", 0, "label", "weather"),
            "processed-text: 1 wrong: T-0 is another in the lake by label\n"),
        defect(
            "a score is another in the lake",
            outcome -> outcome.changeRow("fr", 0, "score", 0.5),
            "T-0 is another in the lake by score\n"),
        defect(
            "a stem is another in the topic",
            outcome ->
                outcome.change("processed-text", 1, text -> text.replace("[\"été\"", "[\"ete\"")),
            "is another in the lake by stems\n"),
        defect(
            "stems are cut elsewhere in the topic",
            outcome ->
                outcome.change(
                    "processed-text", 2, text -> text.replace("[\"été\",\"n\"", "[\"étén\"")),
            "is another in the lake by stems\n"),
        defect(
            "a number of the metadata is rounded in the topic",
            outcome ->
                outcome.change(
                    "processed-text",
                    0,
                    text -> text.replaceFirst("\"n\" :\t1.50*\\d", "\"n\":1.5")),
            "is another in the lake by metadata\n"),
        defect(
            "a text is altered in lake and topic alike",
            outcome -> {
              outcome.changeRow("fr", 0, "text", "l'ete  n° 0 \"où\"\n");
              outcome.change("processed-text", 0, text -> text.replace("l'été", "l'ete"));
              outcome.changeRow("fr", 0, "clean_text", "l'ete  n° 0 \"où\"");
            },
            FRENCH + ": 1 wrong: " + TextsOutcome.FIRST + " came in otherwise"),
        defect(
            "a later copy of the same partition was delivered",
            outcome -> {
              ProducerRecord<byte[], byte[]> first = outcome.records("raw-text-fr").get(0);
              outcome.change("raw-text-fr", 0, text -> text.replace("l'été", "autre"));
              outcome.copyWithoutArchive("fr", 0, text(first));
            },
            FRENCH + ": 1 wrong: " + TextsOutcome.FIRST + " came in otherwise"),
        defect(
            "characters are counted wrong in lake and topic alike",
            outcome -> {
              outcome.changeRow("fr", 0, "characters", 99);
              outcome.change(
                  "processed-text",
                  0,
                  text -> text.replaceFirst("\"characters\":\\d+", "\"characters\":99"));
            },
            FRENCH + ": 1 wrong: T-0 breaks characters = length(text)"),
        defect(
            "a mismatch of languages is not told",
            outcome -> outcome.changeRow("en", 1, "language_mismatch", true),
            "processed/language=en: 1 wrong: "),
        defect(
            "a record of the topic is lost",
            outcome -> outcome.records("processed-text").remove(0),
            "processed-text: 1 missing: " + TextsOutcome.FIRST),
        defect(
            "a record of the topic is doubled",
            outcome -> repeatFirst(outcome.records("processed-text")),
            "processed-text: 1 doubled: T-0"),
        defect(
            "a record of the topic has another key",
            outcome ->
                outcome
                    .records("processed-text")
                    .set(0, keyed(outcome.records("processed-text").get(0), "T-1")),
            "processed-text: 1 wrong: T-0 has another key"),
        defect(
            "a record of the topic lacks a field",
            outcome ->
                outcome.change("processed-text", 0, text -> text.replace("\"score\"", "\"Score\"")),
            "processed-text: 1 wrong: processed-text-0@0 is not a delivered record"),
        defect(
            "a text is lost in lake and topic",
            outcome -> {
              outcome.rows(FRENCH).remove(0);
              outcome.records("processed-text").remove(0);
            },
            "raw-text-fr: 1 missing: " + TextsOutcome.FIRST),
        // Dead letters and late copies
        defect(
            "a dead letter is lost",
            outcome -> outcome.records("texts-dead-letters").remove(0),
            "texts-dead-letters: 1 missing: raw-text-fr-1@2 can't be valid"),
        defect(
            "the dead letter of a null value is lost",
            outcome -> outcome.records("texts-dead-letters").remove(1),
            "texts-dead-letters: 1 missing: raw-text-fr-0@5 can't be valid"),
        defect(
            "a dead letter is doubled",
            outcome -> repeatFirst(outcome.records("texts-dead-letters")),
            "texts-dead-letters: 1 doubled: raw-text-fr-1@2"),
        defect(
            "a dead letter's bytes are altered",
            outcome -> outcome.change("texts-dead-letters", 0, text -> text + " "),
            "texts-dead-letters: 1 wrong: raw-text-fr-1@2 has other bytes there"),
        defect(
            "a dead letter is cut and does not say so",
            outcome -> outcome.change("texts-dead-letters", 0, text -> text.substring(0, 5)),
            "texts-dead-letters: 1 wrong: raw-text-fr-1@2 has other bytes there"),
        defect(
            "a dead letter has lost its key",
            outcome ->
                outcome
                    .records("texts-dead-letters")
                    .set(3, keyed(outcome.records("texts-dead-letters").get(3), "else")),
            "texts-dead-letters: 1 wrong: raw-text-en-0@5 has other bytes there"),
        defect(
            "a dead letter does not say why",
            outcome -> withoutHeader(outcome.records("texts-dead-letters"), "tributary.reason"),
            "texts-dead-letters: 1 wrong: texts-dead-letters-0@0 does not say why"),
        defect(
            "a dead letter does not say of what",
            outcome -> withoutHeader(outcome.records("texts-dead-letters"), "tributary.offset"),
            "texts-dead-letters-0@0 does not say of what"),
        defect(
            "a delivered record is a dead letter too",
            outcome -> {
              ProducerRecord<byte[], byte[]> letter = outcome.records("texts-dead-letters").get(0);
              outcome.records("texts-dead-letters").add(moved(letter, "0"));
            },
            "unfounded: "),
        defect(
            "a late copy is lost",
            outcome -> outcome.records("texts-late").remove(0),
            "texts_by_language: 1 wrong: fr 2026-01-05T23:58:00Z says 3"),
        defect(
            "a late copy is doubled",
            outcome -> repeatFirst(outcome.records("texts-late")),
            "texts-late: 1 doubled: raw-text-fr-1@6"),
        defect(
            "a late copy's bytes are altered",
            outcome -> outcome.change("texts-late", 0, text -> text + " "),
            "texts-late: 1 wrong: raw-text-fr-1@6 has other bytes there"),
        defect(
            "a late copy does not say how late it is",
            outcome -> withoutHeader(outcome.records("texts-late"), "tributary.watermark"),
            "texts-late: 1 wrong: raw-text-fr-1@6 does not say how late it is"),
        defect(
            "a late copy is of no record",
            outcome ->
                outcome
                    .records("texts-late")
                    .add(moved(outcome.records("texts-late").get(0), "99")),
            "there is no record raw-text-fr-1@99"),
        // Windows
        defect(
            "a window of a language is lost",
            outcome -> outcome.rows("texts_by_language").remove(0),
            "texts_by_language: 1 missing: ar 2026-01-05T23:58:00Z of 3"),
        defect(
            "a window is skipped altogether",
            outcome -> {
              outcome.rows("texts_by_language").removeIf(AuditTextsIT::isFirstWindow);
              outcome.rows("texts_by_label").removeIf(AuditTextsIT::isFirstWindow);
              outcome
                  .records("texts-metrics")
                  .removeIf(record -> text(record).contains("\"window_start\":\"2026-01-05T23:58"));
            },
            "texts_by_label: 3 missing"),
        defect(
            "a window of a label is doubled",
            outcome -> repeatFirst(outcome.rows("texts_by_label")),
            "texts_by_label: 1 doubled: health 2026-01-05T23:58:00Z"),
        defect(
            "a window counts one too many",
            outcome -> add(outcome.rows("texts_by_label").get(0), "texts"),
            "texts_by_label: 1 wrong: health 2026-01-05T23:58:00Z says 4"),
        defect(
            "a window counts a character too many",
            outcome -> add(outcome.rows("texts_by_language").get(0), "characters"),
            "texts_by_language: 1 wrong: ar 2026-01-05T23:58:00Z says 3 (characters "),
        defect(
            "a window counts a token too many",
            outcome -> add(outcome.rows("texts_by_label").get(1), "tokens"),
            "texts_by_label: 1 wrong: politics 2026-01-05T23:58:00Z says 3 (characters "),
        defect(
            "a window counts what never came",
            outcome ->
                outcome
                    .rows("texts_by_label")
                    .add(with(outcome.rows("texts_by_label").get(0), "label", "travel")),
            "texts_by_label: 1 unfounded: travel 2026-01-05T23:58:00Z"),
        defect(
            "windows are of different lengths",
            outcome ->
                outcome.rows("texts_by_label").get(0).put("window_end", "2026-01-06T00:00:00Z"),
            "windows of different lengths"),
        defect(
            "a final message is lost",
            outcome -> outcome.records("texts-metrics").remove(1),
            "texts-metrics: 1 missing: ar 2026-01-05T23:58:00Z"),
        defect(
            "the final message of a total is lost",
            outcome ->
                outcome
                    .records("texts-metrics")
                    .removeIf(record -> isFinalTotal(record) && text(record).contains("23:58")),
            "texts-metrics: 1 missing: all 2026-01-05T23:58:00Z"),
        defect(
            "a final message is doubled",
            outcome ->
                outcome.records("texts-metrics").add(outcome.records("texts-metrics").get(1)),
            "texts-metrics: 1 doubled: ar 2026-01-05T23:58:00Z"),
        defect(
            "a final message says other characters",
            outcome -> outcome.change("texts-metrics", 1, AuditTextsIT::otherCharacters),
            "texts-metrics: 1 wrong: ar 2026-01-05T23:58:00Z says 3 (characters 9999"),
        defect(
            "a total counts mismatches wrong",
            outcome -> {
              for (int i = 0; i < outcome.records("texts-metrics").size(); i++) {
                if (isFinalTotal(outcome.records("texts-metrics").get(i))) {
                  outcome.change(
                      "texts-metrics",
                      i,
                      text ->
                          text.replaceFirst(
                              "\"language_mismatches\":\\d+", "\"language_mismatches\":77"));
                  return;
                }
              }
            },
            "language_mismatches 77), the lake 9 (characters "),
        defect(
            "a final message tells of no window",
            outcome -> {
              outcome.records("texts-metrics").add(outcome.records("texts-metrics").get(1));
              outcome.change(
                  "texts-metrics",
                  outcome.records("texts-metrics").size() - 1,
                  text -> text.replace("2026-01-05T23:5", "2026-01-05T22:5"));
            },
            "texts-metrics: 1 unfounded: ar 2026-01-05T22:58:00Z"),
        defect(
            "an early result follows its final one",
            outcome -> {
              ProducerRecord<byte[], byte[]> early = outcome.records("texts-metrics").remove(0);
              outcome.records("texts-metrics").add(early);
            },
            "texts-metrics: 1 wrong: ar 2026-01-05T23:58:00Z: revision 1 with less"),
        defect(
            "revisions do not rise",
            outcome ->
                outcome.change(
                    "texts-metrics", 1, text -> text.replace("\"revision\":2", "\"revision\":1")),
            "or after revision 1"));
  }

  @Test
  void tellsWhatIsNotOutYetFromWhatIsLost() throws Exception {
    TextsOutcome outcome = TextsOutcome.right();
    outcome.sendOneMore("fr", 0);
    outcome.sendOneMore("ar", 1);
    Call call = audit(outcome, false);
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.out())
        .containsPattern("all +all +\\d+ +40 +11 +11 +3 +2 +0\n")
        .contains("not settled yet: 2 records lie after the newest that is out")
        .contains("raw/fr: 1 not yet")
        .doesNotContain("broken");
  }

  @Test
  void tellsAReplayThatIsNotOutYetFromACopy() throws Exception {
    TextsOutcome outcome = TextsOutcome.right();
    outcome.replayOneMore("fr", 0);
    assertThat(audit(outcome, true).out())
        .contains("not settled yet: 1 records lie after the newest that is out")
        .doesNotContain("broken");
    outcome.deliverOneMore("fr", 0);
    assertThat(audit(outcome, true).out())
        .contains("raw-text-fr: 1 missing: raw-text-fr-0@")
        .contains("broken: [");
  }

  @Test
  void doesNotJudgeAPartitionByCopiesOfWhatCameOutElsewhere() throws Exception {
    TextsOutcome outcome = TextsOutcome.right();
    String delivered = text(outcome.records("raw-text-ar").get(0));
    outcome.sendOneMore("fr", 1);
    outcome.copyWithoutArchive("fr", 1, delivered); // read before the one that was delivered
    Call call = audit(outcome, true);
    assertThat(call.out())
        .contains("not settled yet: 1 records lie after the newest that is out")
        .doesNotContain("broken");
  }

  @Test
  void tellsWindowsThatMayBeOpenFromThoseThatAreLost() throws Exception {
    TextsOutcome outcome = TextsOutcome.right();
    for (String dataset : List.of("texts_by_language", "texts_by_label")) {
      outcome.rows(dataset).removeIf(row -> "2026-01-06T00:01:00Z".equals(row.get("window_start")));
    }
    outcome
        .records("texts-metrics")
        .removeIf(record -> text(record).contains("\"window_start\":\"2026-01-06T00:01:00Z\""));
    Call call = audit(outcome, true);
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.out())
        .contains("delivered 40 = windowed 27 + late 3 + in windows not closed or published yet 10")
        .contains("not settled yet: 0 records")
        .doesNotContain("broken");
  }

  @Test
  void takesADeadLetterThatWasCutAndSaysSo() throws Exception {
    TextsOutcome outcome = TextsOutcome.right();
    ProducerRecord<byte[], byte[]> letter = outcome.records("texts-dead-letters").get(0);
    letter
        .headers()
        .add(
            Topics.header(
                "tributary.truncated",
                letter.value().length + " " + TextsOutcome.sha256(letter.value())));
    outcome.change("texts-dead-letters", 0, text -> text.substring(0, 5));
    Call call = audit(outcome, true);
    assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
  }

  @Test
  void tellsProgramsTheSameInJson() throws Exception {
    TextsOutcome outcome = TextsOutcome.right();
    outcome.records("processed-text").remove(0);
    Call call = audit(outcome, true, "--json");
    assertThat(call.exitCode()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(call.out());
    assertThat(json.path("verdict").asText()).isEqualTo("broken");
    assertThat(json.path("windowed").asInt()).isEqualTo(37);
    assertThat(json.at("/partitions/0/lost").asInt()).isEqualTo(1);
    assertThat(json.findParents("place"))
        .anySatisfy(
            check -> {
              assertThat(check.path("place").asText()).isEqualTo("processed-text");
              assertThat(check.at("/findings/0/kind").asText()).isEqualTo("missing");
            });
  }

  private Call audit(TextsOutcome outcome, boolean parquet, String... options) throws Exception {
    outcome.write(new Topics(broker.bootstrap()), lake, lake, parquet);
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--lake.path", lake.toString()));
    return call(all.toArray(String[]::new));
  }

  private static Call call(String... options) {
    List<String> all =
        new ArrayList<>(List.of("audit", "texts", "--kafka.bootstrap.servers", broker.bootstrap()));
    all.addAll(List.of(options));
    return Call.of(all.toArray(String[]::new));
  }

  private static Arguments defect(String name, Consumer<TextsOutcome> spoil, String finding) {
    return Arguments.of(name, spoil, finding);
  }

  private static String text(ProducerRecord<byte[], byte[]> record) {
    return record.value() == null ? "" : Topics.text(record.value());
  }

  private static <T> void repeatFirst(List<T> list) {
    list.add(list.get(0));
  }

  private static void add(Map<String, Object> row, String column) {
    row.compute(column, (name, value) -> ((Number) value).longValue() + 1);
  }

  private static Map<String, Object> with(Map<String, Object> row, String column, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(row);
    changed.put(column, value);
    return changed;
  }

  private static void alterBytes(Map<String, Object> row, byte[] value) {
    byte[] altered = value.clone();
    altered[altered.length / 2] ^= 1;
    row.put("value", TextsOutcome.base64(altered));
  }

  private static boolean isFirstWindow(Map<String, Object> row) {
    return "2026-01-05T23:58:00Z".equals(row.get("window_start"));
  }

  private static boolean isFinalTotal(ProducerRecord<byte[], byte[]> record) {
    return text(record).contains("\"total\"") && text(record).contains("\"final\":true");
  }

  private static String otherCharacters(String text) {
    return text.replaceFirst("\"characters\":\\d+", "\"characters\":9999");
  }

  private static ProducerRecord<byte[], byte[]> keyed(
      ProducerRecord<byte[], byte[]> record, String key) {
    return new ProducerRecord<>(
        record.topic(),
        record.partition(),
        record.timestamp(),
        Topics.bytes(key),
        record.value(),
        record.headers());
  }

  private static void withoutHeader(List<ProducerRecord<byte[], byte[]>> records, String name) {
    records.get(0).headers().remove(name);
  }

  private static ProducerRecord<byte[], byte[]> moved(
      ProducerRecord<byte[], byte[]> record, String offset) {
    Iterable<Header> headers =
        new RecordHeaders(record.headers())
            .remove("tributary.offset")
            .add(Topics.header("tributary.offset", offset));
    return new ProducerRecord<>(record.topic(), 0, null, record.key(), record.value(), headers);
  }

  private static ProducerRecord<byte[], byte[]> anHourOld(ProducerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(
        record.topic(),
        record.partition(),
        System.currentTimeMillis() - 3_600_000,
        record.key(),
        record.value(),
        record.headers());
  }
}
