package io.tributary.pipeline.revise;

import java.util.Arrays;

/**
 * An aggregate in state.
 *
 * @param sums as {@link Sums} keeps them
 * @param least of each number, as long as there are records
 * @param greatest of each number, as long as there are records
 * @param revision of what was last told; 0 when nothing was
 */
@SuppressWarnings("ArrayRecordComponent") // compared by what stands in it
public record Totals(long count, long[] sums, long[] least, long[] greatest, int revision) {
  static Totals none(int numbers) {
    return new Totals(0, Sums.none(numbers), new long[numbers], new long[numbers], 0);
  }

  boolean comesToTheSameAs(Totals other) {
    return count == other.count
        && Arrays.equals(sums, other.sums)
        && Arrays.equals(least, other.least)
        && Arrays.equals(greatest, other.greatest);
  }

  Totals revised(int revision) {
    return new Totals(count, sums, least, greatest, revision);
  }
}
