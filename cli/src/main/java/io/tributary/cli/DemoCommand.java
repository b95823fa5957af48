package io.tributary.cli;

import io.tributary.analytics.AnalyticsServer;
import io.tributary.analytics.LakeFormat;
import io.tributary.analytics.Options;
import io.tributary.cli.simulate.KafkaOutlet;
import io.tributary.cli.simulate.SimulationParameters;
import io.tributary.cli.simulate.Simulations;
import io.tributary.cli.simulate.Traffic;
import io.tributary.cli.simulate.invoices.InvoiceTraffic;
import io.tributary.jobs.invoices.InvoicesJob;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.launch.Launcher;
import io.tributary.jobs.launch.RunningJob;
import io.tributary.jobs.settings.InvoiceKeys;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.testkit.FreePort;
import io.tributary.testkit.KafkaBroker;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Everything at once in one process: broker, simulator, job, dashboard, lake. */
@Command(
    name = "demo",
    description = {
      "The whole way at once, in one process: a real Kafka broker, a simulator for each feed, the",
      "feeds' jobs on a Flink with its dashboard, the lake, and the page that shows it. Nothing leaves",
      "this machine. Ctrl-C stops everything; the next demo on the same data goes on where this one",
      "stopped."
    },
    customSynopsis =
        "tributary demo [--feeds FEED,...] [--port-base N] [--rate N] [--data DIR] [--KEY"
            + " VALUE...]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary demo",
      "  tributary demo --feeds tickets,texts",
      "  tributary demo --feeds all --rate 500",
      "  tributary demo --port-base 19000 --data /var/tmp/demo",
    })
final class DemoCommand implements Callable<Integer> {
  private static final int KAFKA_PORT = 9092;
  private static final int DASHBOARD_PORT = 8081;
  private static final int PAGE_PORT = 8090;

  /** Enough to see steps run side by side; more would only cost memory at a demo's rates. */
  private static final int MOST_PARALLELISM = 2;

  private static final String ALL = "all";

  @Spec private CommandSpec spec;

  @Option(
      names = "--feeds",
      paramLabel = "FEED",
      split = ",",
      defaultValue = "tickets",
      description = "Which feeds, or all of them (${DEFAULT-VALUE}).")
  private List<String> feeds;

  @Option(
      names = "--port-base",
      paramLabel = "N",
      description = "Kafka listens on N, the dashboard on N+1, the page on N+2 (9092, 8081, 8090).")
  private Integer portBase;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "Records a second of each feed (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "Where broker, checkpoints and lake lie (./${DEFAULT-VALUE}).")
  private Path data;

