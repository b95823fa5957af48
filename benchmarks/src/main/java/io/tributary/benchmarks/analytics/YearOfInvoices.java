package io.tributary.benchmarks.analytics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;

/**
 * A lake that holds a year's daily aggregates of invoices: 365 days, 40 countries, 20 regions, 6
 * payment modes and 5 sources in 3 currencies each, written as the job does, a file a day,
 * dimension and revision.
 */
final class YearOfInvoices implements AutoCloseable {
  private static final int DAYS = 365;
  private static final int REVISIONS = 3;
  private static final LocalDate FIRST = LocalDate.of(2025, 1, 1);

  /** Values of each dimension; the summary has none. */
  private static final Map<String, Integer> KINDS =
      Map.of("summary", 1, "by_country", 40, "by_region", 20, "by_payment_mode", 6, "by_source", 5);

  private final Path root;
  private final Connection database;

  private YearOfInvoices(Path root, Connection database) {
    this.root = root;
    this.database = database;
  }

  /** Writes the whole year. */
  static YearOfInvoices in(Path root) throws SQLException, IOException {
    YearOfInvoices year = new YearOfInvoices(root, DriverManager.getConnection("jdbc:duckdb:"));
    for (int revision = 1; revision <= REVISIONS; revision++) {
      for (int day = 0; day < DAYS; day++) {
        year.revise(day, revision);
      }
    }
    return year;
  }

  static String query() {
    return "from=%s&to=%s".formatted(FIRST, FIRST.plusDays(DAYS - 1));
  }

  static int days() {
    return DAYS;
  }

  static int files() {
    return DAYS * REVISIONS * KINDS.size();
  }

  /** Writes a day's files, every dimension, as this revision. */
  void revise(int day, int revision) throws SQLException, IOException {
    for (Map.Entry<String, Integer> kind : KINDS.entrySet()) {
      write(FIRST.plusDays(day), kind.getKey(), kind.getValue(), revision);
    }
  }

  private void write(LocalDate date, String kind, int values, int revision)
      throws SQLException, IOException {
    String name = "part-" + UUID.randomUUID() + ".parquet";
    Path staged = Files.createDirectories(root.resolve("_staging")).resolve(name + ".pending");
    Path folder =
        Files.createDirectories(
            root.resolve("curated").resolve("analytics").resolve(date.toString()).resolve(kind));
    String dimension = kind.equals("summary") ? "" : "'v' || v AS " + kind.substring(3) + ",";
    try (Statement statement = database.createStatement()) {
      statement.execute(
          """
          COPY (
            SELECT DATE '%s' AS date, %s ['EUR', 'USD', 'GBP'][c] AS currency,
              (10 + v)::BIGINT AS invoices, (1000.25 * v + c)::DECIMAL(28, 4) AS amount_sum,
              100.5::DECIMAL(18, 4) AS amount_mean, -5::DECIMAL(18, 4) AS amount_min,
              900::DECIMAL(18, 4) AS amount_max, %d::INTEGER AS revision
            FROM range(1, %d) values(v), range(1, 4) currencies(c)
          ) TO '%s' (FORMAT parquet, COMPRESSION zstd)
          """
              .formatted(date, dimension, revision, values + 1, staged));
    }
    Files.move(staged, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
