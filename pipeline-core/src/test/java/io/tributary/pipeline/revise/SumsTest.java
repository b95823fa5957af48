package io.tributary.pipeline.revise;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SumsTest {
  @Test
  void addsAndSubtractsAsWholeNumbersDo() {
    SplittableRandom random = new SplittableRandom(7);
    long[] edges = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1};
    long[] sums = Sums.none(2);
    BigInteger expected = BigInteger.ZERO;
    for (int i = 0; i < 100_000; i++) {
      long number =
          random.nextInt(3) == 0
              ? edges[random.nextInt(edges.length)]
              : random.nextLong() >> random.nextInt(64);
      if (random.nextBoolean()) {
        Sums.add(sums, 1, number);
        expected = expected.add(BigInteger.valueOf(number));
      } else {
        Sums.subtract(sums, 1, number);
        expected = expected.subtract(BigInteger.valueOf(number));
      }
      assertThat(Sums.of(sums, 1)).isEqualTo(expected);
    }
    assertThat(Sums.of(sums, 0)).isZero();
    long[] twice = sums.clone();
    Sums.addAll(twice, sums);
    assertThat(Sums.of(twice, 1)).isEqualTo(expected.shiftLeft(1));
  }
}
