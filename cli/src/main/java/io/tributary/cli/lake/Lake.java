package io.tributary.cli.lake;

import io.tributary.cli.CommandFailure;
import io.tributary.cli.LakeDataset;
import io.tributary.jobs.settings.Settings;
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
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The lake's committed files as they were at one moment, Parquet or JSON, and a database in memory
 * to ask them with.
 */
public final class Lake implements AutoCloseable {
  private static final String IN_MEMORY = "jdbc:duckdb:";
  private static final String PARQUET = ".parquet";
  private static final String JSON = ".json";

  private final Map<DatasetPlace, List<Path>> files;
  private final List<LakeFolder> folders;
  private final Path spill;
  private final DuckDBConnection database;
  private final long newestMillis;

  /** What is called with each row. */
  public interface RowVisitor {
    void visit(ResultSet row) throws SQLException;
  }

  private Lake(
      List<LakeFolder> folders,
      Map<DatasetPlace, List<Path>> files,
      Path spill,
      DuckDBConnection database)
      throws IOException {
    this.folders = folders;
    this.files = files;
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
   * @throws CommandFailure when a zone of theirs is not there
   */
  public static Lake open(Settings settings, List<DatasetPlace> datasets)
      throws IOException, SQLException {
    Map<Zone, LakeFolder> zones = new LinkedHashMap<>();
    Map<DatasetPlace, List<Path>> files = new LinkedHashMap<>();
    for (DatasetPlace dataset : datasets) {
      LakeFolder folder = zones.get(dataset.zone());
      if (folder == null) {
        folder = LakeFolder.open(dataset.zone().key(settings), dataset.zone().path(settings));
        zones.put(dataset.zone(), folder);
      }
      files.put(
          dataset,
          LakeDataset.committed(folder.dataset(dataset.folder())).stream()
              .filter(file -> isIn(dataset.within(), file))
              .toList());
    }
    Connection database = DriverManager.getConnection(IN_MEMORY);
    Path spill = Files.createTempDirectory("tributary-audit");
    Lake lake =
        new Lake(
            List.copyOf(zones.values()), files, spill, database.unwrap(DuckDBConnection.class));
    lake.execute("SET temp_directory = '" + quoted(spill) + "'");
    lake.execute("SET memory_limit = '1GB'");
    lake.execute("SET preserve_insertion_order = false");
    return lake;
  }

  private static boolean isIn(String folder, Path file) {
    @Nullable Path parent = file.getParent();
    return folder.isEmpty() || (parent != null && parent.endsWith(folder));
  }

  /** When the newest of the files was written, in milliseconds since the epoch. */
  public long newestMillis() {
    return newestMillis;
  }

  /**
   * A dataset as a table expression; moments are microseconds since the epoch.
   *
   * @param columns the columns that it must have
   */
  public String table(DatasetPlace dataset, List<Column> columns) {
    List<String> parts = new ArrayList<>(parquet(dataset, columns).stream().toList());
    List<Path> json = ending(dataset, JSON);
    if (!json.isEmpty()) {
      String types =
          columns.stream()
              .map(column -> name(column) + ": '" + inJson(column) + "'")
              .collect(Collectors.joining(", ", "{", "}"));
      parts.add(
          columns.stream()
              .map(
                  column ->
                      column.type() == Column.Type.BYTES
                          ? "from_base64(%s) AS %s".formatted(name(column), name(column))
                          : cast(column))
              .collect(
                  Collectors.joining(
                      ", ",
                      "SELECT ",
                      " FROM read_json("
                          + list(json)
                          + ", format = 'newline_delimited', hive_partitioning = false, columns = "
                          + types
                          + ")")));
    }
    if (parts.isEmpty()) {
      parts.add(nothing(columns));
    }
    return "(" + String.join(" UNION ALL ", parts) + ")";
  }

  /** The part of a dataset that is Parquet, as a table expression; empty if none is. */
  public Optional<String> parquet(DatasetPlace dataset, List<Column> columns) {
    List<Path> parquet = ending(dataset, PARQUET);
    return parquet.isEmpty()
        ? Optional.empty()
        : Optional.of(
            columns.stream()
                .map(Lake::cast)
                .collect(
                    Collectors.joining(
                        ", ",
                        "(SELECT ",
                        " FROM read_parquet(" + list(parquet) + ", hive_partitioning = false))")));
  }

  /**
   * The part of a dataset that is JSON, as a table expression with one column: the objects' texts
   * as they stand in the files; empty if none is.
   */
  public Optional<String> jsonLines(DatasetPlace dataset) {
    List<Path> json = ending(dataset, JSON);
    return json.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "(SELECT json::VARCHAR AS line FROM read_ndjson_objects(" + list(json) + "))");
  }

  private List<Path> ending(DatasetPlace dataset, String suffix) {
    return files.getOrDefault(dataset, List.of()).stream()
        .filter(file -> file.toString().endsWith(suffix))
        .toList();
  }

  private static String cast(Column column) {
    return column.type() == Column.Type.MOMENT
        ? "epoch_us(%s) AS %s".formatted(name(column), name(column))
        : "%s::%s AS %s".formatted(name(column), column.type().sql(), name(column));
  }

  private static String inJson(Column column) {
    return switch (column.type()) {
      case OBJECT -> "JSON";
      case BYTES -> "VARCHAR";
      default -> column.type().sql();
    };
  }

  private static String nothing(List<Column> columns) {
    return columns.stream()
        .map(column -> "NULL::" + column.type().kept() + " AS " + name(column))
        .collect(Collectors.joining(", ", "(SELECT ", " WHERE false)"));
  }

  private static String name(Column column) {
    return quoted(column.name());
  }

  /** A name as SQL takes it, whatever words SQL has for itself. */
  public static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
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
    for (LakeFolder folder : folders) {
      folder.close();
    }
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
