package io.tributary.pipeline.measure;

import io.tributary.pipeline.record.Columns.ToLong;
import io.tributary.pipeline.record.Text;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.util.function.SerializableFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is counted in each window: all records together, and the records of each value of each
 * dimension, of which a record may have several; perhaps how many different ones of something there
 * are, and sums of numbers; and tallies of the total.
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

  /** A dimension in which a record has any number of values, of which only the top are told. */
  record Several<E>(String name, SerializableFunction<E, List<String>> values, Top top)
      implements Serializable {}

  /** Whether a record counts in a tally. */
  public interface Condition<E> extends Serializable {
    boolean holds(E record);
  }

  /** A number that is added up under a name. */
  record Sum<E>(String name, ToLong<E> number) implements Serializable {}

  /** What is counted distinctly, under a name. */
  record Distinct<E>(String name, SerializableFunction<E, Text> value) implements Serializable {}

  private final @Nullable Distinct<E> distinct;
  private final List<Dimension<E>> dimensions;
  private final List<Several<E>> several;
  private final List<Sum<E>> sums;
  private final List<Sum<E>> tallies;

  private Measures(
      @Nullable Distinct<E> distinct,
      List<Dimension<E>> dimensions,
      List<Several<E>> several,
      List<Sum<E>> sums,
      List<Sum<E>> tallies) {
    this.distinct = distinct;
    this.dimensions = dimensions;
    this.several = several;
    this.sums = sums;
    this.tallies = tallies;
  }

  /** Counts records. */
  public static <E> Measures<E> count() {
    return new Measures<>(null, total(), List.of(), List.of(), List.of());
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
        new Distinct<>(distinctName, distinct), total(), List.of(), List.of(), List.of());
  }

  private static <E> List<Dimension<E>> total() {
    return List.of(new Dimension<>(TOTAL, record -> ALL));
  }

  /** Counts for each value of a dimension, too. */
  public Measures<E> per(String dimension, SerializableFunction<E, String> value) {
    return new Measures<>(
        distinct, with(dimensions, new Dimension<>(dimension, value)), several, sums, tallies);
  }

  /**
   * Counts for each value of a dimension in which a record has any number of values, perhaps none.
   * Since there may be very many of them in a window, early results are not told, and of the final
   * ones only the top.
   *
   * @param values a record's, each once
   */
  public Measures<E> perEach(
      String dimension, SerializableFunction<E, List<String>> values, Top top) {
    return new Measures<>(
        distinct, dimensions, with(several, new Several<>(dimension, values, top)), sums, tallies);
  }

  /**
   * Adds up a number, in the total and for each value of each dimension. Sums are kept by their
   * place, before the tallies: one that is added to a feed with state must come with a new start.
   */
  public Measures<E> sum(String name, ToLong<E> number) {
    return new Measures<>(
        distinct, dimensions, several, with(sums, new Sum<>(name, number)), tallies);
  }

  /** Counts in the total the records for which a condition holds. */
  public Measures<E> tally(String name, Condition<E> condition) {
    Sum<E> tally = new Sum<>(name, record -> condition.holds(record) ? 1 : 0);
    return new Measures<>(distinct, dimensions, several, sums, with(tallies, tally));
  }

  /** What is counted distinctly, if anything is. */
  public Optional<String> distinctName() {
    return Optional.ofNullable(distinct).map(Distinct::name);
  }

  /** The names of a total's sums and then of its tallies; other dimensions have the sums only. */
  public List<String> sumNames() {
    return Stream.concat(sums.stream(), tallies.stream()).map(Sum::name).toList();
  }

  /** The dimensions of which only the top values are told, by their names. */
  public Map<String, Top> tops() {
    return several.stream().collect(Collectors.toMap(Several::name, Several::top));
  }

  @Nullable Distinct<E> distinct() {
    return distinct;
  }

  /** Those in which a record has one value; the first is the total. */
  List<Dimension<E>> dimensions() {
    return dimensions;
  }

  /** Those in which it has any number of values. */
  List<Several<E>> several() {
    return several;
  }

  /** The names of all dimensions, in that order. */
  List<String> dimensionNames() {
    return Stream.concat(
            dimensions.stream().map(Dimension::name), several.stream().map(Several::name))
        .toList();
  }

  List<Sum<E>> sums() {
    return sums;
  }

  List<Sum<E>> tallies() {
    return tallies;
  }

  private static <X> List<X> with(List<X> list, X more) {
    List<X> longer = new ArrayList<>(list);
    longer.add(more);
    return List.copyOf(longer);
  }
}
