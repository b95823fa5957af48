package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PlanTest {
  private static final int KINDS = Fault.values().length;

  @Test
  void aSeedDecidesKindsOrderAndDurations() {
    assertThat(steps(7, Set.of(), 10 * KINDS)).isEqualTo(steps(7, Set.of(), 10 * KINDS));
    assertThat(steps(7, Set.of(), KINDS)).isNotEqualTo(steps(8, Set.of(), KINDS));
  }

  @Test
  void allKindsComeBeforeOneComesAgain() {
    Plan plan = new Plan(3, Set.of());
    for (int round = 0; round < 5; round++) {
      Set<Fault> seen = EnumSet.noneOf(Fault.class);
      for (int i = 0; i < KINDS; i++) {
        assertThat(seen.add(plan.next().fault())).isTrue();
      }
    }
  }

  /** Else a machine on which one can't happen would run another plan. */
  @Test
  void aKindThatIsLeftOutChangesNothingElse() {
    List<String> all = steps(5, Set.of(), 3 * KINDS);
    List<String> without = steps(5, Set.of(Fault.DISK_FULL), 3 * (KINDS - 1));
    assertThat(without)
        .isEqualTo(all.stream().filter(step -> !step.startsWith("DISK_FULL")).toList());
  }

  private static List<String> steps(long seed, Set<Fault> leftOut, int count) {
    Plan plan = new Plan(seed, leftOut);
    return Stream.generate(() -> plan.next().toString()).limit(count).toList();
  }
}
