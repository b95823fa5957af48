package io.tributary.pipeline.measure;

import io.tributary.pipeline.record.Text;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.function.SerializableFunction;

/**
 * What is counted in each window: all records together, and the records of each value of each
 * dimension; of what is counted, how many different ones there are; and tallies of the total.
 */
public final class Measures<E> implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The dimension of everything together, whose only value is {@link #ALL}. */
  public static final String TOTAL = "total";

  /** The only value of the dimension {@link #TOTAL}. */
  public static final String ALL = "all";

  /** A dimension and how a record's value in it is found. */
  public record Dimension<E>(String name, SerializableFunction<E, String> value)
      implements Serializable {}

  /** Whether a record counts in a tally. */
  public interface Condition<E> extends Serializable {
    boolean holds(E record);
  }

  /** A named count of the records for which a condition holds; part of the total only. */
  public record Tally<E>(String name, Condition<E> condition) implements Serializable {}

  private final String distinctName;
  private final SerializableFunction<E, Text> distinct;
  private final List<Dimension<E>> dimensions;
  private final List<Tally<E>> tallies;

  private Measures(
      String distinctName,
      SerializableFunction<E, Text> distinct,
      List<Dimension<E>> dimensions,
      List<Tally<E>> tallies) {
    this.distinctName = distinctName;
    this.distinct = distinct;
    this.dimensions = dimensions;
    this.tallies = tallies;
  }

  /**
   * Counts records, and exactly how many different ones of something there are among them.
   *
   * @param distinctName the name of the distinct count in the results, such as {@code
   *     unique_clients}
   */
  public static <E> Measures<E> countDistinct(
      String distinctName, SerializableFunction<E, Text> distinct) {
    return new Measures<>(
        distinctName, distinct, List.of(new Dimension<>(TOTAL, record -> ALL)), List.of());
  }

  /** Counts for each value of a dimension, too. */
  public Measures<E> per(String dimension, SerializableFunction<E, String> value) {
    return new Measures<>(
        distinctName, distinct, with(dimensions, new Dimension<>(dimension, value)), tallies);
  }

  /** Counts in the total the records for which a condition holds. */
  public Measures<E> tally(String name, Condition<E> condition) {
    return new Measures<>(
        distinctName, distinct, dimensions, with(tallies, new Tally<>(name, condition)));
  }

  public String distinctName() {
    return distinctName;
  }

  SerializableFunction<E, Text> distinct() {
    return distinct;
  }

  /** All dimensions; the first is the total. */
  List<Dimension<E>> dimensions() {
    return dimensions;
  }

  public List<Tally<E>> tallies() {
    return tallies;
  }

  private static <X> List<X> with(List<X> list, X more) {
    List<X> longer = new ArrayList<>(list);
    longer.add(more);
    return List.copyOf(longer);
  }
}
