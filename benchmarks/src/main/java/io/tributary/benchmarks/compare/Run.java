package io.tributary.benchmarks.compare;

import io.tributary.benchmarks.process.Cost;
import io.tributary.benchmarks.report.Table;
import java.util.List;

/**
 * One measured run.
 *
 * @param round from 1
 * @param brokerCpuSeconds what its broker took meanwhile
 * @param verdict {@link #RIGHT}, or what is wrong with it: such a run is no run
 */
record Run(
    Subject subject,
    Phase phase,
    int round,
    long records,
    Cost cost,
    double brokerCpuSeconds,
    String verdict) {
  static final String RIGHT = "right";

  boolean isRight() {
    return verdict.equals(RIGHT);
  }

  static Table table(List<Run> runs) {
    return new Table(
        List.of(
            "subject",
            "phase",
            "round",
            "records",
            "wall_s",
            "cpu_s",
            "broker_cpu_s",
            "peak_mib",
            "verdict"),
        runs.stream().map(Run::row).toList());
  }

  private List<String> row() {
    return List.of(
        subject.label(),
        phase.label(),
        Integer.toString(round),
        Long.toString(records),
        Table.figure(cost.wallSeconds(), 3),
        Table.figure(cost.cpuSeconds(), 2),
        Table.figure(brokerCpuSeconds, 2),
        Table.mebibytes(cost.peakMemory()),
        verdict);
  }
}
