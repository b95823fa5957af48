package io.tributary.benchmarks.texts;

import io.tributary.benchmarks.process.Cost;
import io.tributary.benchmarks.process.FeedRun;
import io.tributary.benchmarks.process.JobTopics;
import io.tributary.benchmarks.process.MeasuredBroker;
import io.tributary.benchmarks.process.PlainConsumer;
import io.tributary.benchmarks.process.Program;
import io.tributary.benchmarks.process.Simulated;
import io.tributary.benchmarks.process.Simulator;
import io.tributary.benchmarks.process.WholeTopic;
import io.tributary.benchmarks.process.Workspace;
import io.tributary.benchmarks.report.Table;
import io.tributary.jobs.texts.TextsJob;
import io.tributary.testkit.ModelServer;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole texts job, with its own model and one on a server, against a plain consumer. */
@Command(
    name = "benchmarks/texts",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Measures the whole texts job, with the embedded model and with a model server that takes its",
      "time, against a plain consumer of the same records. docs/benchmarks.md says how."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured",
      "1:a run failed or delivered something wrong",
      "2:called wrongly"
    })
final class MeasureTexts implements Callable<Integer> {
  private static final String DELIVERED = "processed-text";

  @Spec private CommandSpec spec;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "300000",
      description = "Texts, copies and invalid ones too (${DEFAULT-VALUE}).")
  private long count;

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
      names = "--latencies",
      paramLabel = "MS",
      split = ",",
      defaultValue = "0,20,200",
      description = "How long the model server takes at least, with commas (${DEFAULT-VALUE}).")
  private List<Long> latencies;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      split = ",",
      defaultValue = "8",
      description = "model.in-flight, with commas (${DEFAULT-VALUE}).")
  private List<Integer> inFlight;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results and logs go (benchmarks/target/results/texts).")
  private Optional<Path> out;

  /** What was run, and what it took. */
  private record Run(String name, Cost cost, String verdict) {}

  private final List<Run> runs = new ArrayList<>();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MeasureTexts()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (Workspace workspace = Workspace.in(out.orElseGet(() -> Workspace.usual("texts")));
        MeasuredBroker empty = MeasuredBroker.start(workspace.scratch("kafka-empty"));
        MeasuredBroker full = MeasuredBroker.start(workspace.scratch("kafka-full"));
        ModelServer server = ModelServer.start(workspace.scratch("model"))) {
      new JobTopics(new TextsJob(), empty.bootstrap()).create();
      new JobTopics(new TextsJob(), full.bootstrap()).create();
      Simulator simulator =
          new Simulator("texts", full.bootstrap(), workspace.result("simulate.log"));
      Simulated sent = Simulated.in(simulator.send(count, seed));
      plain(workspace, "parse-empty", empty);
      plain(workspace, "parse", full);
      job(workspace, "job-empty", empty, 0);
      job(workspace, "job-embedded", full, sent.delivered());
      for (long latency : latencies) {
        for (int requests : inFlight) {
          server.delay(Duration.ofMillis(latency));
          job(
              workspace,
              "job-served-" + latency + "ms-" + requests,
              full,
              sent.delivered(),
              "--model.url",
              server.baseUrl(),
              "--model.policy",
              "wait",
              "--model.timeout",
              "30s",
              "--model.in-flight",
              Integer.toString(requests));
        }
      }
      report(workspace, sent);
    }
    return runs.stream().allMatch(run -> run.verdict().isEmpty())
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  private void plain(Workspace workspace, String name, MeasuredBroker broker) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("parse", broker.bootstrap()));
    arguments.addAll(new TextsJob().inputs());
    Program program = Program.java(workspace.result(name + ".log"), PlainConsumer.class, arguments);
    measured(name, program.run(), "");
  }

  private void job(
      Workspace workspace, String name, MeasuredBroker broker, long expected, String... more)
      throws Exception {
    new JobTopics(new TextsJob(), broker.bootstrap()).renewOutputs();
    FeedRun run = FeedRun.in(workspace, "texts", name, broker.bootstrap(), parallelism, 0);
    List<String> arguments = new ArrayList<>(List.of("--bounded"));
    arguments.addAll(List.of(more));
    Cost cost =
        run.program(workspace.result(name + ".log"), arguments.toArray(String[]::new)).run();
    long delivered = WholeTopic.count(broker.bootstrap(), DELIVERED);
    measured(
        name,
        cost,
        delivered == expected ? "" : "delivered " + delivered + " instead of " + expected);
    workspace.delete(workspace.scratch(name));
  }

  private void measured(String name, Cost cost, String wrong) {
    String verdict = cost.exitCode() == 0 ? wrong : "exit " + cost.exitCode();
    runs.add(new Run(name, cost, verdict));
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "%-22s %7.2f s, %7.2f CPU s %s%n", name, cost.wallSeconds(), cost.cpuSeconds(), verdict);
    err.flush();
  }

  /** All without what the same takes on empty topics. */
  private void report(Workspace workspace, Simulated sent) throws Exception {
    double parse = net("parse", "parse-empty");
    List<List<String>> rows = new ArrayList<>();
    for (Run run : runs) {
      if (run.name().endsWith("-empty")) {
        continue;
      }
      double net = run.name().equals("parse") ? parse : net(run.name(), "job-empty");
      rows.add(
          List.of(
              run.name(),
              Table.figure(run.cost().wallSeconds(), 2),
              Table.figure(net, 2),
              Table.figure(sent.records() / net, 0),
              Table.figure(parse / net, 3),
              Table.figure(run.cost().cpuSeconds(), 1),
              Table.mebibytes(run.cost().peakMemory()),
              run.verdict().isEmpty() ? "right" : run.verdict()));
    }
    Table table =
        new Table(
            List.of("what", "wall s", "net s", "texts/s", "x parse", "cpu s", "peak MiB", "result"),
            rows);
    table.writeTsv(workspace.result("runs.tsv"));
    Files.writeString(workspace.result("runs.txt"), table.aligned());
    spec.commandLine().getOut().print(table.aligned());
    spec.commandLine().getOut().flush();
  }

  private double net(String name, String empty) {
    return wall(name) - wall(empty);
  }

  private double wall(String name) {
    return runs.stream()
        .filter(run -> run.name().equals(name))
        .findFirst()
        .orElseThrow()
        .cost()
        .wallSeconds();
  }
}
