package io.tributary.benchmarks.compare;

import io.tributary.benchmarks.report.Median;
import io.tributary.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the runs of one comparison say: medians over the rounds, ratios to {@link Subject#PARSE}.
 * Wrong runs do not count; a subject without a right one has no figures.
 *
 * @param records in the input, of every kind
 */
record Comparison(long records, List<Run> runs) {
  Comparison {
    runs = List.copyOf(runs);
  }

  /** Records a second; {@code net} without what the same takes on empty topics. */
  double perSecond(Subject subject, boolean net) {
    return rate(subject, net, run -> run.cost().wallSeconds());
  }

  /** Records a CPU second of the subject's own process. */
  double perCpuSecond(Subject subject, boolean net) {
    return rate(subject, net, run -> run.cost().cpuSeconds());
  }

  boolean isRight() {
    return runs.stream().allMatch(Run::isRight);
  }

  Table table() {
    List<String> names =
        List.of(
            "median",
            "wall s",
            "cpu s",
            "start s",
            "start cpu",
            "rec/s",
            "x wall",
            "rec/cpu s",
            "x cpu",
            "net rec/s",
            "net x wall",
            "net rec/cpu s",
            "net x cpu",
            "broker cpu",
            "peak MiB",
            "right runs");
    List<List<String>> rows = new ArrayList<>();
    for (Subject subject : Subject.values()) {
      rows.add(row(subject));
    }
    return new Table(names, rows);
  }

  private List<String> row(Subject subject) {
    List<String> row = new ArrayList<>();
    row.add(subject.label());
    for (Phase phase : List.of(Phase.FULL, Phase.EMPTY)) {
      row.add(Table.figure(median(subject, phase, run -> run.cost().wallSeconds()), 2));
      row.add(Table.figure(median(subject, phase, run -> run.cost().cpuSeconds()), 2));
    }
    for (boolean net : new boolean[] {false, true}) {
      row.add(Table.figure(perSecond(subject, net), 0));
      row.add(Table.figure(perSecond(subject, net) / perSecond(Subject.PARSE, net), 3));
      row.add(Table.figure(perCpuSecond(subject, net), 0));
      row.add(Table.figure(perCpuSecond(subject, net) / perCpuSecond(Subject.PARSE, net), 3));
    }
    row.add(Table.figure(median(subject, Phase.FULL, Run::brokerCpuSeconds), 2));
    row.add(
        Table.mebibytes(
            median(subject, Phase.FULL, run -> Double.valueOf(run.cost().peakMemory()))));
    row.add(of(subject).stream().filter(Run::isRight).count() + " of " + of(subject).size());
    return row;
  }

  private double rate(Subject subject, boolean net, ToDoubleFunction<Run> seconds) {
    double taken =
        median(subject, Phase.FULL, seconds) - (net ? median(subject, Phase.EMPTY, seconds) : 0);
    // Within the noise of the start-up there is no rate.
    return taken > 0 ? records / taken : Double.NaN;
  }

  private double median(Subject subject, Phase phase, ToDoubleFunction<Run> figure) {
    return Median.of(
        of(subject).stream()
            .filter(run -> run.phase() == phase && run.isRight())
            .map(run -> figure.applyAsDouble(run))
            .toList());
  }

  private List<Run> of(Subject subject) {
    return runs.stream().filter(run -> run.subject() == subject).toList();
  }
}
