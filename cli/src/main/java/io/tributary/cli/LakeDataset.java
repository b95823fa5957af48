package io.tributary.cli;

import io.tributary.analytics.DuckDbFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A dataset of a local lake: the committed files below its folder, Parquet or JSON.
 *
 * @param files all of one format, in the order of their names; none when nothing has been committed
 */
public record LakeDataset(Path folder, List<Path> files) {
  private static final String PARQUET = ".parquet";
  private static final String JSON = ".json";

  /**
   * What is there now; files and folders that begin with a dot or an underscore are not committed.
   */
  static LakeDataset in(Path folder) throws IOException {
    List<Path> committed = committed(folder);
    List<Path> parquet = ending(committed, PARQUET);
    return new LakeDataset(folder, parquet.isEmpty() ? ending(committed, JSON) : parquet);
  }

  /** The committed files below a dataset's folder, of either format; none when it is not there. */
  public static List<Path> committed(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> below = Files.walk(folder)) {
      return below
          .filter(file -> isCommitted(folder.relativize(file)))
          .filter(file -> file.toString().endsWith(PARQUET) || file.toString().endsWith(JSON))
          .sorted()
          .toList();
    }
  }

  /**
   * Says that files of the lake can't be read, and how to find out which.
   *
   * @param what can't be read: the lake, or a folder of it
   * @param feed whose files they are; {@code FEED} where that isn't known
   */
  public static CommandFailure unreadable(String what, String feed, SQLException failure) {
    return new CommandFailure(
        what + " can't be read (" + DuckDbFailure.reason(failure) + ")",
        "see which file is damaged: `tributary repair " + feed + " --dry-run`",
        failure);
  }

  static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  /**
   * The newest rows by the first column that holds a time; without one, the last files' first rows.
   */
  TextTable newest(int limit) throws SQLException {
    // In memory: the lake's files are only read.
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
      List<String> columns = new ArrayList<>();
      @Nullable String time = null;
      try (Statement statement = duckdb.createStatement();
          ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM " + source())) {
        while (described.next()) {
          String column = described.getString("column_name");
          // The date of the folder says nothing that the row's time does not.
          if (!column.equals("date")) {
            columns.add(quoted(column));
          }
          if (time == null && described.getString("column_type").startsWith("TIMESTAMP")) {
            time = quoted(column);
          }
        }
      }
      String query =
          "SELECT "
              + String.join(", ", columns)
              + " FROM "
              + source()
              + (time == null ? "" : " ORDER BY " + time + " DESC")
              + " LIMIT ?";
      try (PreparedStatement statement = duckdb.prepareStatement(query)) {
        statement.setInt(1, limit);
        try (ResultSet rows = statement.executeQuery()) {
          return table(rows);
        }
      }
    }
  }

  private String source() {
    String list =
        files.stream()
            .sorted(Comparator.reverseOrder())
            .map(file -> "'" + file.toString().replace("'", "''") + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    return files.get(0).toString().endsWith(PARQUET)
        ? "read_parquet(" + list + ", hive_partitioning = true, union_by_name = true)"
        : "read_json("
            + list
            + ", format = 'newline_delimited', hive_partitioning = true, union_by_name = true)";
  }

  private static TextTable table(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      names.add(columns.getColumnName(i));
    }
    List<List<Object>> cells = new ArrayList<>();
    while (rows.next()) {
      List<Object> row = new ArrayList<>();
      for (int i = 1; i <= names.size(); i++) {
        row.add(cell(rows, i));
      }
      cells.add(row);
    }
    return new TextTable(names, cells);
  }

  // Parquet's times say that they are UTC; those of JSON, which DuckDB has read as UTC, do not.
  // Bytes are records as they were received: texts, nearly always.
  private static Object cell(ResultSet rows, int column) throws SQLException {
    Object value = rows.getObject(column);
    if (value instanceof Timestamp) {
      return rows.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }
    if (value instanceof Blob bytes) {
      return new String(bytes.getBytes(1, (int) bytes.length()), StandardCharsets.UTF_8);
    }
    return value instanceof OffsetDateTime time ? time.toInstant() : value == null ? "" : value;
  }

  private static List<Path> ending(List<Path> files, String suffix) {
    return files.stream().filter(file -> file.toString().endsWith(suffix)).toList();
  }

  private static boolean isCommitted(Path file) {
    for (Path name : file) {
      if (isHidden(name.toString())) {
        return false;
      }
    }
    return true;
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
