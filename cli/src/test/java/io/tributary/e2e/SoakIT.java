package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.PostgresServer;
import io.tributary.testkit.Processes;
import io.tributary.testkit.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * All feeds on one cluster for a long time, event time twelve times as fast as the clock, so that
 * identities are forgotten again and again: nothing that is taken may grow. {@code benchmarks/soak}
 * runs it.
 */
@EnabledIfSystemProperty(named = "tributary.soak.minutes", matches = "\\d+")
final class SoakIT {
  private static final int MINUTES = Integer.getInteger("tributary.soak.minutes", 30);
  private static final int RATE = Integer.getInteger("tributary.soak.rate", 60);
  private static final int SPEED = 12;
  private static final Duration BETWEEN = Duration.ofSeconds(20);

  /** Its garbage is collected for that, which takes a moment. */
  private static final int LOOKS_BETWEEN_HEAPS = 6;

  private static final Map<String, String> JOBS =
      new TreeMap<>(
          Map.of(
              "tickets", "tickets.TicketsJob",
              "texts", "texts.TextsJob",
              "invoices", "invoices.InvoicesJob",
              "weather", "weather.WeatherJob",
              "tweets", "tweets.TweetsJob"));

  /** Takes in each new file's index, and lets go of old ones' when it is full. */
  private static final String CACHE = "task manager RocksDB cache MiB";

  private static final String RESIDENT = "task manager MiB";

  private final List<Map<String, Double>> looks = new ArrayList<>();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void nothingGrows() throws Exception {
    List<AutoCloseable> started = new ArrayList<>();
    try {
      BrokerProcess broker = BrokerProcess.startOptimised(folder.resolve("kafka"));
      started.add(broker);
      S3Server storage = S3Server.start(folder.resolve("s3"));
      started.add(storage);
      PostgresServer database = PostgresServer.start(folder.resolve("postgres"));
      started.add(database);
      FlinkCluster flink =
          FlinkCluster.start(
              folder,
              storage.environment(),
              "--task-managers=1",
              "--slots=" + JOBS.size(),
              "-Dtaskmanager.memory.process.size=3g",
              "-Dstate.backend.rocksdb.metrics.block-cache-usage=true");
      started.add(flink);
      Map<String, List<String>> settings = new TreeMap<>();
      JOBS.keySet().forEach(feed -> settings.put(feed, settings(feed, broker, database)));
      Map<String, String> jobs = new TreeMap<>();
      for (Map.Entry<String, String> each : JOBS.entrySet()) {
        jobs.put(
            each.getKey(),
            flink.submit(
                "io.tributary.jobs." + each.getValue(),
                FlinkCluster.JAR,
                List.of(),
                settings.get(each.getKey())));
      }
      Instant start = Instant.now().minus(Duration.ofMinutes((SPEED - 1L) * MINUTES + 10));
      List<Tributary> simulators = new ArrayList<>();
      for (String feed : JOBS.keySet()) {
        Tributary simulator = Tributary.start(folder, simulate(feed, broker, start));
        simulators.add(simulator);
        started.add(simulator);
      }
      watch(broker, storage, flink, jobs);
      for (Tributary simulator : simulators) {
        simulator.terminate();
        assertThat(simulator.awaitExit()).as(simulator.said()).isZero();
      }
      for (Map.Entry<String, String> job : jobs.entrySet()) {
        String savepoints = checkpoints() + "/" + job.getKey() + "/savepoints";
        flink.flink("stop", "--savepointPath", savepoints, job.getValue());
      }
      flink.stop();
      for (String feed : JOBS.keySet()) {
        List<String> rest = new ArrayList<>(List.of("run", feed, "--bounded", "--rest.port=0"));
        rest.addAll(settings.get(feed));
        Tributary.run(folder, storage.environment(), rest.toArray(String[]::new));
        System.out.println(
            Tributary.run(
                folder,
                storage.environment(),
                "audit",
                feed,
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + lake()));
      }
    } finally {
      Collections.reverse(started);
      for (AutoCloseable each : started) {
        each.close();
      }
    }
    for (String feed : List.of("tickets", "texts", "tweets")) {
      assertThat(falls("identities " + feed))
          .as("how often " + feed + " forgot")
          .isGreaterThanOrEqualTo(2);
    }
    for (String what : looks.get(0).keySet()) {
      // Versions are kept for ever, how many identities there are goes up and down, and the cache
      // is bounded.
      if (!what.startsWith("identities ")
          && !List.of("state invoices MiB", "state weather MiB", CACHE).contains(what)) {
        assertThat(most(what, 2))
            .as(what + " in the last third")
            .isLessThanOrEqualTo(1.1 * most(what, 1) + 3);
      }
    }
  }

