package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.e2e.FlinkCluster.Answer;
import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.FreePort;
import io.tributary.testkit.Processes;
import io.tributary.testkit.S3Server;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;

/**
 * All that a deployment is made of, each a process of its own: broker behind a {@link Relay}, Flink
 * cluster with ZooKeeper, the tickets job, and somebody who sends tickets all the time.
 */
final class Deployment implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int PARTITIONS = 3;
  private static final int DISK_MEGABYTES = 6_000;

  /** The first ticket's event time; a day ends soon after. */
  private static final Instant START = Instant.parse("2025-12-18T23:50:00Z");

  /** Found nowhere else; the server's own configuration has them. */
  private static final String ACCESS_KEY = "canary-access-key";

  private static final String SECRET_KEY = "canary-secret-key";

  private static final Pattern UPGRADED = Pattern.compile("upgraded: job ([0-9a-f]{32}) runs");

  private final Path folder;
  private final Relay relay;
  private final BrokerProcess broker;
  private final Disk disk;
  private final S3Server storage;
  private final Map<String, String> environment;
  private final FlinkCluster flink;
  private final Topic enriched;
  private final Tributary simulator;
  private final long simulatedNanos;
  private final List<Path> jars;
  private int jar;
  private int parallelism = 2;
  private String job = "";

  /**
   * Starts everything, and returns once the job runs.
   *
   * @param rate tickets a second
   * @param seed decides every ticket
   */
  Deployment(Path folder, int rate, long seed) throws Exception {
    this.folder = folder;
    int port = FreePort.any();
    relay = Relay.to(port);
    broker = BrokerProcess.startBehind(relay.port(), folder.resolve("kafka"), port);
    disk = Disk.mount(folder.resolve("disk"), DISK_MEGABYTES);
    storage = S3Server.start(disk.folder().resolve("s3"), ACCESS_KEY, SECRET_KEY);
    environment = storage.environment();
    enriched = new Topic(broker.bootstrap(), "tickets-enriched");
    simulator =
        Tributary.start(
            folder,
            "simulate",
            "tickets",
            "--kafka.bootstrap.servers=" + broker.bootstrap(),
            "--rate=" + rate,
            "--seed=" + seed,
            "--start=" + START,
            "--late=0.01",
            "--clients=5000");
    simulator.awaitSaying("clients: ");
    simulatedNanos = System.nanoTime();
    flink =
        FlinkCluster.start(
            folder,
            environment,
            "--ha",
            "--slots=1", // so that at a parallelism of two each task manager has work
            "-Dio.tmp.dirs=" + disk.folder().resolve("tmp"),
            // Each start brings a jar, which is kept for so many seconds.
            "-Dblob.service.cleanup.interval=60");
    jars = List.of(FlinkCluster.JAR, otherVersion(folder.resolve("tributary-jobs-next.jar")));
    startJob();
  }

  BrokerProcess broker() {
    return broker;
  }

  /** The lake's files, as the storage server keeps them. */
  Path lake() {
    return storage.bucket(S3Server.BUCKET).resolve("lake");
  }

  S3Server storage() {
    return storage;
  }

  Disk disk() {
    return disk;
  }

  /**
   * A task manager whose death or sleep the job can't miss.
   *
   * @param which the number among those that have work, from 1; one that has is all of them
   */
  ProcessHandle taskManagerAtWork(int which) {
    List<ProcessHandle> atWork = flink.taskManagersAtWork(job);
    return atWork.get((which - 1) % atWork.size());
  }

  ProcessHandle flinkPart(String name) throws IOException {
    return flink.part(name);
  }

  void startJob() throws Exception {
    job = flink.submit(jars.get(jar), List.of(), settings());
  }

  /** Stops the job where its next start finds the savepoint. */
  void stopJob() throws Exception {
    String savepoints = checkpoints() + "/tickets/savepoints";
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              // A stop can fail as any checkpoint can; the job goes on then.
              flink.tributary(List.of("flink", "stop", "--savepointPath", savepoints, job));
              return flink.dashboard().state(job).equals("FINISHED");
            });
  }

  void rescale() {
    parallelism = 3 - parallelism;
  }

  void changeJar() {
    jar = 1 - jar;
  }

  /** Puts the other jar in the job's place, by the one command for that. */
  void upgrade() {
    Path before = jars.get(jar);
    changeJar();
    List<String> call =
        new ArrayList<>(
            List.of(
                "upgrade",
                "tickets",
                "--jar=" + jars.get(jar),
                "--old-jar=" + before,
                "--job=" + job,
                "--checkpoints=1"));
    call.addAll(settings());
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              Answer answer = flink.tributary(call);
              // A stop can fail as any checkpoint can; the job goes on then.
              assertThat(answer.code() == 0 || answer.said().contains("it runs on"))
                  .as(answer.said())
                  .isTrue();
              Matcher upgraded = UPGRADED.matcher(answer.said());
              job = upgraded.find() ? upgraded.group(1) : job;
              return answer.code() == 0;
            });
  }

  void freeze(long pid, int seconds) throws Exception {
    Processes.signal("STOP", pid);
    try {
      pause(seconds);
    } finally {
      Processes.signal("CONT", pid);
    }
  }

  void resetConnections() {
    relay.reset();
  }

  /** Valid tickets of producers whose clocks are wrong, and some that must be rejected for it. */
  void sendSkewedClocks(SplittableRandom random) throws Exception {
    Instant now = Instant.now();
    Instant simulated = START.plusNanos(System.nanoTime() - simulatedNanos);
    try (KafkaProducer<byte[], byte[]> producer = new Topic(bootstrap(), "").producer()) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        Instant wrong = now.plus(random.nextInt(2, 300), ChronoUnit.DAYS);
        send(producer, partition, now.toEpochMilli(), ticket(wrong, random));
        Instant ahead = simulated.plus(random.nextInt(65, 110), ChronoUnit.MINUTES);
        send(producer, partition, now.toEpochMilli(), ticket(ahead, random));
      }
    }
  }

  /** Whatever no parser likes, and records that aren't there. */
  void sendGarbage(SplittableRandom random) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = new Topic(bootstrap(), "").producer()) {
      for (int i = 0; i < 200; i++) {
        byte[] garbage = new byte[random.nextInt(1, 4_000)];
        random.nextBytes(garbage);
        send(producer, i % PARTITIONS, System.currentTimeMillis(), i % 10 == 0 ? null : garbage);
      }
    }
  }

  /**
   * Waits until a checkpoint that was begun after now is complete and its output is to be read.
   *
   * @return how long that took
   */
  Duration awaitRecovered() {
    long now = System.currentTimeMillis();
    long readable = enriched.awaitReadable();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .failFast(
            () -> {
              assertThat(simulator.isAlive()).as(simulator.said()).isTrue();
              String state = flink.dashboard().state(job);
              if (List.of("FAILED", "CANCELED", "FINISHED").contains(state)) {
                throw new AssertionError(
                    "the job is "
                        + state
                        + ": "
                        + flink.dashboard().get("/jobs/" + job + "/exceptions"));
              }
            })
        .until(
            () -> flink.dashboard().newestCheckpoint(job) > now && enriched.readable() > readable);
    return Duration.ofMillis(System.currentTimeMillis() - now);
  }

  /** The pages of the dashboard, metrics and files that show the storage's keys. */
  List<String> leaks() throws Exception {
    // Each page with what it shows if it is the page, and not an empty or another one.
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("/jobmanager/config", storage.endpoint());
    pages.put("/jobmanager/environment", "classpath");
    pages.put("/jobmanager/log", "INFO");
    pages.put("/jobs/overview", job);
    pages.put("/jobs/" + job, "tickets.lake");
    pages.put("/jobs/" + job + "/config", job);
    pages.put("/jobs/" + job + "/checkpoints/config", "interval");
    pages.put("/jobs/" + job + "/exceptions", "exceptionHistory");
    for (JsonNode each : flink.dashboard().json("/taskmanagers").path("taskmanagers")) {
      String id = each.path("id").asText();
      pages.put("/taskmanagers/" + id, id);
      pages.put("/taskmanagers/" + id + "/log", "INFO");
    }
    assertThat(pages.keySet()).as("task managers too").anyMatch(page -> page.endsWith("r/log"));
    List<String> leaks = new ArrayList<>();
    for (Map.Entry<String, String> page : pages.entrySet()) {
      String shown = flink.dashboard().get(page.getKey());
      assertThat(shown).as(page.getKey()).contains(page.getValue());
      if (hasKey(shown)) {
        leaks.add(page.getKey());
      }
    }
    String metrics = flink.prometheus();
    assertThat(metrics).contains("flink_jobmanager_", "task_operator_records_delivered{");
    if (hasKey(metrics)) {
      leaks.add("metrics");
    }
    leaks.addAll(files());
    return leaks;
  }

  /** The files that hold a key. One that is planted must be among those that are found. */
  private List<String> files() throws Exception {
    Path planted =
        Files.writeString(
            Files.createDirectories(folder.resolve("planted")).resolve("key"),
            "aws_access_key_id = " + ACCESS_KEY);
    Path found = Files.createTempFile("leaks", ".txt");
    Path problems = Files.createTempFile("leaks", ".err");
    int code =
        new ProcessBuilder(
                "grep", "-rlF", "-e", ACCESS_KEY, "-e", SECRET_KEY, "--exclude=s3.properties", ".")
            .directory(folder.toFile())
            .redirectOutput(found.toFile())
            .redirectError(problems.toFile())
            .start()
            .waitFor();
    assertThat(code).as("grep").isIn(0, 2);
    assertThat(Files.readAllLines(problems))
        .as("what grep could not read, but for what is deleted meanwhile")
        .allMatch(line -> line.endsWith(": No such file or directory"));
    List<String> files = new ArrayList<>(Files.readAllLines(found));
    assertThat(files.remove("./" + folder.relativize(planted))).as("the planted key").isTrue();
    for (Path each : List.of(found, problems, planted)) {
      Files.delete(each);
    }
    return files;
  }

  private static boolean hasKey(String text) {
    return text.contains(ACCESS_KEY) || text.contains(SECRET_KEY);
  }

  /** Stops the load, the job and the cluster, and lets a bounded run do the rest. */
  void finish() throws Exception {
    simulator.terminate();
    assertThat(simulator.awaitExit()).as(simulator.said()).isZero();
    stopJob();
    flink.stop();
    List<String> last = new ArrayList<>(List.of("run", "tickets", "--bounded", "--rest.port=0"));
    last.addAll(settings());
    Tributary.run(folder, environment, last.toArray(String[]::new));
  }

  String audit() throws Exception {
    return Tributary.run(
        folder,
        environment,
        "audit",
        "tickets",
        "--kafka.bootstrap.servers=" + bootstrap(),
        "--lake.path=" + lakePath());
  }

  String bootstrap() {
    return broker.bootstrap();
  }

  private static String lakePath() {
    return "s3://" + S3Server.BUCKET + "/lake";
  }

  private static String checkpoints() {
    return "s3://" + S3Server.BUCKET + "/checkpoints";
  }

  private List<String> settings() {
    return List.of(
        "--kafka.bootstrap.servers=" + bootstrap(),
        "--lake.path=" + lakePath(),
        "--checkpoint.path=" + checkpoints(),
        "--checkpoint.interval=2s",
        "--lake.roll-interval=10s",
        "--parallelism=" + parallelism);
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, int partition, long timestamp, byte[] value)
      throws Exception {
    producer.send(new ProducerRecord<>("client_tickets", partition, timestamp, null, value)).get();
  }

  private static byte[] ticket(Instant createdAt, SplittableRandom random) {
    return ("{\"ticket_id\":\""
            + new UUID(random.nextLong(), random.nextLong())
            + "\",\"client_id\":\"CLIENT_1\",\"created_at\":\""
            + createdAt
            + "\",\"request\":\"Which year is it?\",\"request_type\":\"general\","
            + "\"priority\":\"low\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The same job as another version of the jar: another file with other contents. */
  private static Path otherVersion(Path jar) throws IOException {
    try (JarInputStream from = new JarInputStream(Files.newInputStream(FlinkCluster.JAR));
        OutputStream file = Files.newOutputStream(jar);
        JarOutputStream to = new JarOutputStream(file, from.getManifest())) {
      to.setLevel(1);
      for (JarEntry entry = from.getNextJarEntry(); entry != null; entry = from.getNextJarEntry()) {
        to.putNextEntry(new JarEntry(entry.getName()));
        from.transferTo(to);
        to.closeEntry();
      }
      to.putNextEntry(new JarEntry("META-INF/next-version"));
      to.closeEntry();
    }
    return jar;
  }

  static void pause(int seconds) throws InterruptedException {
    TimeUnit.SECONDS.sleep(seconds);
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : List.of(flink, simulator, storage, disk, broker, relay)) {
      each.close();
    }
  }
}
