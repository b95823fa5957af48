package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.BrokerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar on a real cluster, by Flink's own command line, as data engineers use it. {@code
 * -Dtributary.cycles} says how often it is stopped and resumed.
 */
final class ClusterIT {
  private static final int CYCLES = Integer.getInteger("tributary.cycles", 1);
  private static final Pattern SAVEPOINT = Pattern.compile("Path: (file:\\S+)");

  @TempDir private Path folder;
  private BrokerProcess broker;

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void theJarSurvivesKillsAndIsStoppedResumedAndRescaledWithoutADifference() throws Exception {
    try (Tributary simulator =
            Tributary.start(
                folder,
                "simulate",
                "tickets",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--rate=500",
                "--late=0",
                "--clients=2000");
        FlinkCluster flink = FlinkCluster.start(folder, Map.of(), "--ha", "--slots=1")) {
      String job = flink.submit(FlinkCluster.JAR, List.of(), settings("2"));
      Topic enriched = new Topic(broker.bootstrap(), "tickets-enriched");
      enriched.awaitMore(500);

      for (String part : List.of("taskmanager-1", "jobmanager", "taskmanager-2")) {
        flink.part(part).destroyForcibly();
        flink.awaitSaying(part + " has died");
        flink.awaitCheckpoint(job);
        enriched.awaitMore(500);
      }
      for (String part : List.of("taskmanager-1", "jobmanager", "taskmanager-2")) {
        String temporary = "data/cluster/tmp/tributary-cluster-" + flink.dashboard().port();
        assertThat(folder.resolve(temporary).resolve(part).toFile().list())
            .as("working directories: those of the dead are gone")
            .satisfiesOnlyOnce(name -> assertThat(name).matches("[jt]m_.*"));
      }
      assertThat(flink.flink("list", "-r")).contains(job).contains("RUNNING");
      String operators = flink.dashboard().get("/jobs/" + job);
      for (String word : List.of("source", "deduplicate", "enrich", "close-windows", "lake")) {
        assertThat(operators).as("the graph in the dashboard").contains("tickets." + word);
      }
      assertThat(flink.dashboard().get("/jobmanager/log")).contains("tickets");
      assertThat(flink.prometheus()).contains("task_operator_records_delivered{");
      assertThat(flink.portsOpenToOthers()).as("besides those of metrics").isEmpty();

      for (int cycle = 0; cycle < CYCLES; cycle++) {
        String said =
            flink.flink("stop", "--savepointPath", folder.resolve("kept").toString(), job);
        Matcher savepoint = SAVEPOINT.matcher(said);
        assertThat(savepoint.find()).as(said).isTrue();
        job =
            flink.submit(
                FlinkCluster.JAR,
                List.of("-s", savepoint.group(1)),
                settings(Integer.toString(1 + cycle % 2)));
        flink.awaitCheckpoint(job);
        enriched.awaitMore(500);
      }
      flink.flink(
          "stop",
          "--savepointPath",
          folder.resolve("checkpoints/tickets/savepoints").toString(),
          job);
      assertThat(flink.flink("list", "-r")).contains("No running jobs");

      simulator.terminate();
      assertThat(simulator.awaitExit()).as(simulator.said()).isZero();
      flink.stop();
    }
    List<String> last = new ArrayList<>(List.of("run", "tickets", "--bounded", "--rest.port=0"));
    last.addAll(settings("2"));
    Tributary.run(folder, last.toArray(String[]::new));

    Truth truth = Truth.of(broker.bootstrap(), 60_000);
    assertThat(truth.in).isGreaterThan(10_000);
    new Outcome(broker.bootstrap(), folder.resolve("lake")).equalsTruth(truth);
  }

  private List<String> settings(String parallelism) {
    return List.of(
        "--kafka.bootstrap.servers=" + broker.bootstrap(),
        "--lake.path=" + folder.resolve("lake"),
        "--checkpoint.path=" + folder.resolve("checkpoints"),
        "--checkpoint.interval=2s",
        "--lake.roll-interval=5s",
        "--parallelism=" + parallelism);
  }
}
