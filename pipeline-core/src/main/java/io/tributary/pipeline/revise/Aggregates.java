package io.tributary.pipeline.revise;

import io.tributary.pipeline.measure.Measures;
import io.tributary.pipeline.measure.Measures.Dimension;
import io.tributary.pipeline.record.Columns.ToLong;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.function.SerializableFunction;

/**
 * What is aggregated of the newest versions of a feed's records: for each period, unit and value of
 * each dimension, how many there are, and of each number sum, least and greatest.
 */
public final class Aggregates<E> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long periodMillis;
  private final ToLong<E> time;
  private final SerializableFunction<E, String> unit;
  private final List<Dimension<E>> dimensions;
  private final List<ToLong<E>> numbers;

  private Aggregates(
      long periodMillis,
      ToLong<E> time,
      SerializableFunction<E, String> unit,
      List<Dimension<E>> dimensions,
      List<ToLong<E>> numbers) {
    this.periodMillis = periodMillis;
    this.time = time;
    this.unit = unit;
    this.dimensions = dimensions;
    this.numbers = numbers;
  }

  /**
   * Aggregates over periods.
   *
   * @param period its length; periods are aligned to the epoch
   * @param time when a record happened, in milliseconds since the epoch
   * @param unit what its numbers count, such as a currency: numbers of different units are never
   *     added up
   */
  public static <E> Aggregates<E> over(
      Duration period, ToLong<E> time, SerializableFunction<E, String> unit) {
    return new Aggregates<>(
        period.toMillis(),
        time,
        unit,
        List.of(new Dimension<>(Measures.TOTAL, record -> Measures.ALL)),
        List.of());
  }

  /** Aggregates for each value of a dimension, too. */
  public Aggregates<E> per(String dimension, SerializableFunction<E, String> value) {
    return new Aggregates<>(
        periodMillis, time, unit, with(dimensions, new Dimension<>(dimension, value)), numbers);
  }

  /**
   * Sum, least and greatest of a whole number of a record, such as an amount in ten-thousandths.
   * Numbers are kept by their place.
   */
  public Aggregates<E> number(ToLong<E> value) {
    return new Aggregates<>(periodMillis, time, unit, dimensions, with(numbers, value));
  }

  List<Dimension<E>> dimensions() {
    return dimensions;
  }

  /** How many numbers there are. */
  int numbers() {
    return numbers.size();
  }

  /** What a record adds to each of the aggregates that it belongs to. */
  Contribution contributionOf(E record) {
    List<String> values = new ArrayList<>(dimensions.size());
    for (Dimension<E> dimension : dimensions) {
      values.add(dimension.value().apply(record));
    }
    long[] all = new long[numbers.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = numbers.get(i).of(record);
    }
    return new Contribution(
        Math.floorDiv(time.of(record), periodMillis) * periodMillis,
        unit.apply(record),
        values,
        all);
  }

  private static <X> List<X> with(List<X> list, X more) {
    List<X> longer = new ArrayList<>(list);
    longer.add(more);
    return List.copyOf(longer);
  }
}
