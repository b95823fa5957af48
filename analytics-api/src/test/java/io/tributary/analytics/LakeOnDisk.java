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

  /** One in which every question about invoices, and some of other feeds, have an answer. */
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
    lake.weather("2026-11-21", "place", "('Tunis', 24, 15.5, 11, 20, 0.4, 12, 31, 1)");
    lake.keywords("2026-11-21", "('2026-11-21T10:00:00Z', 'fr', 3, 'pain')");
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

  /**
   * A file of weather of a day.
   *
   * @param dimension {@code place} or {@code region}
   * @param rows {@code (value, observations, mean, least, greatest temperature, precipitation,
   *     mean, greatest wind, revision)}, as SQL's VALUES
   */
  Path weather(String date, String dimension, String rows) {
    return write(
        "weather_by_" + dimension + "/date=" + date,
        """
        SELECT %s AS date, v AS %s, n::BIGINT AS observations, tm::DOUBLE AS temperature_mean,
          tl::DOUBLE AS temperature_min, th::DOUBLE AS temperature_max,
          p::DOUBLE AS precipitation_sum, wm::DOUBLE AS wind_mean, wh::DOUBLE AS wind_max,
          r::INTEGER AS revision
        FROM (VALUES %s) t(v, n, tm, tl, th, p, wm, wh, r)
        """
            .formatted(
                format == LakeFormat.JSON ? "'" + date + "'" : "DATE '" + date + "'",
                dimension,
                rows));
  }

  /**
   * A file of keywords of windows.
   *
   * @param rows {@code (start, language, tweets, keyword)}, as SQL's VALUES
   */
  Path keywords(String date, String rows) {
    return windows(
        date, "tweets_by_keyword", "v AS language, d AS keyword, n::BIGINT AS tweets", rows);
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