  private void watch(
      BrokerProcess broker, S3Server storage, FlinkCluster flink, Map<String, String> jobs)
      throws Exception {
    long begun = System.nanoTime();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      while (System.nanoTime() - begun < TimeUnit.MINUTES.toNanos(MINUTES)) {
        TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
        Map<String, Double> look = new TreeMap<>();
        long taskManager = flink.part("taskmanager-1").pid();
        process("task manager", taskManager, look);
        process("job manager", flink.part("jobmanager").pid(), look);
        process("broker", broker.pid(), look);
        process("storage", storage.pid(), look);
        if (looks.size() % LOOKS_BETWEEN_HEAPS == 0) {
          look.put(
              "task manager live heap MiB", (double) Processes.liveHeap(taskManager) / (1 << 20));
        }
        var transactions = admin.listTransactions().all().get();
        look.put(
            "transactions open",
            (double)
                transactions.stream().filter(t -> t.state() == TransactionState.ONGOING).count());
        look.put("transactions known", (double) transactions.size());
        look.put("multipart uploads", (double) uploads(storage));
        metrics(flink.prometheus(), look);
        looks.add(look);
        System.out.printf(
            Locale.ROOT, "%5.1f min %s%n", (System.nanoTime() - begun) / 60e9, rounded(look));
        for (Map.Entry<String, String> job : jobs.entrySet()) {
          assertThat(flink.dashboard().state(job.getValue())).as(job.getKey()).isEqualTo("RUNNING");
        }
      }
    }
  }

  private static void process(String name, long pid, Map<String, Double> look) throws IOException {
    Path proc = Path.of("/proc/" + pid);
    for (String line : Files.readAllLines(proc.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        look.put(name + " MiB", Double.parseDouble(line.replaceAll("\\D", "")) / 1024);
      } else if (line.startsWith("Threads:")) {
        look.put(name + " threads", Double.parseDouble(line.replaceAll("\\D", "")));
      }
    }
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      look.put(name + " files", (double) open.count());
    }
  }

  /** The parts of uploads that are not complete lie in the server's folder under such names. */
  private static long uploads(S3Server storage) throws IOException {
    try (Stream<Path> all = Files.walk(storage.bucket(S3Server.BUCKET))) {
      return all.filter(path -> path.getFileName().toString().startsWith(".mpus-")).count();
    } catch (UncheckedIOException gone) {
      return uploads(storage);
    }
  }

  private static void metrics(String prometheus, Map<String, Double> look) {
    for (String feed : JOBS.keySet()) {
      String job = "job_name=\"" + feed + "\"";
      look.put(
          "state " + feed + " MiB",
          sum(prometheus, "flink_jobmanager_job_lastCheckpointFullSize{", job) / (1 << 20));
      look.put(
          "identities " + feed,
          sum(prometheus, "flink_taskmanager_job_task_operator_identities{", job));
    }
    double cache = JOBS.keySet().stream().mapToDouble(feed -> cache(prometheus, feed)).sum();
    look.put(CACHE, cache);
    look.put(RESIDENT + " besides", look.getOrDefault(RESIDENT, 0.0) - cache);
  }

  /** A job's states share one, and each tells of all of it. */
  private static double cache(String prometheus, String feed) {
    return prometheus
            .lines()
            .filter(
                line ->
                    line.contains("_rocksdb_block_cache_usage{")
                        && line.contains("job_name=\"" + feed + "\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .max()
            .orElse(0)
        / (1 << 20);
  }

  private static double sum(String prometheus, String metric, String label) {
    return prometheus
        .lines()
        .filter(line -> line.startsWith(metric) && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static Map<String, String> rounded(Map<String, Double> look) {
    Map<String, String> rounded = new TreeMap<>();
    look.forEach((what, figure) -> rounded.put(what, "%.1f".formatted(figure)));
    return rounded;
  }

  /** How often a figure was well below the one before. */
  private long falls(String what) {
    long falls = 0;
    for (int i = 1; i < looks.size(); i++) {
      if (looks.get(i).get(what) < 0.8 * looks.get(i - 1).get(what)) {
        falls++;
      }
    }
    return falls;
  }

  /** The most in a third of the time, 0 to 2; the first third warms up. */
  private double most(String what, int third) {
    return looks.subList(looks.size() * third / 3, looks.size() * (third + 1) / 3).stream()
        .filter(look -> look.containsKey(what))
        .mapToDouble(look -> look.get(what))
        .max()
        .orElseThrow();
  }

  private String[] simulate(String feed, BrokerProcess broker, Instant start) {
    List<String> call =
        new ArrayList<>(
            List.of(
                "simulate",
                feed,
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--rate=" + (double) RATE / SPEED,
                "--speed=" + SPEED,
                "--start=" + start));
    if (feed.equals("invoices")) {
      call.addAll(List.of("--kafka", "--files=" + folder.resolve("inbox")));
    }
    return call.toArray(String[]::new);
  }

  private List<String> settings(String feed, BrokerProcess broker, PostgresServer database) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + lake(),
                "--checkpoint.path=" + checkpoints(),
                "--checkpoint.interval=5s",
                "--lake.roll-interval=20s",
                "--dedup.horizon=1h",
                "--parallelism=1"));
    if (feed.equals("invoices")) {
      settings.add("--invoices.files.path=" + folder.resolve("inbox"));
      settings.add("--invoices.files.settle=0s");
    }
    if (feed.equals("weather")) {
      settings.add("--weather.database.url=" + database.url());
      settings.add("--weather.database.user=" + database.user());
    }
    return settings;
  }

  private static String lake() {
    return "s3://" + S3Server.BUCKET + "/lake";
  }

  private static String checkpoints() {
    return "s3://" + S3Server.BUCKET + "/checkpoints";
  }
}