  @Unmatched private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<FeedJob> jobs = jobs();
    int kafkaPort = free("Kafka", portBase == null ? KAFKA_PORT : portBase);
    int dashboardPort = free("the dashboard", portBase == null ? DASHBOARD_PORT : portBase + 1);
    int pagePort = free("the page", portBase == null ? PAGE_PORT : portBase + 2);
    Path root = data.toAbsolutePath().normalize();
    Map<FeedJob, Settings> resolved = settings(jobs, root, kafkaPort, dashboardPort);
    Settings any = resolved.values().iterator().next();
    int slots =
        resolved.values().stream().mapToInt(each -> each.get(SettingKeys.PARALLELISM)).sum();
    try (StopSignal stop = StopSignal.listen()) {
      say(out, "starting a Kafka broker, then Flink; this takes some seconds");
      try (KafkaBroker broker = KafkaBroker.start(root.resolve("kafka"), kafkaPort);
          SharedFlink flink = SharedFlink.start(EmbeddedFlink.configuration(any), slots);
          AnalyticsServer page =
              AnalyticsServer.start(page(any, broker, pagePort, dashboardPort))) {
        List<DemoFeed> demo = new ArrayList<>();
        try {
          for (Map.Entry<FeedJob, Settings> each : resolved.entrySet()) {
            demo.add(start(out, each.getKey(), each.getValue(), broker, flink, stop));
          }
          say(out, "");
          say(out, "  Kafka      " + broker.bootstrap());
          say(out, "  page       " + page.url());
          say(out, "  dashboard  http://localhost:" + dashboardPort);
          say(out, "  lake       " + root.resolve("lake"));
          say(out, "");
          say(out, "Try in another terminal:");
          resolved.forEach((job, own) -> say(out, "  " + show(job, own)));
          say(out, "");
          say(out, "Ctrl-C stops everything.");
          say(out, "");
          watch(out, demo, stop);
          say(out, "");
          say(out, StopSignal.STOPPING);
          stop(out, demo);
        } finally {
          stop.ask();
          demo.forEach(DemoFeed::close);
        }
      }
    }
    return ExitCode.OK;
  }

  private static Options page(Settings settings, KafkaBroker broker, int port, int dashboardPort) {
    return Options.of(settings.get(SettingKeys.LAKE_PATH))
        .at("127.0.0.1", port)
        .in(LakeFormat.valueOf(settings.get(SettingKeys.LAKE_FORMAT).toUpperCase(Locale.ROOT)))
        .withKafka(broker.bootstrap(), Map.of())
        .withFlink(URI.create("http://127.0.0.1:" + dashboardPort));
  }

  private List<FeedJob> jobs() {
    return feeds.contains(ALL)
        ? Feeds.all()
        : feeds.stream().map(String::strip).distinct().map(Feeds::job).toList();
  }

  /** The demo's own settings, and those that were typed, which rule. */
  private Map<FeedJob, Settings> settings(
      List<FeedJob> jobs, Path root, int kafkaPort, int dashboardPort) {
    int parallelism = Math.min(MOST_PARALLELISM, Runtime.getRuntime().availableProcessors());
    List<String> all =
        new ArrayList<>(
            List.of(
                "--kafka.bootstrap.servers=127.0.0.1:" + kafkaPort,
                "--rest.port=" + dashboardPort,
                "--lake.path=" + root.resolve("lake"),
                "--checkpoint.path=" + root.resolve("checkpoints"),
                "--parallelism=" + parallelism,
                // Short, so that something is seen at once.
                "--checkpoint.interval=5s",
                "--window.size=10s",
                "--window.lateness=10s",
                "--watermark.out-of-orderness=5s"));
    Set<String> names = jobs.stream().map(FeedJob::name).collect(Collectors.toSet());
    if (names.contains("invoices")) {
      all.add("--invoices.files.path=" + root.resolve("inbox"));
      // The simulator renames what it has written.
      all.add("--invoices.files.settle=0s");
    }
    all.addAll(settings);
    Map<FeedJob, Settings> resolved = new LinkedHashMap<>();
    for (FeedJob job : jobs) {
      resolved.put(job, Settings.resolve(job.name(), names, all, Map.of()));
    }
    return resolved;
  }

  private DemoFeed start(
      PrintWriter out,
      FeedJob job,
      Settings settings,
      KafkaBroker broker,
      SharedFlink flink,
      StopSignal stop)
      throws Exception {
    RunningJob running = new Launcher(job, settings, line -> say(out, line)).launch(flink.target());
    return new DemoFeed(
        job.name(),
        running,
        new FlinkStatus(settings.get(SettingKeys.REST_PORT), running.id()),
        new NewestWindow(broker.bootstrap(), job.name()),
        traffic(job, settings, KafkaOptions.at(broker.bootstrap())),
        stop);
  }

  /** What the feed reads: its topics, and invoices an inbox besides. */
  private Traffic traffic(FeedJob job, Settings settings, KafkaOptions kafka) {
    Optional<Path> inbox =
        job instanceof InvoicesJob
            ? settings.get(InvoiceKeys.FILES_PATH).map(DemoCommand::local)
            : Optional.empty();
    return inbox
        .map(folder -> InvoiceTraffic.of(simulation(), () -> new KafkaOutlet(kafka), folder))
        .orElseGet(
            () -> new Traffic(Simulations.of(job.name(), simulation()), new KafkaOutlet(kafka)));
  }

  /** A folder that may have been typed as an address. */
  private static Path local(String folder) {
    return folder.startsWith("/") ? Path.of(folder) : Path.of(URI.create(folder));
  }

  private SimulationParameters simulation() {
    return new SimulationParameters(
        new SplittableRandom().nextLong(),
        rate,
        Instant.now(),
        0.01,
        0.01,
        0.01,
        Duration.ofSeconds(3),
        Duration.ofMinutes(1));
  }

  /** A command that shows what a feed has counted, or delivered. */
  private static String show(FeedJob job, Settings settings) {
    String dataset =
        job.folders(settings).stream()
            .map(folder -> folder.substring(folder.lastIndexOf('/') + 1))
            .filter(name -> name.startsWith(job.name() + "_by_"))
            .findFirst()
            // Of invoices, day by day in folders: what has come lately says most.
            .orElse("streaming");
    String lake = settings.get(SettingKeys.LAKE_PATH);
    String typed =
        lake.equals(Path.of("data/lake").toAbsolutePath().toString()) ? "" : " --lake.path " + lake;
    return "./tributary show " + dataset + typed;
  }

  private static void watch(PrintWriter out, List<DemoFeed> feeds, StopSignal stop)
      throws InterruptedException {
    StatusLines lines = new StatusLines(out);
    while (!stop.await(1, TimeUnit.SECONDS)) {
      List<String> shown = new ArrayList<>();
      for (DemoFeed feed : feeds) {
        feed.failIfEnded();
        shown.add(feed.line());
      }
      lines.show(shown);
    }
  }

  /** Stops each feed, also when another could not be stopped. */
  private static void stop(PrintWriter out, List<DemoFeed> feeds) throws InterruptedException {
    RuntimeException failed = null;
    for (DemoFeed feed : feeds) {
      try {
        say(out, feed.name() + " stopped; the next demo goes on from " + feed.stop());
      } catch (RuntimeException e) {
        failed = failed == null ? e : failed;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  private static int free(String what, int port) {
    if (!FreePort.isFree(port)) {
      throw new CommandFailure(
          "port " + port + " for " + what + " is taken by another program",
          "stop that one, or choose others with --port-base, such as --port-base 19000");
    }
    return port;
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }
}
