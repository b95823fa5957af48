package io.tributary.analytics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

/** A lake in a folder, written as the jobs do: whole files, renamed into place. */
final class LakeOnDisk {
  private final Path root;
  private final LakeFormat format;

  LakeOnDisk(Path root) {
    this(root, LakeFormat.PARQUET);
  }

  LakeOnDisk(Path root, LakeFormat format) {
    this.root = root;
    this.format = format;
  }

  /** One in which every question about invoices, and one about tickets, has an answer. */
  static LakeOnDisk withAnswers(Path root) {
    LakeOnDisk lake = new LakeOnDisk(root);
    for (String kind :
        List.of("summary", "by_country", "by_region", "by_payment_mode", "by_source")) {
      lake.invoices(
          "2026-11-20", kind, "('a', 'EUR', 2, 3, 1, 2, 1), ('b', 'USD', 1, -1, -1, -1, 1)");
    }
    lake.windows(
        "2026-11-21",
        "tickets_by_type",
        LakeOnDisk.tickets("request_type"),
        "('2026-11-21T10:00:00Z', 'billing', 3, 2)");
    return lake;
  }

  Path root() {
    return root;
  }

  /**
   * A file of invoices of a day by one dimension.
   *
   * @param kind {@code summary}, {@code by_country} and so on
   * @param rows {@code (value, currency, invoices, sum, min, max, revision)}, as SQL's VALUES
   */
  Path invoices(String date, String kind, String rows) {
    String dimension = kind.equals("summary") ? "" : "v AS " + kind.substring(3) + ", ";
    return write(
        "curated/analytics/" + date + "/" + kind,
        """
        SELECT %s AS date, %s c AS currency, n::BIGINT AS invoices, s::DECIMAL(28, 4) AS amount_sum,
          lo::DECIMAL(18, 4) AS amount_mean,
          lo::DECIMAL(18, 4) AS amount_min, hi::DECIMAL(18, 4) AS amount_max, r::INTEGER AS revision
        FROM (VALUES %s) t(v, c, n, s, lo, hi, r)
        """
            .formatted(
                format == LakeFormat.JSON ? "'" + date + "'" : "DATE '" + date + "'",
                dimension,
                rows));
  }

  /**
   * A file of windows of a minute.
   *
   * @param columns what stands behind the moments, as SQL; {@code v}, {@code n} and {@code d} are a
   *     row's
   * @param rows {@code (start, v, n, d)}, as SQL's VALUES
   */
  Path windows(String date, String dataset, String columns, String rows) {
    return write(
        dataset + "/date=" + date,
        """
        SELECT t::TIMESTAMPTZ AS window_start, t::TIMESTAMPTZ + INTERVAL 1 MINUTE AS window_end, %s
        FROM (VALUES %s) w(t, v, n, d)
        """
            .formatted(columns, rows));
  }

  /** The usual columns of tickets by a dimension. */
  static String tickets(String dimension) {
    return "v AS " + dimension + ", n::BIGINT AS tickets, d::BIGINT AS unique_clients";
  }

  /** A file of what a query answers, in a folder of the lake. */
  Path write(String folder, String query) {
    String name = "part-" + UUID.randomUUID() + format.suffix();
    try {
      Path staged = Files.createDirectories(root.resolve("_staging")).resolve(name + ".pending");
      Path place = Files.createDirectories(root.resolve(folder)).resolve(name);
      try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = database.createStatement()) {
        statement.execute("SET TimeZone = 'UTC'");
        statement.execute(
            "COPY (%s) TO '%s' (%s)"
                .formatted(
                    query,
                    staged,
                    format == LakeFormat.PARQUET
                        ? "FORMAT parquet, COMPRESSION zstd"
                        : "FORMAT json"));
      }
      return Files.move(staged, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
