package io.tributary.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MinuteBudgetTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  void noSixtySecondsEverHaveMoreThanTheyMay() {
    MinuteBudget budget = new MinuteBudget(100);
    SplittableRandom random = new SplittableRandom(3);
    List<long[]> taken = new ArrayList<>();
    long now = NOW;
    for (int i = 0; i < 5_000; i++) {
      now += random.nextInt(4_000);
      long amount = 1 + random.nextInt(30);
      long wait = budget.wait(amount, now);
      if (wait > 0) {
        assertThat(budget.wait(amount, now + wait - 1)).isPositive();
        now += wait;
      }
      assertThat(budget.wait(amount, now)).isZero();
      budget.take(amount, now);
      taken.add(new long[] {now, amount});
      long since = now - 60_000;
      assertThat(taken.stream().filter(each -> each[0] > since).mapToLong(each -> each[1]).sum())
          .isLessThanOrEqualTo(100);
    }
  }

  @Test
  void anEstimateIsPutRight() {
    MinuteBudget budget = new MinuteBudget(100);
    MinuteBudget.Taken estimate = budget.take(90, NOW);
    assertThat(budget.wait(50, NOW + 1)).isPositive();
    budget.correct(estimate, 40);
    assertThat(budget.wait(50, NOW + 2)).isZero();
    budget.correct(estimate, 120);
    assertThat(budget.wait(1, NOW + 2)).isPositive();
  }

  @Test
  void anEstimateThatIsPutRightWhenItCountsNoMoreChangesNothing() {
    MinuteBudget budget = new MinuteBudget(100);
    MinuteBudget.Taken estimate = budget.take(100, NOW);
    long later = NOW + MinuteBudget.MINUTE;
    assertThat(budget.wait(100, later)).isZero();
    budget.correct(estimate, 50);
    budget.take(100, later);
    assertThat(budget.wait(1, later)).isEqualTo(MinuteBudget.MINUTE);
  }

  @Test
  void whatWasTakenWhileAClockWasAheadCountsForAMinute() {
    MinuteBudget budget = new MinuteBudget(100);
    budget.take(60, NOW + 3_600_000);
    budget.take(40, NOW + 3_600_001);
    assertThat(budget.wait(100, NOW)).isEqualTo(MinuteBudget.MINUTE);
    assertThat(budget.wait(100, NOW + MinuteBudget.MINUTE - 1)).isPositive();
    assertThat(budget.wait(100, NOW + MinuteBudget.MINUTE)).isZero();
  }

  @Test
  void whatIsTakenAfterAClockWasPutBackCountsForAMinuteToo() {
    MinuteBudget budget = new MinuteBudget(100);
    budget.take(60, NOW + 3_600_000);
    budget.take(40, NOW);
    assertThat(budget.wait(1, NOW)).isEqualTo(MinuteBudget.MINUTE);
    assertThat(budget.wait(1, NOW + MinuteBudget.MINUTE - 1)).isPositive();
    assertThat(budget.wait(100, NOW + MinuteBudget.MINUTE)).isZero();
  }

  @Test
  void whatIsMoreThanTheWholeBudgetWaitsForAnEmptyOne() {
    MinuteBudget budget = new MinuteBudget(100);
    assertThat(budget.wait(500, NOW)).isZero();
    budget.take(1, NOW);
    assertThat(budget.wait(500, NOW)).isEqualTo(MinuteBudget.MINUTE);
  }
}
