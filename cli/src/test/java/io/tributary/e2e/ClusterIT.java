package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar on a real cluster, by Flink's own command line, as data engineers use it. */
final class ClusterIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern JOB = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final Pattern SAVEPOINT = Pattern.compile("Path: (file:\\S+)");

  @TempDir private Path folder;
  private BrokerProcess broker;
  private int dashboard;

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    dashboard = FreePort.any();
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
        Tributary cluster = cluster()) {
      cluster.awaitSaying("Submit with");
      String job = submit("2");
      awaitMoreEnriched();

      for (String part : List.of("taskmanager-1", "jobmanager", "taskmanager-2")) {
        kill(part);
        cluster.awaitSaying(part + " has died");
        awaitMoreEnriched();
      }
      assertThat(flink("list", "-r")).contains(job).contains("RUNNING");
      String operators = get("/jobs/" + job);
      for (String word : List.of("source", "deduplicate", "enrich", "close-windows", "lake")) {
        assertThat(operators).as("the graph in the dashboard").contains("tickets." + word);
      }
      assertThat(get("/jobmanager/log")).contains("tickets");
      assertThat(get("/jobs/" + job + "/metrics")).isNotEmpty();

      for (String parallelism : List.of("1", "2")) {
        String said = flink("stop", "--savepointPath", folder.resolve("kept").toString(), job);
        Matcher savepoint = SAVEPOINT.matcher(said);
        assertThat(savepoint.find()).as(said).isTrue();
        job = submit(parallelism, "-s", savepoint.group(1));
        awaitMoreEnriched();
      }
      flink(
          "stop",
          "--savepointPath",
          folder.resolve("checkpoints/tickets/savepoints").toString(),
          job);
      assertThat(flink("list", "-r")).contains("No running jobs");

      simulator.terminate();
      assertThat(simulator.awaitExit()).as(simulator.said()).isZero();
      cluster.terminate();
      assertThat(cluster.awaitExit()).as(cluster.said()).isZero();
    }
    List<String> last = new ArrayList<>(List.of("run", "tickets", "--bounded", "--rest.port=0"));
    last.addAll(settings("2"));
    Tributary.run(folder, last.toArray(String[]::new));

    Truth truth = Truth.of(broker.bootstrap(), 60_000);
    assertThat(truth.in).isGreaterThan(10_000);
    new Outcome(broker.bootstrap(), folder.resolve("lake")).equalsTruth(truth);
  }

  private Tributary cluster() throws IOException {
    return Tributary.start(
        folder,
        "cluster",
        "--ha",
        "--port=" + dashboard,
        "--data=" + folder.resolve("data/cluster"));
  }

  private String submit(String parallelism, String... flinkOptions) throws Exception {
    List<String> call = new ArrayList<>(List.of("run", "-d"));
    call.addAll(List.of(flinkOptions));
    call.addAll(List.of("-c", "io.tributary.jobs.tickets.TicketsJob"));
    call.add(ROOT.resolve("jobs/target/tributary-jobs.jar").toString());
    call.addAll(settings(parallelism));
    String said = flink(call.toArray(String[]::new));
    Matcher job = JOB.matcher(said);
    assertThat(job.find()).as(said).isTrue();
    return job.group(1);
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

  /** Flink's command line, as {@code ./tributary flink} calls it in a folder with a cluster. */
  private String flink(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("tributary").toString(), "flink"));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "flink-" + arguments[0] + "-", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("TRIBUTARY_BUILD", "off");
    Process process = builder.redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(out);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private void kill(String part) throws IOException {
    Path pid = folder.resolve("data/cluster").resolve(part + ".pid");
    ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow().destroyForcibly();
  }

  private void awaitMoreEnriched() {
    long before = enriched();
    Awaitility.await().atMost(PATIENCE).until(() -> enriched() > before + 500);
  }

  private long enriched() {
    try {
      return new Topic(broker.bootstrap(), "tickets-enriched").count();
    } catch (org.apache.kafka.common.errors.TimeoutException notYet) {
      return 0;
    }
  }

  private String get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + dashboard + path)).build(),
            BodyHandlers.ofString())
        .body();
  }
}
