package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.e2e.FlinkCluster.Answer;
import io.tributary.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades of a job on a real cluster while tickets come in, to versions that work and don't. */
final class UpgradeIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Path JAR = FlinkCluster.JAR;
  private static final String LAKE = "connectors/src/main/java/io/tributary/connectors/lake/";

  @TempDir private Path folder;
  private BrokerProcess broker;
  private ChangedJar jars;

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    jars = new ChangedJar(JAR, folder.resolve("jars"));
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void anUpgradeLosesNothingWhetherItWorksOrNot() throws Exception {
    try (Tributary simulator =
            Tributary.start(
                folder,
                "simulate",
                "tickets",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--rate=300",
                "--late=0",
                "--clients=500");
        FlinkCluster flink = FlinkCluster.start(folder, Map.of(), "--task-managers=1")) {
      flink.submit(JAR, List.of(), settings());
      Topic enriched = new Topic(broker.bootstrap(), "tickets-enriched");
      enriched.awaitMore(300);
      Awaitility.await().atMost(PATIENCE).until(this::hasCheckpoint);

      Answer refused = upgrade(flink, JAR, anotherType(), "2");
      assertThat(refused.said())
          .contains("tickets.lake-publish staged is incompatible", "the old job was not stopped");
      assertThat(refused.code()).isEqualTo(1);
      enriched.awaitMore(300);

      Answer atOnce = upgrade(flink, JAR, failingAtOnce(), "2");
      assertThat(atOnce.said())
          .contains("stopped after", "planted: at once", "rolled back", "savepoints/savepoint-")
          .doesNotContain("it had completed");
      assertThat(atOnce.code()).isEqualTo(1);
      enriched.awaitMore(300);

      // It keeps its checkpoints where the old one has none.
      String elsewhere = folder.resolve("elsewhere").toString();
      Answer later =
          upgrade(flink, JAR, failingLater(), "4", "--change", "checkpoint.path=" + elsewhere);
      assertThat(later.said())
          .contains("planted: later", "it had completed checkpoint", "rolled back")
          .containsPattern("it had completed checkpoint \\d+: file:" + elsewhere + "/.*/chk-");
      assertThat(later.code()).isEqualTo(1);
      enriched.awaitMore(300);

      Path field = oneMoreField();
      Answer good = upgrade(flink, JAR, field, "2", "--change", "parallelism=1");
      assertThat(good.said()).contains("running again", "verified: running", "upgraded: job");
      assertThat(good.code()).isZero();
      enriched.awaitMore(300);

      Answer back = upgrade(flink, field, JAR, "2");
      assertThat(back.said())
          .contains("a field of a record is gone", "the old job was not stopped");

      String job = good.said().replaceAll("(?s).*upgraded: job ([0-9a-f]{32}).*", "$1");
      String kept = folder.resolve("checkpoints/tickets/savepoints").toString();
      flink.flink("stop", "--savepointPath", kept, job);
      simulator.terminate();
      assertThat(simulator.awaitExit()).as(simulator.said()).isZero();
      List<String> last =
          new ArrayList<>(List.of("run", "-c", FlinkCluster.MAIN, field.toString(), "--bounded"));
      last.addAll(settings());
      assertThat(flink.flink(last.toArray(String[]::new)))
          .contains("done; the next run goes on from");
      flink.stop();
    }

    Truth truth = Truth.of(broker.bootstrap(), 60_000);
    assertThat(truth.in).isGreaterThan(5_000);
    new Outcome(broker.bootstrap(), folder.resolve("lake")).equalsTruth(truth);
  }

  /** A record class of the state with a field more. */
  private Path oneMoreField() throws IOException {
    return jars.with(
        "field",
        LAKE + "StagedFile.java",
        Map.of("long checkpoint) {}", "long checkpoint, String codec) {" + constructor("many")));
  }

  /** One of its fields has another type. */
  private Path anotherType() throws IOException {
    return jars.with(
        "type",
        LAKE + "StagedFile.java",
        Map.of(
            "long rows,",
            "String rows,",
            "long checkpoint) {}",
            "long checkpoint, String codec) {" + constructor("Long.toString(many)")));
  }

  private static String constructor(String rows) {
    return "\n"
        + "  public StagedFile(\n"
        + "      String dataset, String date, String path, long many, long bytes, long"
        + " checkpoint) {\n"
        + "    this(dataset, date, path, "
        + rows
        + ", bytes, checkpoint, \"\");\n  }\n}";
  }

  private Path failingAtOnce() throws IOException {
    return jars.with(
        "at-once",
        LAKE + "LakePublisher.java",
        Map.of(
            "super.open();",
            "super.open(); if (rollNanos > 0) throw new IOException(\"planted: at once\");"));
  }

  private Path failingLater() throws IOException {
    return jars.with(
        "later",
        LAKE + "LakePublisher.java",
        Map.of(
            "private transient long latestSnapshot;",
            "private transient long latestSnapshot; private transient int planted;",
            "super.notifyCheckpointComplete(checkpointId);",
            "super.notifyCheckpointComplete(checkpointId);"
                + " if (planted++ == 2) throw new IOException(\"planted: later\");"));
  }

  private Answer upgrade(FlinkCluster flink, Path old, Path jar, String checkpoints, String... more)
      throws Exception {
    List<String> call =
        new ArrayList<>(
            List.of(
                "upgrade",
                "tickets",
                "--jar=" + jar,
                "--old-jar=" + old,
                "--checkpoints=" + checkpoints));
    call.addAll(List.of(more));
    call.addAll(settings());
    return flink.tributary(call);
  }

  private List<String> settings() {
    return List.of(
        "--kafka.bootstrap.servers=" + broker.bootstrap(),
        "--lake.path=" + folder.resolve("lake"),
        "--checkpoint.path=" + folder.resolve("checkpoints"),
        "--checkpoint.interval=2s",
        "--lake.roll-interval=3s",
        "--parallelism=2");
  }

  private boolean hasCheckpoint() throws IOException {
    try (var all = Files.walk(folder.resolve("checkpoints"))) {
      return all.anyMatch(each -> each.endsWith("_metadata"));
    } catch (java.io.UncheckedIOException deletedMeanwhile) {
      return false;
    }
  }
}
