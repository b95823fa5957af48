package io.tributary.benchmarks.identities;

import io.tributary.benchmarks.process.Await;
import io.tributary.benchmarks.process.FeedRun;
import io.tributary.benchmarks.process.FlinkRest;
import io.tributary.benchmarks.process.JobTopics;
import io.tributary.benchmarks.process.MeasuredBroker;
import io.tributary.benchmarks.process.Program;
import io.tributary.benchmarks.process.Simulator;
import io.tributary.benchmarks.process.Workspace;
import io.tributary.benchmarks.report.Percentiles;
import io.tributary.benchmarks.report.Table;
import io.tributary.jobs.tickets.TicketsJob;
import io.tributary.testkit.FreePort;
import io.tributary.testkit.Processes;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Memory and checkpoints of the tickets job while it learns millions of identities. */
@Command(
    name = "benchmarks/identities",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Measures the tickets job's memory and checkpoints at millions of identities.",
      "docs/benchmarks.md says how, and what the figures mean."
    })
final class MeasureIdentities implements Callable<Integer> {
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);
  private static final Duration READ_WITHIN = Duration.ofHours(2);
  private static final Duration LOOK = Duration.ofMillis(500);

  /** Checkpoints after the last record: they have hardly anything new to carry. */
  private static final int QUIET_CHECKPOINTS = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "5000000",
      description = "Identities: tickets, each different (${DEFAULT-VALUE}).")
  private long count;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "The job's checkpoint.interval (${DEFAULT-VALUE}).")
  private String interval;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description = "The job's (${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description = "The simulator's (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results and logs go (benchmarks/target/results/identities).")
  private Optional<Path> out;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MeasureIdentities()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (count < 1 || parallelism < 1) {
      throw new ParameterException(spec.commandLine(), "--count, --parallelism: at least 1");
    }
    try (Workspace workspace = Workspace.in(out.orElseGet(() -> Workspace.usual("identities")));
        MeasuredBroker broker = MeasuredBroker.start(workspace.scratch("kafka"))) {
      new JobTopics(new TicketsJob(), broker.bootstrap()).create();
      say("measuring the job without identities");
      Footprint before = measure(workspace, "none", broker.bootstrap(), 0);
      say("sending " + count + " different tickets");
      new Simulator("tickets", broker.bootstrap(), workspace.result("simulate.log"))
          .send(count, seed, "--duplicates", "0", "--invalid", "0", "--late", "0");
      new JobTopics(new TicketsJob(), broker.bootstrap()).renewOutputs();
      say("measuring the job with them");
      Footprint after = measure(workspace, "all", broker.bootstrap(), count);
      report(workspace, before, after);
    }
    return CommandLine.ExitCode.OK;
  }

  /** Runs the job until it remembers so many identities and has kept quiet for a while. */
  private Footprint measure(Workspace workspace, String name, String bootstrap, long identities)
      throws Exception {
    int port = FreePort.any();
    Program program =
        FeedRun.in(workspace, "tickets", name, bootstrap, parallelism, port)
            .program(workspace.result("job-" + name + ".log"), "--checkpoint.interval", interval);
    Process process = program.start();
    Thread killer = new Thread(process::destroyForcibly, "end-job");
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      FlinkRest flink = new FlinkRest(port);
      String job =
          Await.answer("a running job", READY_WITHIN, LOOK, process, () -> flink.runningJob());
      Watch watch = new Watch(flink, job);
      Await.answer(
          identities + " identities and " + QUIET_CHECKPOINTS + " checkpoints",
          READ_WITHIN,
          LOOK,
          process,
          () -> {
            watch.look();
            return watch.checkpointsSince(identities).filter(many -> many >= QUIET_CHECKPOINTS);
          });
      // Looked at before the collection: it pauses the job, and is no part of what is measured.
      Checkpoints checkpoints = watch.seen();
      long peak = Program.peakMemory(process).orElse(0);
      long heap = Processes.liveHeap(process.pid());
      return new Footprint(watch.identities(), heap, peak, checkpoints);
    } finally {
      Program.stop(process);
      Runtime.getRuntime().removeShutdownHook(killer);
    }
  }

  private void report(Workspace workspace, Footprint before, Footprint after) throws Exception {
    Table table = after.checkpoints().table();
    table.writeTsv(workspace.result("checkpoints.tsv"));
    Percentiles durations = after.checkpoints().durationsMillis();
    String text =
        table.aligned()
            + String.format(
                Locale.ROOT,
                """

                identities remembered            %d
                live heap, without and with      %s and %s MiB: %s bytes an identity
                peak memory of the process       %s MiB (without: %s MiB)
                checkpoint duration p50, max     %s s, %s s
                identities' state at the end     %s MiB: %s bytes an identity
                each of its bytes was carried    %s times (1: each checkpoint carries only what is new)
                """,
                after.identities(),
                Table.mebibytes(before.liveHeap()),
                Table.mebibytes(after.liveHeap()),
                Table.figure(after.heapPerIdentityAbove(before), 1),
                Table.mebibytes(after.peakMemory()),
                Table.mebibytes(before.peakMemory()),
                Table.figure(durations.at(0.5) / 1000, 2),
                Table.figure(durations.at(1) / 1000, 2),
                Table.mebibytes(after.checkpoints().last().identitiesState()),
                Table.figure(after.statePerIdentity(), 1),
                Table.figure(after.checkpoints().timesCarried(), 2));
    Files.writeString(workspace.result("identities.txt"), text);
    PrintWriter printed = spec.commandLine().getOut();
    printed.print(text);
    printed.flush();
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
