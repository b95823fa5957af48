package io.tributary.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.Call;
import io.tributary.cli.Topics;
import io.tributary.testkit.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditInvoicesIT {
  private static KafkaBroker broker;

  @TempDir private Path lake;
  private final InvoicesOutcome outcome = InvoicesOutcome.right();
  private Topics topics;

  @BeforeAll
  static void startBroker(@TempDir Path folder) {
    broker = KafkaBroker.start(folder);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void connect() {
    topics = new Topics(broker.bootstrap());
  }

  @Test
  void holdsForARightResultAndProvesNothingOfWindowsThatAreNone() throws Exception {
    outcome.write(topics, lake);
    assertThat(saidExiting(0))
        .containsPattern("all +all +7 +5 +2 +0 +0 +0 +0\n")
        .contains("delivered 5 = windowed + late: not applicable, there are no windows\n")
        .endsWith("\nin = delivered + rejected + duplicate: holds\n");
    JsonNode json = new ObjectMapper().readTree(audit("--json").out());
    assertThat(json.path("delivered").asInt()).isEqualTo(5);
    assertThat(json.path("windowed").isNull()).isTrue();
    assertThat(json.at("/partitions/0/untold").isInt()).isTrue();
  }

  @Test
  void ofVersionsOlderThanTheTopicCantBeToldWhetherTheyWereThere() throws Exception {
    outcome.write(topics, lake);
    topics.deleteOldest("factures-enriched", 2);
    assertThat(saidExiting(0))
        .contains(
            "factures-enriched no longer begins with its first record: of 2 records that are not"
                + " there can't be told whether they were, such as factures-raw-0@0,"
                + " factures-raw-0@2\n")
        .endsWith("holds\n");
  }

  @Test
  void aVersionNewerThanTheOldestInTheTopicIsMissingThere() throws Exception {
    outcome.delivered().remove(3);
    outcome.write(topics, lake);
    topics.deleteOldest("factures-enriched", 2);
    assertThat(saidExiting(1))
        .contains(
            "factures-enriched: 1 missing: factures-raw-0@5\n", "broken: [factures-enriched]");
  }

  @Test
  void whatTheLakeLacksTooIsLostHoweverMuchTheTopicHasForgotten() throws Exception {
    outcome.rows("clean/factures").remove(1);
    outcome.rows("streaming").remove(1);
    outcome.write(topics, lake);
    topics.deleteOldest("factures-enriched", Integer.MAX_VALUE);
    assertThat(saidExiting(1))
        .containsPattern("all +all +7 +4 +2 +0 +0 +0 +1\n")
        .contains("versions: 1 missing: factures-raw-0@2\n");
  }

  @Test
  void ofRecordsOlderThanTheDeadLettersCantBeToldWhetherTheyWereRejected() throws Exception {
    outcome.write(topics, lake);
    topics.deleteOldest("invoices-dead-letters", 1);
    assertThat(saidExiting(0))
        .containsPattern("all +all +7 +5 +1 +0 +0 +0 +0 +1\n")
        .contains(
            "invoices-dead-letters no longer begins with its first record: of 1 records that are"
                + " not there can't be told whether they were, such as factures-raw-0@1\n")
        .endsWith("\nin = delivered + rejected + duplicate + what can't be told: holds\n");
  }

  @Test
  void moreRecordsWithoutAFateThanLettersWereDeletedAreLost() throws Exception {
    outcome.letters().remove(1);
    outcome.write(topics, lake);
    topics.deleteOldest("invoices-dead-letters", 1);
    assertThat(saidExiting(1))
        .containsPattern("all +all +7 +5 +0 +0 +0 +0 +1 +1\n")
        .contains("versions: 1 missing: factures-raw-0@4\n");
  }

  private String saidExiting(int exitCode) {
    Call call = audit();
    assertThat(call.exitCode()).as(call.out() + call.err()).isEqualTo(exitCode);
    return call.out();
  }

  private Call audit(String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "audit",
                "invoices",
                "--kafka.bootstrap.servers",
                broker.bootstrap(),
                "--lake.path",
                lake.toString()));
    all.addAll(List.of(options));
    return Call.of(all.toArray(String[]::new));
  }
}
