package io.tributary.benchmarks.compare;

import io.tributary.benchmarks.process.Cost;
import io.tributary.benchmarks.process.FeedRun;
import io.tributary.benchmarks.process.JobTopics;
import io.tributary.benchmarks.process.MeasuredBroker;
import io.tributary.benchmarks.process.PlainConsumer;
import io.tributary.benchmarks.process.Program;
import io.tributary.benchmarks.process.Simulated;
import io.tributary.benchmarks.process.Simulator;
import io.tributary.benchmarks.process.Workspace;
import io.tributary.benchmarks.report.Table;
import io.tributary.jobs.tickets.TicketsJob;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The whole tickets job against plain consumers of the same records. */
@Command(
    name = "benchmarks/compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Measures the whole tickets job against plain consumers of the same records.",
      "docs/benchmarks.md says how, and what the figures mean."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured",
      "1:a run failed or delivered something wrong",
      "2:called wrongly"
    })
final class Compare implements Callable<Integer> {
  private static final String INPUT = "client_tickets";

  @Spec private CommandSpec spec;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Tickets, copies and invalid ones too (${DEFAULT-VALUE}).")
  private long count;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often everything is run; medians are shown (${DEFAULT-VALUE}).")
  private int rounds;

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
      description = "Where results and logs go (benchmarks/target/results/compare).")
  private Optional<Path> out;

  private final List<Run> runs = new ArrayList<>();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Compare()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (count < 1 || rounds < 1 || parallelism < 1) {
      throw new ParameterException(
          spec.commandLine(), "--count, --rounds, --parallelism: at least 1");
    }
    PrintWriter err = spec.commandLine().getErr();
    try (Workspace workspace = Workspace.in(out.orElseGet(() -> Workspace.usual("compare")));
        MeasuredBroker empty = MeasuredBroker.start(workspace.scratch("kafka-empty"));
        MeasuredBroker full = MeasuredBroker.start(workspace.scratch("kafka-full"))) {
      new JobTopics(new TicketsJob(), empty.bootstrap()).create();
      new JobTopics(new TicketsJob(), full.bootstrap()).create();
      err.println("filling a broker with " + count + " tickets");
      err.flush();
      Simulated sent =
          Simulated.in(
              new Simulator("tickets", full.bootstrap(), workspace.result("simulate.log"))
                  .send(count, seed));
      warmUp(workspace, empty);
      for (int round = 1; round <= rounds; round++) {
        for (Subject subject : Subject.values()) {
          measure(workspace, subject, Phase.EMPTY, round, empty, new Simulated(0, 0, 0, 0));
          measure(workspace, subject, Phase.FULL, round, full, sent);
        }
      }
      Comparison comparison = new Comparison(sent.records(), runs);
      report(workspace, comparison);
      return comparison.isRight() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** Brings the programs' files into memory, so that the first round is like the others. */
  private void warmUp(Workspace workspace, MeasuredBroker empty) throws Exception {
    for (Subject subject : Subject.values()) {
      program(workspace, subject, "warm-up-" + subject.label(), empty).run();
    }
  }

  private void measure(
      Workspace workspace,
      Subject subject,
      Phase phase,
      int round,
      MeasuredBroker broker,
      Simulated sent)
      throws Exception {
    String name = subject.label() + "-" + phase.label() + "-" + round;
    if (subject == Subject.JOB) {
      new JobTopics(new TicketsJob(), broker.bootstrap()).renewOutputs();
    }
    Program program = program(workspace, subject, name, broker);
    double brokerBefore = broker.cpuSeconds();
    Cost cost = program.run();
    double brokerCpu = broker.cpuSeconds() - brokerBefore;
    String verdict =
        cost.exitCode() == 0
            ? verdict(workspace, subject, phase, name, broker, sent)
            : "exit " + cost.exitCode() + ", see " + program.log();
    Run run = new Run(subject, phase, round, sent.records(), cost, brokerCpu, verdict);
    runs.add(run);
    Run.table(runs).writeTsv(workspace.result("runs.tsv"));
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "%-14s %7.2f s, %7.2f CPU s: %s%n", name, cost.wallSeconds(), cost.cpuSeconds(), verdict);
    err.flush();
    workspace.delete(workspace.scratch(name));
  }

  private Program program(
      Workspace workspace, Subject subject, String name, MeasuredBroker broker) {
    Path log = workspace.result(name + ".log");
    return switch (subject) {
      case POLL, PARSE ->
          Program.java(
              log, PlainConsumer.class, List.of(subject.label(), broker.bootstrap(), INPUT));
      case JOB -> job(workspace, name, broker).program(log, "--bounded");
    };
  }

  private FeedRun job(Workspace workspace, String name, MeasuredBroker broker) {
    return FeedRun.in(workspace, "tickets", name, broker.bootstrap(), parallelism, 0);
  }

  private String verdict(
      Workspace workspace,
      Subject subject,
      Phase phase,
      String name,
      MeasuredBroker broker,
      Simulated sent)
      throws Exception {
    if (subject != Subject.JOB) {
      String output = Files.readString(workspace.result(name + ".log"));
      return output.lines().anyMatch(line -> isAbout(line, sent.records()))
          ? Run.RIGHT
          : "not all records: " + output.strip();
    }
    return phase == Phase.EMPTY
        ? Run.RIGHT
        : Outcome.of(job(workspace, name, broker).lake(), broker.bootstrap()).verdict(sent);
  }

  private static boolean isAbout(String line, long records) {
    return line.equals("read " + records) || line.startsWith("read " + records + ",");
  }

  private void report(Workspace workspace, Comparison comparison) throws Exception {
    Table table = comparison.table();
    table.writeTsv(workspace.result("medians.tsv"));
    Files.writeString(workspace.result("medians.txt"), table.aligned());
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    out.print(table.aligned());
    out.println(
        "x: the speed as a share of parse's; net: without what the same takes on empty topics;"
            + " broker cpu: seconds of the broker meanwhile");
    out.println("all runs: " + workspace.result("runs.tsv"));
    out.flush();
  }
}
