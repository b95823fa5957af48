package io.tributary.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SumTest {
  @Test
  void whatIsDamagedIsRefusedAndCountsNothing() throws IOException {
    Sum counted = new Sum();
    counted.add(3, new long[] {5}, new long[] {1, 2});
    byte[] whole = counted.takeAdded();
    byte[] odd = whole.clone();
    odd[4 + 8 + 4 + 8 + 3] = 1; // one half of a fingerprint

    Sum sum = new Sum();
    for (byte[] damaged : new byte[][] {odd, Arrays.copyOf(whole, whole.length - 1), {}}) {
      assertThatThrownBy(() -> sum.restore(damaged))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("go on from another one");
    }
    assertThat(sum.count).isZero();
    sum.restore(whole);
    assertThat(sum.count).isEqualTo(3);
  }

  @Test
  void chunksOfOneSumCanBeWrittenTogether() throws IOException {
    Sum counted = new Sum();
    counted.add(3, new long[] {5}, new long[] {1, 2});
    counted.revision = 4;
    byte[] earlier = counted.takeAdded();
    counted.add(4, new long[] {6, 7}, new long[] {1, 2, 3, 4});
    counted.revision = 5;

    Sum sum = new Sum();
    sum.restore(Sum.together(List.of(earlier, counted.takeAdded())));
    assertThat(sum.revision).isEqualTo(5);
    assertThat(sum.count).isEqualTo(7);
    assertThat(sum.tallies).containsExactly(11, 7);
    assertThat(sum.distinct.from(0)).containsExactly(1, 2, 3, 4);
  }
}
