package io.tributary.cli.lake;

/** A column of a dataset, or a field of a JSON object. */
public record Column(String name, Type type) {
  /** What a column holds. */
  public enum Type {
    /** A text. */
    TEXT("VARCHAR"),
    /** A whole number of 64 bits. */
    NUMBER("BIGINT"),
    /** A floating-point number of 64 bits. */
    REAL("DOUBLE"),
    /** Yes or no. */
    FLAG("BOOLEAN"),
    /** A list of texts. */
    TEXTS("VARCHAR[]"),
    /** A JSON object; in Parquet its text, in JSON itself. */
    OBJECT("VARCHAR"),
    /** Bytes; in JSON their Base64. */
    BYTES("BLOB"),
    /** A moment, by whatever a format writes it; read as microseconds since the epoch. */
    MOMENT("TIMESTAMP"),
    /** In a record: a moment, which is UTC when it doesn't say its offset. */
    MOMENT_IN_UTC("TIMESTAMP");

    private final String sql;

    Type(String sql) {
      this.sql = sql;
    }

    /** The type in the database in which a table of one's own keeps it. */
    public String kept() {
      return this == MOMENT ? NUMBER.sql : sql;
    }

    String sql() {
      return sql;
    }
  }

  /** Whether it holds moments. */
  public boolean isMoment() {
    return type == Type.MOMENT || type == Type.MOMENT_IN_UTC;
  }

  public static Column text(String name) {
    return new Column(name, Type.TEXT);
  }

  public static Column number(String name) {
    return new Column(name, Type.NUMBER);
  }

  public static Column real(String name) {
    return new Column(name, Type.REAL);
  }

  public static Column flag(String name) {
    return new Column(name, Type.FLAG);
  }

  public static Column texts(String name) {
    return new Column(name, Type.TEXTS);
  }

  public static Column object(String name) {
    return new Column(name, Type.OBJECT);
  }

  public static Column bytes(String name) {
    return new Column(name, Type.BYTES);
  }

  public static Column moment(String name) {
    return new Column(name, Type.MOMENT);
  }

  public static Column momentInUtc(String name) {
    return new Column(name, Type.MOMENT_IN_UTC);
  }
}
