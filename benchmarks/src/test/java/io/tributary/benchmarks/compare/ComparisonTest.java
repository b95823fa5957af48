package io.tributary.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.benchmarks.process.Cost;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private final List<Run> runs = new ArrayList<>();

  @Test
  void subtractsTheStartUpFromNetFiguresOnly() {
    add(Subject.JOB, Phase.EMPTY, 5, 8, Run.RIGHT);
    add(Subject.JOB, Phase.FULL, 15, 28, Run.RIGHT);
    Comparison comparison = new Comparison(1_000, runs);
    assertThat(comparison.perSecond(Subject.JOB, false)).isEqualTo(1_000 / 15.0);
    assertThat(comparison.perSecond(Subject.JOB, true)).isEqualTo(100);
    assertThat(comparison.perCpuSecond(Subject.JOB, true)).isEqualTo(50);
  }

  @Test
  void takesMediansOverTheRounds() {
    for (double wall : new double[] {10, 1_000, 11}) {
      add(Subject.PARSE, Phase.FULL, wall, wall, Run.RIGHT);
    }
    assertThat(new Comparison(1_100, runs).perSecond(Subject.PARSE, false)).isEqualTo(100);
  }

  @Test
  void leavesOutARunThatIsFastAndWrong() {
    add(Subject.JOB, Phase.FULL, 1, 1, "rows in the lake: 0 instead of 10");
    add(Subject.JOB, Phase.FULL, 10, 10, Run.RIGHT);
    Comparison comparison = new Comparison(100, runs);
    assertThat(comparison.perSecond(Subject.JOB, false)).isEqualTo(10);
    assertThat(comparison.isRight()).isFalse();
    assertThat(comparison.table().rows().get(Subject.JOB.ordinal())).endsWith("1 of 2");
  }

  @Test
  void hasNoNetRateWithinTheNoiseOfTheStartUp() {
    add(Subject.POLL, Phase.EMPTY, 2, 2, Run.RIGHT);
    add(Subject.POLL, Phase.FULL, 1.9, 2, Run.RIGHT);
    Comparison comparison = new Comparison(100, runs);
    assertThat(comparison.perSecond(Subject.POLL, true)).isNaN();
    assertThat(comparison.perCpuSecond(Subject.POLL, true)).isNaN();
  }

  @Test
  void showsSpeedsAsSharesOfTheOneThatParses() {
    add(Subject.PARSE, Phase.EMPTY, 1, 1, Run.RIGHT);
    add(Subject.PARSE, Phase.FULL, 3, 3, Run.RIGHT);
    add(Subject.JOB, Phase.EMPTY, 6, 6, Run.RIGHT);
    add(Subject.JOB, Phase.FULL, 14, 16, Run.RIGHT);
    var table = new Comparison(1_000, runs).table();
    List<String> job = table.rows().get(Subject.JOB.ordinal());
    assertThat(job.get(table.names().indexOf("x wall"))).isEqualTo("0.214");
    assertThat(job.get(table.names().indexOf("net x wall"))).isEqualTo("0.250");
    assertThat(job.get(table.names().indexOf("net x cpu"))).isEqualTo("0.200");
    List<String> parse = table.rows().get(Subject.PARSE.ordinal());
    assertThat(parse.get(table.names().indexOf("net x wall"))).isEqualTo("1.000");
  }

  private void add(Subject subject, Phase phase, double wall, double cpu, String verdict) {
    runs.add(new Run(subject, phase, 1, 1_000, new Cost(0, wall, cpu, 1 << 20), 0.5, verdict));
  }
}
