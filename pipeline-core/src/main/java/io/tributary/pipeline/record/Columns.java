package io.tributary.pipeline.record;

import io.tributary.pipeline.NamedDataset.Field;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.function.SerializableFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a record looks like as a row: named, typed columns in their order. The lake's files and the
 * topics' JSON are both written from it, so they can't disagree.
 */
public final class Columns<T> implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A column's type. Bytes and decimals may be null, and what {@link Columns#nullWhere} says; all
   * others are required.
   */
  public enum Type {
    /** A text in UTF-8. */
    TEXT,
    /** A text with few different values, which files keep in a dictionary. */
    LABEL,
    /** A JSON value in UTF-8: a text in Parquet, itself in JSON. */
    JSON,
    /** Texts in their order, perhaps none. */
    TEXTS,
    /** Bytes as they are, or null. */
    BYTES,
    /** Yes or no. */
    BOOLEAN,
    /** A signed 32-bit integer. */
    INT32,
    /** A signed 64-bit integer. */
    INT64,
    /** A finite 64-bit floating-point number. */
    DOUBLE,
    /** An exact decimal number, or null. */
    DECIMAL,
    /** A day, as days since the epoch. */
    DATE,
    /** A moment in UTC, as milliseconds since the epoch. */
    TIMESTAMP_MILLIS,
    /** A moment in UTC, as microseconds since the epoch. */
    TIMESTAMP_MICROS
  }

  /** A whole number taken from a record. */
  public interface ToLong<T> extends Serializable {
    long of(T row);
  }

  /** A number taken from a record. */
  public interface ToDouble<T> extends Serializable {
    double of(T row);
  }

  /** Whether something is so of a record. */
  public interface ToBoolean<T> extends Serializable {
    boolean of(T row);
  }

  /** A decimal number taken from a record, or null. */
  public interface ToDecimal<T> extends Serializable {
    @Nullable BigDecimal of(T row);
  }

  /** Bytes taken from a record, or null. */
  public interface ToBytes<T> extends Serializable {
    byte @Nullable [] of(T row);
  }

  /** One column; its type says which of the methods gives its value. */
  @SuppressWarnings("unchecked") // the type says which function it is
  public static final class Column<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final Type type;
    private final Serializable value;
    private final int precision;
    private final int scale;
    private final @Nullable ToBoolean<T> isNull;

    private Column(String name, Type type, Serializable value) {
      this(name, type, value, 0, 0, null);
    }

    private Column(
        String name,
        Type type,
        Serializable value,
        int precision,
        int scale,
        @Nullable ToBoolean<T> isNull) {
      this.name = name;
      this.type = type;
      this.value = value;
      this.precision = precision;
      this.scale = scale;
      this.isNull = isNull;
    }

    public String name() {
      return name;
    }

    public Type type() {
      return type;
    }

    /** The type, as Arrow and the page of the lake's datasets write it. */
    private String described() {
      return switch (type) {
        case TEXT, LABEL, JSON -> "string";
        case TEXTS -> "list<string>";
        case BYTES -> "binary";
        case BOOLEAN -> "boolean";
        case INT32 -> "int32";
        case INT64 -> "int64";
        case DOUBLE -> "double";
        case DECIMAL -> "decimal(" + precision + "," + scale + ")";
        case DATE -> "date";
        case TIMESTAMP_MILLIS -> "timestamp(ms)";
        case TIMESTAMP_MICROS -> "timestamp(µs)";
      };
    }

    /** Whether rows may have no value here, other than by a null of bytes or of a decimal. */
    public boolean isNullable() {
      return isNull != null;
    }

    /** Whether a row has no value here; then none may be asked for. */
    public boolean isNull(T row) {
      return isNull != null && isNull.of(row);
    }

    /** Of texts and of JSON. */
    public Text text(T row) {
      return ((SerializableFunction<T, Text>) value).apply(row);
    }

    public String label(T row) {
      return ((SerializableFunction<T, String>) value).apply(row);
    }

    public List<String> texts(T row) {
      return ((SerializableFunction<T, List<String>>) value).apply(row);
    }

    public byte @Nullable [] bytes(T row) {
      return ((ToBytes<T>) value).of(row);
    }

    public boolean yesOrNo(T row) {
      return ((ToBoolean<T>) value).of(row);
    }

    /** Of a decimal: how many digits it has at most. */
    public int precision() {
      return precision;
    }

    /** Of a decimal: how many of its digits are behind the point, always. */
    public int scale() {
      return scale;
    }

    public @Nullable BigDecimal decimal(T row) {
      BigDecimal decimal = ((ToDecimal<T>) value).of(row);
      return decimal == null ? null : decimal.setScale(scale);
    }

    /** Of both integers, both moments and dates. */
    public long number(T row) {
      return ((ToLong<T>) value).of(row);
    }

    public double real(T row) {
      return ((ToDouble<T>) value).of(row);
    }
  }

  private final List<Column<T>> all;

  private Columns(List<Column<T>> all) {
    this.all = all;
  }

  public static <T> Columns<T> of() {
    return new Columns<>(List.of());
  }

  public Columns<T> text(String name, SerializableFunction<T, Text> value) {
    return with(new Column<>(name, Type.TEXT, value));
  }

  public Columns<T> label(String name, SerializableFunction<T, String> value) {
    return with(new Column<>(name, Type.LABEL, value));
  }

  /** A column of well-formed JSON. */
  public Columns<T> json(String name, SerializableFunction<T, Text> value) {
    return with(new Column<>(name, Type.JSON, value));
  }

  public Columns<T> texts(String name, SerializableFunction<T, List<String>> value) {
    return with(new Column<>(name, Type.TEXTS, value));
  }

  public Columns<T> bytes(String name, ToBytes<T> value) {
    return with(new Column<>(name, Type.BYTES, value));
  }

  public Columns<T> yesOrNo(String name, ToBoolean<T> value) {
    return with(new Column<>(name, Type.BOOLEAN, value));
  }

  /** A column of whole numbers that fit into 32 bits. */
  public Columns<T> int32(String name, ToLong<T> value) {
    return with(new Column<>(name, Type.INT32, value));
  }

  public Columns<T> int64(String name, ToLong<T> value) {
    return with(new Column<>(name, Type.INT64, value));
  }

  public Columns<T> real(String name, ToDouble<T> value) {
    return with(new Column<>(name, Type.DOUBLE, value));
  }

  /**
   * A column of exact decimals, or nulls.
   *
   * @param precision how many digits a value has at most, up to 38
   * @param scale how many of them stand behind the point; a value with more is a bug
   */
  public Columns<T> decimal(String name, int precision, int scale, ToDecimal<T> value) {
    return with(new Column<>(name, Type.DECIMAL, value, precision, scale, null));
  }

  /** A column of days since the epoch. */
  public Columns<T> date(String name, ToLong<T> value) {
    return with(new Column<>(name, Type.DATE, value));
  }

  public Columns<T> timestampMillis(String name, ToLong<T> value) {
    return with(new Column<>(name, Type.TIMESTAMP_MILLIS, value));
  }

  public Columns<T> timestampMicros(String name, ToLong<T> value) {
    return with(new Column<>(name, Type.TIMESTAMP_MICROS, value));
  }

  /** The last column is null in some rows; it is one of a single value. */
  public Columns<T> nullWhere(ToBoolean<T> isNull) {
    List<Column<T>> columns = new ArrayList<>(all);
    Column<T> last = columns.remove(columns.size() - 1);
    if (last.type == Type.TEXTS || last.type == Type.BYTES || last.type == Type.DECIMAL) {
      throw new IllegalArgumentException(last.name + " has nulls of its own, or is a list");
    }
    columns.add(new Column<>(last.name, last.type, last.value, last.precision, last.scale, isNull));
    return new Columns<>(List.copyOf(columns));
  }

  public List<Column<T>> all() {
    return all;
  }

  /** Names and types, for whoever wants to know what rows have. */
  public List<Field> fields() {
    return all.stream().map(column -> new Field(column.name, column.described())).toList();
  }

  private Columns<T> with(Column<T> column) {
    List<Column<T>> longer = new ArrayList<>(all);
    longer.add(column);
    return new Columns<>(List.copyOf(longer));
  }
}
