package io.tributary.pipeline.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.pipeline.quality.KeepBudgets.Budgets;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

final class KeepBudgetsTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();

  @Test
  void haltsBeforeTheBarrierBehindTheRecordThatIsOneTooMany() throws Exception {
    try (var step = step(Map.of(Fate.REJECTED, new Allowance("2")), true)) {
      step.open();
      tally(step, 0, Fate.REJECTED, 2);
      step.prepareSnapshotPreBarrier(1);
      tally(step, HOUR, Fate.REJECTED, 2);
      step.prepareSnapshotPreBarrier(2);
      step.processElement(
          new Tally(0, Fate.REJECTED.word(), 1, "client_tickets-0@7 (TOO_LONG)"), 0);

      assertThatThrownBy(() -> step.prepareSnapshotPreBarrier(3))
          .isInstanceOf(BudgetExceeded.class)
          .hasMessageContaining("tickets: of the 3 records")
          .hasMessageContaining("1970-01-01T00:00:00Z")
          .hasMessageContaining("3 are rejected, more than quality.rejected=2 allows")
          .hasMessageContaining("such as client_tickets-0@7 (TOO_LONG)")
          .hasMessageContaining("set quality.policy=warn");
    }
  }

  @Test
  void countsOnWhereItStoppedAndNothingTwice() throws Exception {
    OperatorSubtaskState saved;
    try (var step = step(Map.of(Fate.LATE, new Allowance("5")), true)) {
      step.open();
      tally(step, 0, Fate.LATE, 3);
      step.prepareSnapshotPreBarrier(1);
      saved = step.snapshot(1, 1);
      tally(step, 0, Fate.LATE, 2); // read again after the restart
      step.prepareSnapshotPreBarrier(2);
    }
    try (var step = step(Map.of(Fate.LATE, new Allowance("5")), true)) {
      step.initializeState(saved);
      step.open();
      tally(step, 0, Fate.LATE, 2);
      step.prepareSnapshotPreBarrier(2);
      tally(step, 0, Fate.LATE, 1);

      assertThatThrownBy(() -> step.prepareSnapshotPreBarrier(3))
          .hasMessageContaining("6 are late");
    }
  }

  @Test
  void goesOnPastAWindowThatIsOverWhenItOnlyWarns() throws Exception {
    try (var step = step(Map.of(Fate.UNENRICHED, new Allowance("0")), false)) {
      step.open();
      tally(step, 0, Fate.UNENRICHED, 9);
      step.prepareSnapshotPreBarrier(1);

      assertThat(step.getOutput()).isEmpty();
    }
  }

  @Test
  void doesNotHaltForAWindowOfBeforeItsStart() throws Exception {
    OperatorSubtaskState saved;
    try (var step = step(Map.of(Fate.LATE, new Allowance("1")), false)) {
      step.open();
      tally(step, 0, Fate.LATE, 3);
      tally(step, HOUR, Fate.DELIVERED, 3);
      step.prepareSnapshotPreBarrier(1);
      saved = step.snapshot(1, 1);
    }
    try (var step = step(Map.of(Fate.LATE, new Allowance("1")), true)) {
      step.initializeState(saved);
      step.open();
      tally(step, HOUR, Fate.DELIVERED, 3);
      step.processWatermark(9 * HOUR);
      step.prepareSnapshotPreBarrier(2);
      tally(step, 0, Fate.LATE, 1);

      assertThatThrownBy(() -> step.prepareSnapshotPreBarrier(3))
          .isInstanceOf(BudgetExceeded.class);
    }
  }

  @Test
  void judgesAShareOfFewRecordsOnceTheirWindowIsOver() throws Exception {
    try (var step = step(Map.of(Fate.REJECTED, new Allowance("5%")), true)) {
      step.open();
      tally(step, 0, Fate.REJECTED, 1);
      tally(step, 0, Fate.DELIVERED, 9);
      step.prepareSnapshotPreBarrier(1);
      tally(step, HOUR, Fate.DELIVERED, 1); // of a partition that is ahead
      step.processWatermark(HOUR - 1);
      step.prepareSnapshotPreBarrier(2);
      step.processWatermark(HOUR);

      assertThatThrownBy(() -> step.prepareSnapshotPreBarrier(3))
          .hasMessageContaining("of the 10 records")
          .hasMessageContaining("quality.rejected=5%");
    }
  }

  @Test
  void judgesAShareOfAHundredAtOnceAndOfAllRecordsButDuplicates() throws Exception {
    try (var step = step(Map.of(Fate.REJECTED, new Allowance("5%")), true)) {
      step.open();
      tally(step, 0, Fate.REJECTED, 5);
      tally(step, 0, Fate.DELIVERED, 90);
      tally(step, 0, Fate.UNENRICHED, 5);
      step.prepareSnapshotPreBarrier(1);
      tally(step, 0, Fate.REJECTED, 1);

      assertThatThrownBy(() -> step.prepareSnapshotPreBarrier(2))
          .hasMessageContaining("of the 101 records");
    }
  }

  @Test
  void saysHowMuchOfABudgetIsUsed() {
    assertThat(new Allowance("10").used(5, 1_000, false)).isEqualTo(0.5);
    assertThat(new Allowance("10").used(20, 20, false)).isEqualTo(2);
    assertThat(new Allowance("5%").used(10, 100, false)).isEqualTo(2);
    assertThat(new Allowance("5%").used(10, 99, false)).isZero();
    assertThat(new Allowance("2.5%").used(1, 40, true)).isEqualTo(1);
    assertThat(new Allowance("0").used(0, 0, true)).isZero();
    assertThat(new Allowance("0%").used(1, 100, true)).isGreaterThan(1);
    assertThat(new Allowance("0%").used(0, 0, true)).isZero();
  }

  private static OneInputStreamOperatorTestHarness<Tally, Void> step(
      Map<Fate, Allowance> allowances, boolean halts) throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new KeepBudgets(new Budgets("tickets", Duration.ofHours(1), allowances, halts)), 1, 1, 0);
  }

  private static void tally(
      OneInputStreamOperatorTestHarness<Tally, Void> step, long window, Fate fate, long count)
      throws Exception {
    step.processElement(new Tally(window, fate.word(), count, ""), 0);
  }
}
