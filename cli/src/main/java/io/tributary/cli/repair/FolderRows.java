package io.tributary.cli.repair;

import io.tributary.cli.lake.Lake;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Columns.Column;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** The rows of some files, which may lie anywhere; they are copied to this machine. */
final class FolderRows implements AutoCloseable {
  private final java.nio.file.Path copies;
  private final boolean none;

  private FolderRows(java.nio.file.Path copies, boolean none) {
    this.copies = copies;
    this.none = none;
  }

  static FolderRows copy(List<Path> files) throws IOException {
    java.nio.file.Path copies = Files.createTempDirectory("tributary-repair");
    for (Path file : files) {
      try (InputStream in = file.getFileSystem().open(file)) {
        Files.copy(in, copies.resolve(file.getName()));
      }
    }
    return new FolderRows(copies, files.isEmpty());
  }

  /** Calls back with each row: its values in the columns' order, as {@link TopicRow} has them. */
  void forEach(Columns<?> columns, Consumer<@Nullable Object[]> each) throws SQLException {
    if (none) {
      return;
    }
    String sql =
        columns.all().stream()
            .map(FolderRows::selected)
            .collect(
                Collectors.joining(
                    ", ",
                    "SELECT ",
                    " FROM read_parquet('"
                        + copies.toString().replace("'", "''")
                        + "/*.parquet', hive_partitioning = false)"));
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        @Nullable Object[] values = new Object[columns.all().size()];
        for (int i = 0; i < values.length; i++) {
          Object value = value(columns.all().get(i), rows, i + 1);
          values[i] = rows.wasNull() ? null : value;
        }
        each.accept(values);
      }
    }
  }

  private static String selected(Column<?> column) {
    String name = Lake.quoted(column.name());
    return switch (column.type()) {
      case TIMESTAMP_MILLIS -> "epoch_ms(" + name + ")";
      case TIMESTAMP_MICROS -> "epoch_us(" + name + ")";
      case DATE -> "(" + name + " - DATE '1970-01-01')::BIGINT";
      case TEXT, LABEL, JSON, TEXTS, BYTES, BOOLEAN, INT32, INT64, DOUBLE, DECIMAL -> name;
    };
  }

  private static @Nullable Object value(Column<?> column, ResultSet rows, int place)
      throws SQLException {
    return switch (column.type()) {
      case TEXT, LABEL, JSON -> rows.getString(place);
      case TEXTS -> texts(rows.getArray(place));
      case BYTES -> rows.getBytes(place);
      case BOOLEAN -> rows.getBoolean(place);
      case INT32, INT64, DATE, TIMESTAMP_MILLIS, TIMESTAMP_MICROS -> rows.getLong(place);
      case DOUBLE -> rows.getDouble(place);
      case DECIMAL -> rows.getBigDecimal(place);
    };
  }

  private static @Nullable List<?> texts(java.sql.@Nullable Array array) throws SQLException {
    return array == null ? null : Arrays.asList((Object[]) array.getArray());
  }

  @Override
  public void close() throws IOException {
    try (Stream<java.nio.file.Path> all = Files.walk(copies)) {
      for (java.nio.file.Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
