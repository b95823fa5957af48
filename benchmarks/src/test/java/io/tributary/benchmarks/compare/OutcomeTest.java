package io.tributary.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.benchmarks.process.Simulated;
import org.junit.jupiter.api.Test;

final class OutcomeTest {
  private final Simulated sent = new Simulated(95, 2, 1, 2);

  @Test
  void isRightWhenEveryTicketIsThereOnce() {
    assertThat(new Outcome(97, 97, 96, 97, 2, 1).verdict(sent)).isEqualTo(Run.RIGHT);
  }

  @Test
  void tellsARowThatIsThereTwiceInsteadOfAnother() {
    assertThat(new Outcome(97, 96, 96, 97, 2, 1).verdict(sent))
        .isEqualTo("different tickets in the lake: 96 instead of 97");
  }

  @Test
  void namesEverythingThatIsWrong() {
    assertThat(new Outcome(96, 96, 97, 98, 0, 1).verdict(sent))
        .contains("rows in the lake: 96 instead of 97")
        .contains("enriched: 98 instead of 97")
        .contains("dead letters: 0 instead of 2")
        .contains("windowed and late: 98 instead of 97");
  }
}
