package io.tributary.pipeline.record;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.function.SerializableFunction;

/**
 * What a record looks like as a row: named, typed columns in their order. The lake's files and the
 * topics' JSON are both written from it, so they can't disagree.
 */
public final class Columns<T> implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A column's type; every column is required. */
  public enum Type {
    /** A text in UTF-8. */
    TEXT,
    /** A text with few different values, which files keep in a dictionary. */
    LABEL,
    /** A signed 64-bit integer. */
    INT64,
    /** A moment in UTC, as microseconds since the epoch. */
    TIMESTAMP_MICROS
  }

  /** A number taken from a record. */
  public interface ToLong<T> extends Serializable {
    long of(T row);
  }

  /** One column, whose type says which of the functions gives its value. */
  public record Column<T>(
      String name,
      Type type,
      SerializableFunction<T, Text> text,
      SerializableFunction<T, String> label,
      ToLong<T> number)
      implements Serializable {
    private static <T> Column<T> ofNumber(String name, Type type, ToLong<T> number) {
      return new Column<>(name, type, row -> NO_TEXT, row -> "", number);
    }
  }

  private static final Text NO_TEXT = Text.of("");

  private final List<Column<T>> all;

  private Columns(List<Column<T>> all) {
    this.all = all;
  }

  public static <T> Columns<T> of() {
    return new Columns<>(List.of());
  }

  public Columns<T> text(String name, SerializableFunction<T, Text> value) {
    return with(new Column<>(name, Type.TEXT, value, row -> "", row -> 0));
  }

  public Columns<T> label(String name, SerializableFunction<T, String> value) {
    return with(new Column<>(name, Type.LABEL, row -> NO_TEXT, value, row -> 0));
  }

  public Columns<T> int64(String name, ToLong<T> value) {
    return with(Column.ofNumber(name, Type.INT64, value));
  }

  public Columns<T> timestampMicros(String name, ToLong<T> value) {
    return with(Column.ofNumber(name, Type.TIMESTAMP_MICROS, value));
  }

  public List<Column<T>> all() {
    return all;
  }

  private Columns<T> with(Column<T> column) {
    List<Column<T>> longer = new ArrayList<>(all);
    longer.add(column);
    return new Columns<>(List.copyOf(longer));
  }
}
