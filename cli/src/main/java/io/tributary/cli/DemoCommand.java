package io.tributary.cli;

import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;
import io.tributary.cli.simulate.Traffic;
import io.tributary.cli.simulate.tickets.TicketParameters;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.launch.Launcher;
import io.tributary.jobs.launch.RunningJob;
import io.tributary.jobs.settings.Settings;
import io.tributary.testkit.FreePort;
import io.tributary.testkit.KafkaBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
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
      "The whole way at once, in one process: a real Kafka broker, simulated tickets, the job on a",
      "Flink with its dashboard, and the lake. Nothing leaves this machine. Ctrl-C stops everything;",
      "the next demo on the same data goes on where this one stopped."
    },
    customSynopsis =
        "tributary demo [--feeds tickets] [--port-base N] [--rate N] [--data DIR] [--KEY VALUE...]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary demo",
      "  tributary demo --rate 500",
      "  tributary demo --port-base 19000 --data /var/tmp/demo",
    })
final class DemoCommand implements Callable<Integer> {
  private static final int KAFKA_PORT = 9092;
  private static final int DASHBOARD_PORT = 8081;

  @Spec private CommandSpec spec;

  @Option(
      names = "--feeds",
      paramLabel = "FEED",
      defaultValue = "tickets",
      description = "Which feeds, or all (${DEFAULT-VALUE}; tickets is the only one so far).")
  private String feeds;

  @Option(
      names = "--port-base",
      paramLabel = "N",
      description = "Kafka listens on N, the dashboard on N+1 (9092 and 8081).")
  private Integer portBase;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "Tickets a second (${DEFAULT-VALUE}).")
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
    FeedJob job = Feeds.onlyTickets(feeds.equals("all") ? "tickets" : feeds, "shown by demo");
    int kafkaPort = free("Kafka", portBase == null ? KAFKA_PORT : portBase);
    int dashboardPort = free("the dashboard", portBase == null ? DASHBOARD_PORT : portBase + 1);
    Path root = data.toAbsolutePath().normalize();
    Settings resolved = settings(job, root, kafkaPort, dashboardPort);
    Configuration flink = EmbeddedFlink.configuration(resolved);
    try (StopSignal stop = StopSignal.listen()) {
      say(out, "starting a Kafka broker, then Flink; this takes some seconds");
      try (KafkaBroker broker = KafkaBroker.start(root.resolve("kafka"), kafkaPort)) {
        RunningJob running = new Launcher(job, resolved, line -> say(out, line)).launch(flink);
        say(out, "");
        say(out, "  Kafka      " + broker.bootstrap());
        say(out, "  dashboard  http://localhost:" + dashboardPort);
        say(out, "  lake       " + root.resolve("lake"));
        say(out, "");
        say(out, "Try in another terminal: ./tributary show tickets_by_type");
        say(out, "Ctrl-C stops everything.");
        say(out, "");
        Traffic traffic = new Traffic(simulation(), KafkaOptions.at(broker.bootstrap()));
        traffic.sendBeforehand();
        Thread simulator =
            new Thread(() -> traffic.send(Long.MAX_VALUE, true, stop, () -> {}), "simulator");
        simulator.start();
        watch(out, running, new FlinkStatus(dashboardPort, running.id()), broker, job, stop);
        simulator.join();
        say(out, "");
        say(out, "stopping with a savepoint");
        say(out, "stopped; the next demo goes on from " + running.stopWithSavepoint());
      }
    }
    return ExitCode.OK;
  }

  /** The demo's own settings, and those that were typed, which rule. */
  private Settings settings(FeedJob job, Path root, int kafkaPort, int dashboardPort) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--kafka.bootstrap.servers=127.0.0.1:" + kafkaPort,
                "--rest.port=" + dashboardPort,
                "--lake.path=" + root.resolve("lake"),
                "--checkpoint.path=" + root.resolve("checkpoints"),
                // Short, so that something is seen at once.
                "--checkpoint.interval=5s",
                "--window.size=10s",
                "--window.lateness=10s",
                "--watermark.out-of-orderness=5s"));
    all.addAll(settings);
    return Settings.resolve(job.name(), all, Map.of());
  }

  private Simulation simulation() {
    return new TicketParameters(
            new SimulationParameters(
                new SplittableRandom().nextLong(),
                rate,
                Instant.now(),
                0.01,
                0.01,
                0.01,
                Duration.ofSeconds(3),
                Duration.ofMinutes(1)))
        .simulation();
  }

  private static void watch(
      PrintWriter out,
      RunningJob running,
      FlinkStatus status,
      KafkaBroker broker,
      FeedJob job,
      StopSignal stop)
      throws InterruptedException {
    StatusLine line = new StatusLine(out);
    try (NewestWindow window = new NewestWindow(broker.bootstrap(), job.name())) {
      while (!stop.await(1, TimeUnit.SECONDS)) {
        running.failIfEnded();
        try {
          line.show(status.counters(), window.describe());
        } catch (IOException notYet) {
          line.waiting();
        }
      }
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
