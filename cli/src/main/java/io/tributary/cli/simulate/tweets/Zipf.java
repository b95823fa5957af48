package io.tributary.cli.simulate.tweets;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Draws by Zipf's law: the second half as often as the first, the third a third as often. */
final class Zipf<T> {
  private final List<T> ranked;
  private final double[] upTo;

  Zipf(List<T> ranked) {
    this.ranked = List.copyOf(ranked);
    upTo = new double[ranked.size()];
    double sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += 1.0 / (i + 1);
      upTo[i] = sum;
    }
  }

  T any(SplittableRandom random) {
    int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
    return ranked.get(Math.min(found < 0 ? -found - 1 : found, upTo.length - 1));
  }
}
