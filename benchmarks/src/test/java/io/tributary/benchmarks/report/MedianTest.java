package io.tributary.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MedianTest {
  @Test
  void takesTheMiddleWhateverTheOrder() {
    assertThat(Median.of(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
  }

  @Test
  void takesTheMeanOfTheMiddleTwo() {
    assertThat(Median.of(List.of(4.0, 1.0, 100.0, 2.0))).isEqualTo(3.0);
  }

  @Test
  void isNoNumberOfNothing() {
    assertThat(Median.of(List.of())).isNaN();
  }

  @Test
  void isNotMovedByOneDisturbedRun() {
    assertThat(Median.of(List.of(10.0, 10.1, 500.0))).isEqualTo(10.1);
  }
}
