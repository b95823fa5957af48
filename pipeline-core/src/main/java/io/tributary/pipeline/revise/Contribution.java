package io.tributary.pipeline.revise;

import java.util.Arrays;
import java.util.List;

/**
 * What one record adds to aggregates. It is kept in state, so that it can be taken back.
 *
 * @param periodStart the period's first millisecond since the epoch
 * @param unit what the numbers count
 * @param values its value in each dimension
 * @param numbers its numbers, in the order of {@link Aggregates}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by what stands in it
public record Contribution(long periodStart, String unit, List<String> values, long[] numbers) {
  boolean isSameAs(Contribution other) {
    return periodStart == other.periodStart
        && unit.equals(other.unit)
        && values.equals(other.values)
        && Arrays.equals(numbers, other.numbers);
  }
}
