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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuditCommandIT {
  private static KafkaBroker broker;

  @TempDir private Path lake;

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
    Call call = audit(TicketsOutcome.right(), parquet);
    assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
    assertThat(call.out())
        .containsPattern("client_tickets +all +32 +26 +4 +2 +2 +0 +0\n")
        .containsPattern("clients +all +2 +1 +1 +0 +0 +0 +0\n")
        .contains("delivered 26 = windowed 24 + late 2\n")
        .contains("{INVALID_VALUE=4, MISSING_FIELD=1}")
        .endsWith("holds\n");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  void breaksWhen(String defect, Consumer<TicketsOutcome> spoil, String finding) throws Exception {
    TicketsOutcome outcome = TicketsOutcome.right();
    spoil.accept(outcome);
    Call call = audit(outcome, false);
    assertThat(call.exitCode()).as(call.out() + call.err()).isEqualTo(1);
    assertThat(call.err()).isEmpty();
    assertThat(call.out()).contains(finding, "broken: [");
  }

  private static Stream<Arguments> defects() {
    return Stream.of(
        defect(
            "a row of the lake is lost",
            outcome -> outcome.rows("tickets_with_assignment").remove(2),
            "tickets_with_assignment: 1 missing: client_tickets-0@2"),
        defect(
            "a row of the lake is doubled",
            outcome -> repeatFirst(outcome.rows("tickets_with_assignment")),
            "tickets_with_assignment: 1 doubled: 550e8400-e29b-41d4-a716-000000000000"),
        defect(
            "the lake has a row that never came in",
            outcome ->
                outcome
                    .rows("tickets_with_assignment")
                    .add(
                        with(
                            outcome.rows("tickets_with_assignment").get(0),
                            "ticket_id",
                            "00000000-0000-0000-0000-00000000000a")),
            "tickets_with_assignment: 1 unfounded: 00000000-0000-0000-0000-00000000000a"),
        defect(
            "an urgent row is lost",
            outcome -> outcome.rows("high_priority_tickets").remove(0),
            "high_priority_tickets: 1 missing"),
        defect(
            "an urgent row is doubled",
            outcome -> repeatFirst(outcome.rows("high_priority_tickets")),
            "high_priority_tickets: 1 doubled"),
        defect(
            "a row is urgent that is not",
            outcome ->
                outcome
                    .rows("high_priority_tickets")
                    .add(outcome.rows("tickets_with_assignment").get(0)),
            "high_priority_tickets: 1 unfounded"),
        defect(
            "a record of the topic is lost",
            outcome -> outcome.records("tickets-enriched").remove(0),
            "tickets-enriched: 1 missing: client_tickets-0@0"),
        defect(
            "a record of the topic is doubled",
            outcome -> repeatFirst(outcome.records("tickets-enriched")),
            "tickets-enriched: 1 doubled"),
        defect(
            "a dead letter of a broken record is lost",
            outcome -> outcome.records("tickets-dead-letters").remove(0),
            "tickets-dead-letters: 1 missing: client_tickets-0@6 can't be valid"),
        defect(
            "a dead letter of an invalid record is lost",
            outcome -> outcome.records("tickets-dead-letters").remove(2),
            "tickets-dead-letters: 1 missing: client_tickets-0@10 can't be valid"),
        defect(
            "a dead letter is doubled",
            outcome -> repeatFirst(outcome.records("tickets-dead-letters")),
            "tickets-dead-letters: 1 doubled: client_tickets-0@6"),
        defect(
            "a client's dead letter is doubled",
            outcome ->
                outcome
                    .records("tickets-dead-letters")
                    .add(outcome.records("tickets-dead-letters").get(4)),
            "tickets-dead-letters: 1 doubled: clients-0@1"),
        defect(
            "a dead letter has no origin",
            outcome ->
                outcome
                    .records("tickets-dead-letters")
                    .add(moved(outcome.records("tickets-dead-letters").get(0), "9999")),
            "tickets-dead-letters: 1 unfounded: there is no record client_tickets-0@9999"),
        defect(
            "a late copy is doubled",
            outcome -> repeatFirst(outcome.records("tickets-late")),
            "tickets-late: 1 doubled"),
        defect(
            "a late copy is lost",
            outcome -> outcome.records("tickets-late").remove(0),
            "metrics: 1 wrong: all 2026-01-05T23:58:00Z says 6"),
        defect(
            "a late ticket was not delivered",
            outcome -> {
              String id = lateId(outcome);
              outcome
                  .rows("tickets_with_assignment")
                  .removeIf(row -> row.get("ticket_id").equals(id));
              outcome
                  .records("tickets-enriched")
                  .removeIf(record -> Topics.text(record.value()).contains(id));
            },
            "tickets-enriched: 1 missing"),
        defect(
            "a window counts one too many",
            outcome -> add(outcome.rows("tickets_by_type").get(0), "tickets", 1),
            "tickets_by_type: 1 wrong: account 2026-01-05T23:58:00Z says"),
        defect(
            "a window counts clients wrong",
            outcome -> add(outcome.rows("tickets_by_region").get(0), "unique_clients", 1),
            "tickets_by_region: 1 wrong"),
        defect(
            "a window is lost",
            outcome -> outcome.rows("tickets_by_priority").remove(0),
            "tickets_by_priority: 1 missing"),
        defect(
            "a window is doubled",
            outcome -> repeatFirst(outcome.rows("tickets_by_region")),
            "tickets_by_region: 1 doubled"),
        defect(
            "a window counts what never came",
            outcome ->
                outcome
                    .rows("tickets_by_region")
                    .add(with(outcome.rows("tickets_by_region").get(0), "region", "Polynesia")),
            "tickets_by_region: 1 unfounded: Polynesia 2026-01-05T23:58:00Z"),
        defect(
            "a total counts a type wrong",
            outcome -> add(outcome.rows("metrics").get(0), "billing_count", -1),
            "metrics: 1 wrong"),
        defect(
            "a running sum is wrong",
            outcome -> add(outcome.rows("metrics").get(3), "total_tickets", 1),
            "metrics (cumulative): 1 wrong: all 2026-01-05T23:59:00Z says 13"),
        defect(
            "a running sum is short of what isn't far before it",
            outcome -> add(outcome.rows("metrics").get(5), "total_tickets", -1),
            "metrics (cumulative): 1 wrong: all 2026-01-06T00:00:00Z says"),
        defect(
            "running sums begin anew",
            outcome -> {
              long lost = (long) (int) outcome.rows("metrics").get(3).get("total_tickets");
              add(outcome.rows("metrics").get(5), "total_tickets", (int) -lost);
              add(outcome.rows("metrics").get(7), "total_tickets", (int) -lost);
            },
            "metrics (cumulative): 2 wrong: all 2026-01-06T00:00:00Z says"),
        defect(
            "running clients are wrong",
            outcome -> add(outcome.rows("metrics").get(3), "unique_clients", 1),
            "metrics (cumulative): 1 wrong"),
        defect(
            "a running sum is lost",
            outcome -> outcome.rows("metrics").remove(1),
            "metrics (cumulative): 1 missing"),
        defect(
            "a running sum is doubled",
            outcome -> outcome.rows("metrics").add(outcome.rows("metrics").get(1)),
            "metrics (cumulative): 1 doubled"),
        defect(
            "a final message is lost",
            outcome -> outcome.records("tickets-metrics").remove(0),
            "tickets-metrics: 1 missing"),
        defect(
            "a final message is doubled",
            outcome -> repeatFirst(outcome.records("tickets-metrics")),
            "tickets-metrics: 1 doubled"),
        defect(
            "a final message says another number",
            outcome ->
                outcome
                    .records("tickets-metrics")
                    .set(
                        0,
                        TicketsOutcome.changed(
                            outcome.records("tickets-metrics").get(0),
                            text -> text.replaceFirst("\"count\":\\d+", "\"count\":99"))),
            "tickets-metrics: 1 wrong: account 2026-01-05T23:58:00Z says 99"),
        defect(
            "a final message tells of no window",
            outcome ->
                outcome
                    .records("tickets-metrics")
                    .add(
                        TicketsOutcome.changed(
                            outcome.records("tickets-metrics").get(0),
                            text -> text.replace("2026-01-05T23:5", "2026-01-05T22:5"))),
            "tickets-metrics: 1 unfounded"),
        defect(
            "a day's rows are gone that were out in the topic long before the newest file",
            outcome -> {
              outcome.records("tickets-enriched").replaceAll(AuditCommandIT::anHourOld);
              outcome
                  .rows("tickets_with_assignment")
                  .removeIf(row -> row.get("created_at").toString().startsWith("2026-01-05"));
            },
            "tickets_with_assignment: 14 missing"),
        defect(
            "a day's windows are gone that were out in the topic long before the newest file",
            outcome -> {
              outcome.records("tickets-metrics").replaceAll(AuditCommandIT::anHourOld);
              outcome
                  .rows("tickets_by_type")
                  .removeIf(row -> row.get("window_start").toString().startsWith("2026-01-06"));
            },
            "tickets_by_type: 7 missing"));
  }

  @Test
  void whatTheTopicHasForgottenIsDeliveredAsTheLakeSays() throws Exception {
    TicketsOutcome outcome = TicketsOutcome.right();
    outcome.records("tickets-enriched").replaceAll(AuditCommandIT::byItsKey);
    write(outcome).deleteOldest("tickets-enriched", Integer.MAX_VALUE);
    Call call = auditOf(lake);
    assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
    assertThat(call.out())
        .containsPattern("client_tickets +all +32 +26 +4 +2 +2 +0 +0\n")
        .contains(
            "tickets-enriched no longer begins with its first record: of 26 records that are not"
                + " there can't be told whether they were, such as client_tickets-")
        .endsWith("holds\n");
  }

  @Test
  void whatTheLakeLacksTooIsLostHoweverMuchTheTopicHasForgotten() throws Exception {
    TicketsOutcome outcome = TicketsOutcome.right();
    outcome.records("tickets-enriched").replaceAll(AuditCommandIT::byItsKey);
    outcome.rows("tickets_with_assignment").remove(2);
    write(outcome).deleteOldest("tickets-enriched", Integer.MAX_VALUE);
    Call call = auditOf(lake);
    assertThat(call.exitCode()).as(call.out() + call.err()).isEqualTo(1);
    assertThat(call.out())
        .containsPattern("client_tickets +all +32 +25 +4 +2 +2 +0 +1\n")
        .contains("tickets_with_assignment: 1 missing: client_tickets-0@2");
  }

  @Test
  void whatCameInAfterTheOldestThatTheTopicHasIsMissingThere() throws Exception {
    TicketsOutcome outcome = TicketsOutcome.right();
    outcome.records("tickets-enriched").replaceAll(record -> anHourOld(byItsKey(record)));
    outcome.records("tickets-enriched").remove(0);
    List<ProducerRecord<byte[], byte[]>> sent = outcome.records("client_tickets");
    for (int i = 1; i < sent.size(); i++) {
      sent.set(i, anHourOld(sent.get(i)));
    }
    write(outcome).deleteOldest("tickets-enriched", 2);
    Call call = auditOf(lake);
    assertThat(call.exitCode()).as(call.out() + call.err()).isEqualTo(1);
    assertThat(call.out())
        .containsPattern("client_tickets +all +32 +25 +4 +2 +2 +0 +1\n")
        .contains("tickets-enriched: 1 missing: client_tickets-0@0\n", " of 4 records ");
  }

  @Test
  void aCopyOfWhatTheInputHasForgottenMayHaveBeenInTheTopicBefore() throws Exception {
    TicketsOutcome outcome = TicketsOutcome.right();
    outcome.records("tickets-enriched").replaceAll(record -> anHourOld(byItsKey(record)));
    outcome.records("tickets-enriched").remove(6); // of client_tickets-0@3, whose copy is @5
    Topics topics = write(outcome);
    topics.deleteOldest("tickets-enriched", 1);
    topics.deleteOldest("client_tickets", 5);
    Call call = auditOf(lake);
    assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
    assertThat(call.out()).contains(" of 1 records that ", " such as client_tickets-0@5\n");
  }

  @Test
  void ofWhatIsPlainlyInvalidCantBeToldWhetherItsLetterWasForgotten() throws Exception {
    TicketsOutcome outcome = TicketsOutcome.right();
    outcome.records("tickets-dead-letters").replaceAll(AuditCommandIT::byItsKey);
    outcome.records("client_tickets").replaceAll(AuditCommandIT::anHourOld);
    write(outcome).deleteOldest("tickets-dead-letters", Integer.MAX_VALUE);
    Call call = auditOf(lake);
    assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
    assertThat(call.out())
        .containsPattern("late +not yet +lost +can't be told\n")
        .containsPattern("client_tickets +all +32 +26 +0 +2 +2 +0 +0 +4\n")
        .contains("tickets-dead-letters no longer begins with its first record: of 4 records ")
        .contains("in = delivered + rejected + duplicate + what can't be told, delivered = ")
        .endsWith("holds\n");
  }

  @Test
  void tellsWhatIsNotOutYetFromWhatIsLost() throws Exception {
    TicketsOutcome outcome = TicketsOutcome.right();
    outcome.sendOneMore(0);
    outcome.sendOneMore(1);
    Call call = audit(outcome, false);
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.out())
        .containsPattern("client_tickets +all +34 +26 +4 +2 +2 +2 +0\n")
        .contains("not settled yet: 2 records lie after the newest that is out")
        .contains("wait, or run with --bounded")
        .doesNotContain("broken");
  }

  @Test
  void tellsWindowsThatMayBeOpenFromThoseThatAreLost() throws Exception {
    TicketsOutcome outcome = TicketsOutcome.right();
    for (String dataset :
        List.of("tickets_by_type", "tickets_by_priority", "tickets_by_region", "metrics")) {
      outcome.rows(dataset).removeIf(row -> row.get("window_start").equals("2026-01-06T00:01:00Z"));
    }
    outcome
        .records("tickets-metrics")
        .removeIf(
            record ->
                Topics.text(record.value()).contains("\"window_start\":\"2026-01-06T00:01:00Z\""));
    Call call = audit(outcome, false);
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.out())
        .contains("delivered 26 = windowed 18 + late 2 + in windows not closed or published yet 6")
        .contains("not settled yet: 0 records")
        .doesNotContain("broken");
  }

  @Test
  void tellsProgramsTheSameInJson() throws Exception {
    TicketsOutcome outcome = TicketsOutcome.right();
    outcome.records("tickets-enriched").remove(0);
    Call call = audit(outcome, false, "--json");
    assertThat(call.exitCode()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(call.out());
    assertThat(json.path("verdict").asText()).isEqualTo("broken");
    assertThat(json.path("windowed").asInt()).isEqualTo(24);
    assertThat(json.at("/partitions/0/lost").asInt()).isEqualTo(1);
    assertThat(json.findParents("place"))
        .anySatisfy(
            check -> {
              assertThat(check.path("place").asText()).isEqualTo("tickets-enriched");
              assertThat(check.at("/findings/0/kind").asText()).isEqualTo("missing");
            });
  }

  @Test
  void saysThatThereIsNoLakeThatItCanRead() {
    assertThat(call("--lake.path", lake.resolve("none").toString()).err())
        .contains("there is no lake at " + lake.resolve("none"));
    assertThat(call("--lake.path", "gs://lake").err())
        .contains("lake.path: gs://lake can't be read", "put Flink's plugin");
  }

  private Topics write(TicketsOutcome outcome) throws Exception {
    Topics topics = new Topics(broker.bootstrap());
    outcome.write(topics, lake, false);
    return topics;
  }

  private static Call auditOf(Path lake) {
    return call("--lake.path", lake.toString());
  }

  private Call audit(TicketsOutcome outcome, boolean parquet, String... options) throws Exception {
    outcome.write(new Topics(broker.bootstrap()), lake, parquet);
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--lake.path", lake.toString()));
    return call(all.toArray(String[]::new));
  }

  private static Call call(String... options) {
    List<String> all =
        new ArrayList<>(
            List.of("audit", "tickets", "--kafka.bootstrap.servers", broker.bootstrap()));
    all.addAll(List.of(options));
    return Call.of(all.toArray(String[]::new));
  }

  private static Arguments defect(String name, Consumer<TicketsOutcome> spoil, String finding) {
    return Arguments.of(name, spoil, finding);
  }

  private static <T> void repeatFirst(List<T> list) {
    list.add(list.get(0));
  }

  private static void add(Map<String, Object> row, String column, int more) {
    row.compute(column, (name, value) -> ((Number) value).longValue() + more);
  }

  private static Map<String, Object> with(Map<String, Object> row, String column, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(row);
    changed.put(column, value);
    return changed;
  }

  private static String lateId(TicketsOutcome outcome) {
    return Topics.text(outcome.records("tickets-late").get(0).value()).substring(14, 50);
  }

  private static ProducerRecord<byte[], byte[]> moved(
      ProducerRecord<byte[], byte[]> record, String offset) {
    ProducerRecord<byte[], byte[]> copy =
        new ProducerRecord<>(record.topic(), 0, record.key(), record.value(), record.headers());
    copy.headers().remove("tributary.offset").add(Topics.header("tributary.offset", offset));
    return copy;
  }

  /** In the partition of its key, as the job writes it. */
  private static ProducerRecord<byte[], byte[]> byItsKey(ProducerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(
        record.topic(), null, record.key(), record.value(), record.headers());
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
