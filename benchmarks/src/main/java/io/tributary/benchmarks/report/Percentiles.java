package io.tributary.benchmarks.report;

import java.util.Arrays;

/** Percentiles of a sample by nearest rank: each is a value that was really measured. */
public final class Percentiles {
  private final long[] sorted;

  private Percentiles(long[] sorted) {
    this.sorted = sorted;
  }

  public static Percentiles of(long... sample) {
    long[] sorted = sample.clone();
    Arrays.sort(sorted);
    return new Percentiles(sorted);
  }

  public int size() {
    return sorted.length;
  }

  /**
   * The smallest value that at least this share of the sample does not exceed.
   *
   * @param share more than 0, at most 1: 0.99 for p99, 1 for the largest
   * @return NaN for an empty sample
   */
  public double at(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share " + share + ": more than 0, at most 1");
    }
    if (sorted.length == 0) {
      return Double.NaN;
    }
    // 0.99 * 100 is a little more than 99 in binary.
    return sorted[(int) Math.ceil(share * sorted.length - 1e-9) - 1];
  }
}
