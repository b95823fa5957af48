package io.tributary.cli.lake;

import io.tributary.cli.CommandFailure;
import io.tributary.cli.LakeDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The lake's committed files as they were at one moment, Parquet or JSON, and a database in memory
 * to ask them with.
 */
public final class Lake implements AutoCloseable {
  /** Texts. */
  public static final String TEXT = "VARCHAR";

  /** Whole numbers of 64 bits. */
  public static final String NUMBER = "BIGINT";

  /** Moments, by whatever a format writes them. */
  public static final String TIMESTAMP = "TIMESTAMP";

  private static final String IN_MEMORY = "jdbc:duckdb:";

  private final Map<String, List<Path>> files = new LinkedHashMap<>();
  private final LakeFolder folder;
  private final Path spill;
  private final DuckDBConnection database;
  private final long newestMillis;

  /** What is called with each row. */
  public interface RowVisitor {
    void visit(ResultSet row) throws SQLException;
  }

  private Lake(
      LakeFolder folder, Map<String, List<Path>> files, Path spill, DuckDBConnection database)
      throws IOException {
    this.folder = folder;
    this.files.putAll(files);
    this.spill = spill;
    this.database = database;
    long newest = Long.MIN_VALUE;
    for (List<Path> some : files.values()) {
      for (Path file : some) {
        newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
      }
    }
    this.newestMillis = newest;
  }

  /**
   * Looks at the files of some datasets.
   *
   * @param path the lake's folder, on this machine or on S3 or HDFS
   * @throws CommandFailure when there is none
   */
  public static Lake open(String path, List<String> datasets) throws IOException, SQLException {
    LakeFolder folder = LakeFolder.open(path);
    Map<String, List<Path>> files = new LinkedHashMap<>();
    for (String dataset : datasets) {
      files.put(dataset, LakeDataset.committed(folder.dataset(dataset)));
    }
    Connection database = DriverManager.getConnection(IN_MEMORY);
    Path spill = Files.createTempDirectory("tributary-audit");
    Lake lake = new Lake(folder, files, spill, database.unwrap(DuckDBConnection.class));
    lake.execute("SET temp_directory = '" + quoted(spill) + "'");
    lake.execute("SET memory_limit = '1GB'");
    lake.execute("SET preserve_insertion_order = false");
    return lake;
  }

  /** When the newest of the files was written, in milliseconds since the epoch. */
  public long newestMillis() {
    return newestMillis;
  }

  /**
   * A dataset as a table expression; times are microseconds since the epoch.
   *
   * @param columns the columns that it must have, each with its type in the database
   */
  public String table(String dataset, Map<String, String> columns) {
    List<Path> all = files.getOrDefault(dataset, List.of());
    List<Path> parquet = all.stream().filter(file -> file.toString().endsWith(".parquet")).toList();
    List<Path> json = all.stream().filter(file -> file.toString().endsWith(".json")).toList();
    String micros =
        columns.entrySet().stream()
            .map(
                column ->
                    column.getValue().equals(TIMESTAMP)
                        ? "epoch_us(" + column.getKey() + ") AS " + column.getKey()
                        : "%s::%s AS %s"
                            .formatted(column.getKey(), column.getValue(), column.getKey()))
            .collect(Collectors.joining(", ", "SELECT ", " FROM "));
    List<String> parts = new ArrayList<>();
    if (!parquet.isEmpty()) {
      parts.add(micros + "read_parquet(" + list(parquet) + ", hive_partitioning = false)");
    }
    if (!json.isEmpty()) {
      String types =
          columns.entrySet().stream()
              .map(column -> column.getKey() + ": '" + column.getValue() + "'")
              .collect(Collectors.joining(", ", "{", "}"));
      parts.add(
          micros
              + "read_json("
              + list(json)
              + ", format = 'newline_delimited', hive_partitioning = false, columns = "
              + types
              + ")");
    }
    if (parts.isEmpty()) {
      String nothing =
          columns.entrySet().stream()
              .map(column -> "NULL::" + column.getValue() + " AS " + column.getKey())
              .collect(Collectors.joining(", ", "(SELECT ", ")"));
      parts.add(micros + nothing + " WHERE false");
    }
    return "(" + String.join(" UNION ALL ", parts) + ")";
  }

  /** Has the database do something. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Asks for few rows. */
  public void query(String sql, RowVisitor visitor) throws SQLException {
    visit(database, sql, visitor);
  }

  /** Asks for many rows of the files themselves; they are never in memory all together. */
  public void stream(String sql, RowVisitor visitor) throws SQLException {
    Properties streaming = new Properties();
    streaming.setProperty("jdbc_stream_results", "true");
    try (Connection own = DriverManager.getConnection(IN_MEMORY, streaming)) {
      visit(own, sql, visitor);
    }
  }

  private static void visit(Connection database, String sql, RowVisitor visitor)
      throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        visitor.visit(rows);
      }
    }
  }

  /** Fills one of the database's own tables. */
  public DuckDBAppender appender(String table) throws SQLException {
    return database.createAppender(DuckDBConnection.DEFAULT_SCHEMA, table);
  }

  @Override
  public void close() throws SQLException, IOException {
    database.close();
    folder.close();
    try (Stream<Path> below = Files.walk(spill)) {
      for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static String list(List<Path> files) {
    return files.stream()
        .map(file -> "'" + quoted(file) + "'")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quoted(Path file) {
    return file.toString().replace("'", "''");
  }
}
