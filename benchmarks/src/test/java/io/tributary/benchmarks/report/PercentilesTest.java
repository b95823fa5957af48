package io.tributary.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PercentilesTest {
  @Test
  void givesValuesThatWereMeasured() {
    Percentiles hundred =
        Percentiles.of(LongStream.rangeClosed(1, 100).map(i -> 101 - i).toArray());
    assertThat(hundred.at(0.5)).isEqualTo(50);
    assertThat(hundred.at(0.9)).isEqualTo(90);
    assertThat(hundred.at(0.99)).isEqualTo(99);
    assertThat(hundred.at(0.991)).isEqualTo(100);
    assertThat(hundred.at(1)).isEqualTo(100);
  }

  @Test
  void givesTheOnlyValueForEveryShare() {
    Percentiles one = Percentiles.of(7);
    assertThat(one.at(0.01)).isEqualTo(7);
    assertThat(one.at(1)).isEqualTo(7);
  }

  @Test
  void leavesTheSampleAsItIs() {
    long[] sample = {3, 1, 2};
    Percentiles.of(sample);
    assertThat(sample).containsExactly(3, 1, 2);
  }

  @Test
  void hasNoValueForAnEmptySample() {
    assertThat(Percentiles.of().at(0.5)).isNaN();
  }

  @Test
  void refusesSharesThatAreNone() {
    Percentiles one = Percentiles.of(7);
    assertThatIllegalArgumentException().isThrownBy(() -> one.at(0));
    assertThatIllegalArgumentException().isThrownBy(() -> one.at(1.1));
    assertThatIllegalArgumentException().isThrownBy(() -> one.at(Double.NaN));
  }
}
