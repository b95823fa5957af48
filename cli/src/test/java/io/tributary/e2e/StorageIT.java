package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.FreePort;
import io.tributary.testkit.Hdfs;
import io.tributary.testkit.S3Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lake and checkpoints on real servers of S3 and HDFS, which fail and come back. */
final class StorageIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** How long a server is away: a minute with {@code -Dtributary.outage=60}. */
  private static final Duration OUTAGE = Duration.ofSeconds(Long.getLong("tributary.outage", 8));

  /** Until its end: then all is written in one go. */
  private static final String[] ONE_FILE = {
    "--bounded", "--checkpoint.interval=2min", "--parallelism=1"
  };

  private static final Pattern LAKE_UPLOAD = Pattern.compile("\\.mpus-[0-9a-f-]{36}-lake");

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
  void nothingIsLostOrDoubledOnS3WhenTheServerIsKilledAndNoCredentialIsTold() throws Exception {
    String secret = "canarysecret" + Long.toHexString(System.nanoTime());
    String accessKey = "canarykey" + Long.toHexString(System.nanoTime());
    try (S3Server server = S3Server.start(folder.resolve("s3"), accessKey, secret)) {
      Place place = new Place("s3://" + S3Server.BUCKET, server.environment());
      try (Tributary simulator = simulator()) {
        try (Tributary job = place.start()) {
          job.awaitSaying("running");
          long before = visible(server.bucket(S3Server.BUCKET));
          await(() -> visible(server.bucket(S3Server.BUCKET)) > before);
          server.kill();
          pause(OUTAGE);
          long away = visible(server.bucket(S3Server.BUCKET));
          server.startAgain();
          await(() -> visible(server.bucket(S3Server.BUCKET)) > away);
          simulator.terminate();
          assertThat(simulator.awaitExit()).as(simulator.said()).isZero();
          job.terminate();
          assertThat(job.awaitExit()).as(job.said()).isZero();
        }
      }
      String savepoint = place.runToTheEnd();
      Truth truth = Truth.of(broker.bootstrap(), 60_000);
      // The server keeps objects as files of their names.
      new Outcome(broker.bootstrap(), server.bucket(S3Server.BUCKET).resolve("lake"))
          .equalsTruth(truth);
      place.auditHolds();
      assertThat(place.call("show", "tickets_by_type", "--lake.path=" + place.root + "/lake"))
          .contains("request_type");
      place.call("config", "tickets");
      assertThat(savepoint).startsWith("s3://");
      assertThat(place.call("preflight", "tickets", "--savepoint=" + savepoint))
          .contains("the job restores");
    }
    assertThat(filesWith(secret)).as("files that hold the secret key").isEmpty();
    assertThat(filesWith(accessKey)).as("files that hold the access key").isEmpty();
  }

  @Test
  void aJobWhoseStorageStaysAwayRestartsForAWhileAndThenHaltsWithTheReason() throws Exception {
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(
        conf.resolve("config.yaml"), "s3.attempts.maximum: '1'\ns3.retry.limit: '1'\n");
    try (S3Server server = S3Server.start(folder.resolve("s3"));
        Tributary simulator = simulator()) {
      Map<String, String> environment = new HashMap<>(server.environment());
      environment.put("FLINK_CONF_DIR", conf.toString());
      Place place = new Place("s3://" + S3Server.BUCKET, environment);
      try (Tributary job =
          place.start(
              "--checkpoint.interval=2s",
              "--checkpoint.failure-tolerance=20s",
              "--lake.roll-interval=5s",
              "--parallelism=2")) {
        await(() -> visible(server.bucket(S3Server.BUCKET)) > 0);
        server.kill();
        assertThat(job.awaitExit()).as(job.said()).isEqualTo(1);
        assertThat(job.said())
            .contains(" s without a completed checkpoint, longer than checkpoint.failure-tolerance")
            .doesNotContain("\tat ");
        assertThat(job.logged()).contains("from state RESTARTING to RUNNING");
      }
      server.startAgain();
      simulator.terminate();
      assertThat(simulator.awaitExit()).as(simulator.said()).isZero();
      place.runToTheEnd();
      new Outcome(broker.bootstrap(), server.bucket(S3Server.BUCKET).resolve("lake"))
          .equalsTruth(Truth.of(broker.bootstrap(), 60_000));
    }
  }

  @Test
  void saysWhatIsWrongWithCredentials() throws Exception {
    try (S3Server server = S3Server.start(folder.resolve("s3"), "a-key", "a-secret")) {
      Map<String, String> environment = new HashMap<>(server.environment());
      environment.put("AWS_EC2_METADATA_DISABLED", "true");
      environment.put("AWS_SECRET_ACCESS_KEY", "another-secret");
      String[] run = {
        "run",
        "tickets",
        "--kafka.bootstrap.servers=" + broker.bootstrap(),
        "--lake.path=s3://" + S3Server.BUCKET + "/lake",
        "--checkpoint.path=" + folder.resolve("checkpoints")
      };
      try (Tributary wrong = Tributary.start(folder, environment, run)) {
        assertThat(wrong.awaitExit()).isEqualTo(1);
        assertThat(wrong.said())
            .startsWith("tributary: lake.path: s3://")
            .contains("doesn't take these credentials", "AWS_ACCESS_KEY_ID")
            .hasLineCount(1)
            .doesNotContain("another-secret");
      }
      environment.put("AWS_ACCESS_KEY_ID", "");
      environment.put("AWS_SECRET_ACCESS_KEY", "");
      try (Tributary none = Tributary.start(folder, environment, run)) {
        assertThat(none.awaitExit()).isEqualTo(1);
        assertThat(none.said())
            .startsWith("tributary: lake.path: s3://")
            .contains("no credentials were found", "AWS_ACCESS_KEY_ID")
            .hasLineCount(1);
      }
    }
  }

  @Test
  void aKillInTheMiddleOfAMultipartUploadLeavesNothingThatReadersSee() throws Exception {
    sendAtOnce(250_000); // more than 5 MB in a file
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(conf.resolve("config.yaml"), "s3.multipart.size: '5242880'\n");
    try (S3Server server = S3Server.start(folder.resolve("s3"))) {
      Path bucket = server.bucket(S3Server.BUCKET);
      Map<String, String> environment = new HashMap<>(server.environment());
      environment.put("FLINK_CONF_DIR", conf.toString());
      Place place = new Place("s3://" + S3Server.BUCKET, environment);
      try (Tributary job = place.start(ONE_FILE)) {
        Awaitility.await()
            .atMost(PATIENCE)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(5))
            .until(
                () -> {
                  if (lakeUploads(bucket).isEmpty()) {
                    return false;
                  }
                  server.pause();
                  boolean still = !lakeUploads(bucket).isEmpty();
                  if (!still) {
                    server.unpause(); // it was completed just then
                  }
                  return still;
                });
        job.kill();
        server.unpause();
      }
      assertThat(lakeUploads(bucket)).as("a lake's that nobody completes").isNotEmpty();
      place.runToTheEnd();
      Truth truth = Truth.of(broker.bootstrap(), 60_000);
      new Outcome(broker.bootstrap(), bucket.resolve("lake")).equalsTruth(truth);
      place.auditHolds();
    }
  }

  /**
   * Multipart uploads to the lake that are open: the server keeps their parts under a mark, their
   * id and their key, which begins with the lake's folder. Those of checkpoints begin with another.
   */
  private static List<Path> lakeUploads(Path bucket) throws IOException {
    try (Stream<Path> all = Files.list(bucket)) {
      return all.filter(path -> LAKE_UPLOAD.matcher(path.getFileName().toString()).matches())
          .toList();
    }
  }

  @Test
  void aKillOfJobAndHdfsInTheMiddleOfAWriteLeavesNothingThatReadersSee() throws Exception {
    sendAtOnce(80_000);
    try (Hdfs hdfs = Hdfs.start(folder.resolve("hdfs"))) {
      Place place =
          new Place(hdfs.uri() + "/tributary", Map.of("HADOOP_CONF_DIR", hdfs.conf().toString()));
      try (Tributary job = place.start(ONE_FILE)) {
        Awaitility.await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> !hdfs.beingWritten("/tributary/lake").isEmpty());
        hdfs.kill();
        job.kill();
        hdfs.startAgain();
      }
      assertThat(hdfs.beingWritten("/tributary/lake"))
          .as("a file of the lake that nobody completes")
          .isNotEmpty();
      place.runToTheEnd();
      Truth truth = Truth.of(broker.bootstrap(), 60_000);
      Path copy = folder.resolve("copy");
      hdfs.copy("/tributary/lake", copy);
      new Outcome(broker.bootstrap(), copy).equalsTruth(truth);
      place.auditHolds();
    }
  }

  @Test
  void nothingIsLostOrDoubledOnHdfsWhenItsServersAreKilledAndWebHdfsReadsItsFiles()
      throws Exception {
    try (Hdfs hdfs = Hdfs.start(folder.resolve("hdfs"))) {
      Place place =
          new Place(hdfs.uri() + "/tributary", Map.of("HADOOP_CONF_DIR", hdfs.conf().toString()));
      try (Tributary simulator = simulator();
          Tributary job = place.start()) {
        job.awaitSaying("running");
        await(() -> hdfs.list("/tributary/lake/tickets_with_assignment").contains("date="));
        await(() -> place.dashboard.metric("lake_disk_free_bytes") > 0);
        await(() -> place.dashboard.metric("lake_disk_bytes") > 1L << 30);
        hdfs.kill();
        pause(OUTAGE);
        hdfs.startAgain();
        String before = hdfs.list("/tributary/checkpoints/tickets");
        await(() -> !hdfs.list("/tributary/checkpoints/tickets").equals(before));
        job.kill();
        simulator.terminate();
        assertThat(simulator.awaitExit()).as(simulator.said()).isZero();
      }
      place.runToTheEnd();
      Truth truth = Truth.of(broker.bootstrap(), 60_000);
      Path copy = folder.resolve("copy");
      hdfs.copy("/tributary/lake", copy);
      new Outcome(broker.bootstrap(), copy).equalsTruth(truth);
      place.auditHolds();
    }
  }

  /** A place for lake and checkpoints, and what each command must have in its environment. */
  private final class Place {
    final String root;
    final Map<String, String> environment;
    final Dashboard dashboard = new Dashboard(FreePort.any());

    Place(String root, Map<String, String> environment) {
      this.root = root;
      this.environment = environment;
    }

    Tributary start(String... more) throws IOException {
      List<String> all = new ArrayList<>(List.of("run", "tickets"));
      all.addAll(settings());
      all.addAll(
          more.length > 0
              ? List.of(more)
              : List.of("--checkpoint.interval=2s", "--lake.roll-interval=5s", "--parallelism=2"));
      all.add("--rest.port=" + dashboard.port());
      return Tributary.start(folder, environment, all.toArray(String[]::new));
    }

    /** Returns where its savepoint is. */
    String runToTheEnd() throws Exception {
      try (Tributary last = start("--bounded", "--checkpoint.interval=2s")) {
        assertThat(last.awaitExit()).as(last.said()).isZero();
        return last.said().replaceAll("(?s).*the next run goes on from (\\S+).*", "$1");
      }
    }

    void auditHolds() throws Exception {
      List<String> all = new ArrayList<>(List.of("audit", "tickets", "--json"));
      all.addAll(settings());
      assertThat(call(all.toArray(String[]::new))).contains("\"holds\"");
    }

    String call(String... arguments) throws Exception {
      try (Tributary call = Tributary.start(folder, environment, arguments)) {
        assertThat(call.awaitExit()).as(call.said()).isZero();
        return call.said();
      }
    }

    private List<String> settings() {
      return List.of(
          "--kafka.bootstrap.servers=" + broker.bootstrap(),
          "--lake.path=" + root + "/lake",
          "--checkpoint.path=" + root + "/checkpoints");
    }
  }

  private void sendAtOnce(int tickets) throws Exception {
    Tributary.run(
        folder,
        "simulate",
        "tickets",
        "--kafka.bootstrap.servers=" + broker.bootstrap(),
        "--count=" + tickets,
        "--seed=7",
        "--start=2025-12-19T08:00:00Z",
        "--late=0",
        "--out-of-order=5s");
  }

  private Tributary simulator() throws IOException {
    return Tributary.start(
        folder,
        "simulate",
        "tickets",
        "--kafka.bootstrap.servers=" + broker.bootstrap(),
        "--rate=1000",
        "--late=0",
        "--clients=2000");
  }

  /** How many of the lake's files readers see. */
  private static long visible(Path bucket) throws IOException {
    return paths(bucket).stream().filter(path -> path.toString().endsWith(".parquet")).count();
  }

  private static List<Path> paths(Path below) throws IOException {
    for (int attempt = 0; ; attempt++) {
      try (Stream<Path> all = Files.walk(below)) {
        return all.toList();
      } catch (java.io.UncheckedIOException e) {
        if (attempt == 100) { // files come and go
          throw e;
        }
      }
    }
  }

  /** The files of this test that hold a text, the server's own configuration left out. */
  private List<Path> filesWith(String text) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path path : paths(folder)) {
      if (Files.isRegularFile(path)
          && !path.startsWith(folder.resolve("s3/conf"))
          && new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1).contains(text)) {
        found.add(path);
      }
    }
    return found;
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(condition);
  }

  private static void pause(Duration time) {
    long begun = System.nanoTime();
    Awaitility.await()
        .atMost(time.plusSeconds(5))
        .until(() -> System.nanoTime() - begun >= time.toNanos());
  }
}
