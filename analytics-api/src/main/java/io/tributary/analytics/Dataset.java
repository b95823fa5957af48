package io.tributary.analytics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A part of the lake that is mirrored: counts by one dimension, of windows or of days. All names
 * are written here, none comes from a request.
 *
 * @param feed whose it is
 * @param dimension what it counts by
 * @param folder where it lies: a path below the lake, or the folder below each day's
 * @param span whether a row is a window or a day
 * @param value the column with the dimension's value; empty where there is one only
 * @param count the column that counts
 * @param sums more columns that can be added up
 * @param distinct the column with a count of different ones, which can't be added up
 * @param condition which rows count, as SQL; empty for all
 */
record Dataset(
    String feed,
    String dimension,
    String folder,
    Span span,
    Optional<String> value,
    String count,
    List<String> sums,
    Optional<String> distinct,
    Optional<String> condition) {

  /** What a row is about. */
  enum Span {
    /** {@code folder/date=…/}: a closed window, never revised. */
    WINDOW,
    /** {@code curated/analytics/{date}/folder/}: a day, of which the highest revision holds. */
    DAY
  }

  /** The dimension of everything together. */
  static final String TOTAL = "total";

  /** The only value of it. */
  static final String ALL = "all";

  /** Below which each day has a folder. */
  static final String DAYS = "curated/analytics";

  static final String INVOICES = "invoices";

  private static final String MICROS_OF_A_DAY = "86400000000";

  private static final List<String> TICKET_TALLIES =
      List.of(
          "billing_count",
          "technical_count",
          "account_count",
          "general_count",
          "critical_priority_count");

  private static final List<String> TEXT_SUMS = List.of("characters", "tokens");

  static final List<Dataset> ALL_DATASETS =
      List.of(
          new Dataset(
              "tickets",
              TOTAL,
              "metrics",
              Span.WINDOW,
              Optional.empty(),
              "total_tickets",
              TICKET_TALLIES,
              Optional.of("unique_clients"),
              Optional.of("scope = 'window'")),
          tickets("request_type", "tickets_by_type"),
          tickets("priority", "tickets_by_priority"),
          tickets("region", "tickets_by_region"),
          windows("texts", "language", "texts_by_language", "texts", TEXT_SUMS),
          windows("texts", "label", "texts_by_label", "texts", TEXT_SUMS),
          invoices(TOTAL, "summary", Optional.empty()),
          invoices("country", "by_country", Optional.of("country")),
          invoices("region", "by_region", Optional.of("region")),
          invoices("payment_mode", "by_payment_mode", Optional.of("payment_mode")),
          invoices("source", "by_source", Optional.of("source")),
          windows("tweets", "sentiment", "tweets_by_sentiment", "tweets", List.of()),
          windows("tweets", "hashtag", "tweets_by_hashtag", "tweets", List.of()));

  private static Dataset tickets(String dimension, String folder) {
    return new Dataset(
        "tickets",
        dimension,
        folder,
        Span.WINDOW,
        Optional.of(dimension),
        "tickets",
        List.of(),
        Optional.of("unique_clients"),
        Optional.empty());
  }

  private static Dataset windows(
      String feed, String dimension, String folder, String count, List<String> sums) {
    return new Dataset(
        feed,
        dimension,
        folder,
        Span.WINDOW,
        Optional.of(dimension),
        count,
        sums,
        Optional.empty(),
        Optional.empty());
  }

  private static Dataset invoices(String dimension, String folder, Optional<String> value) {
    return new Dataset(
        INVOICES,
        dimension,
        folder,
        Span.DAY,
        value,
        "invoices",
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** The dataset of invoices by a dimension. */
  static Dataset ofInvoices(String dimension) {
    return ALL_DATASETS.stream()
        .filter(each -> each.feed.equals(INVOICES) && each.dimension.equals(dimension))
        .findFirst()
        .orElseThrow();
  }

  /** Its table in the mirror. */
  String table() {
    return feed + "_" + dimension;
  }

  /** Which dates its files lie under, by a path below the lake's root: the first group. */
  Pattern layout() {
    return span == Span.DAY
        ? Pattern.compile(DAYS + "/([^/]+)/" + folder + "/[^/]+")
        : Pattern.compile(folder + "/date=([^/]+)/[^/]+");
  }

  /** The statement that makes its table. */
  String create() {
    return "CREATE TABLE " + table() + " (" + String.join(", ", declarations()) + ")";
  }

  private List<String> declarations() {
    List<String> columns = new ArrayList<>(List.of("day INTEGER", "value VARCHAR", "n BIGINT"));
    if (span == Span.DAY) {
      columns.addAll(
          List.of(
              "currency VARCHAR",
              "amount_sum DECIMAL(28, 4)",
              "amount_min DECIMAL(18, 4)",
              "amount_max DECIMAL(18, 4)",
              "revision INTEGER"));
    } else {
      columns.addAll(List.of("start_us BIGINT", "end_us BIGINT"));
      sums.forEach(sum -> columns.add(sum + " BIGINT"));
      distinct.ifPresent(name -> columns.add(name + " BIGINT"));
    }
    return columns;
  }

  /** By which columns a row is told from others; of two alike the first by {@link #rank} holds. */
  String key() {
    return span == Span.DAY ? "day, value, currency" : "start_us, value";
  }

  /** Which of two rows of one key holds. */
  String rank() {
    return span == Span.DAY ? "revision DESC" : "n DESC";
  }

  /** The rows of some files as its table has them. */
  String rows(LakeFormat format, String files) {
    return span == Span.DAY ? days(format, files) : windows(format, files);
  }

  private String windows(LakeFormat format, String files) {
    List<String> numbers = new ArrayList<>(List.of(count));
    numbers.addAll(sums);
    distinct.ifPresent(numbers::add);
    String read =
        format == LakeFormat.PARQUET
            ? "read_parquet(" + files + ", hive_partitioning = false)"
            : "read_json("
                + files
                + ", format = 'newline_delimited', hive_partitioning = false, columns = {"
                + "window_start: 'TIMESTAMP', window_end: 'TIMESTAMP', "
                + value.map(name -> name + ": 'VARCHAR', ").orElse("")
                + condition.map(any -> "scope: 'VARCHAR', ").orElse("")
                + numbers.stream().map(n -> n + ": 'BIGINT'").collect(Collectors.joining(", "))
                + "})";
    return "SELECT (epoch_us(window_start) // "
        + MICROS_OF_A_DAY
        + ")::INTEGER AS day, "
        + value.map(name -> "coalesce(" + name + "::VARCHAR, '')").orElse("'" + ALL + "'")
        + " AS value, "
        + count
        + "::BIGINT AS n, epoch_us(window_start) AS start_us, epoch_us(window_end) AS end_us"
        + numbers.stream()
            .skip(1)
            .map(n -> ", " + n + "::BIGINT AS " + n)
            .collect(Collectors.joining())
        + " FROM "
        + read
        + condition.map(which -> " WHERE " + which).orElse("");
  }

  private String days(LakeFormat format, String files) {
    boolean parquet = format == LakeFormat.PARQUET;
    // Amounts of JSON are read from its text: as numbers they would be floating-point ones.
    String from =
        parquet
            ? "read_parquet(" + files + ", hive_partitioning = false)"
            : "(SELECT json AS row, json::VARCHAR AS line FROM read_ndjson_objects(" + files + "))";
    return "SELECT ("
        + (parquet ? "date" : "(row->>'date')")
        + "::DATE - DATE '1970-01-01')::INTEGER AS day, "
        + value
            .map(n -> "coalesce(" + (parquet ? n + "::VARCHAR" : "row->>'" + n + "'") + ", '')")
            .orElse("'" + ALL + "'")
        + " AS value, "
        + (parquet ? "invoices" : "(row->>'invoices')")
        + "::BIGINT AS n, "
        + (parquet ? "currency::VARCHAR" : "(row->>'currency')")
        + " AS currency, "
        + amount(parquet, "amount_sum", 28)
        + ", "
        + amount(parquet, "amount_min", 18)
        + ", "
        + amount(parquet, "amount_max", 18)
        + ", "
        + (parquet ? "revision" : "(row->>'revision')")
        + "::INTEGER AS revision FROM "
        + from;
  }

  private static String amount(boolean parquet, String name, int digits) {
    // A quote inside a text stands behind a backslash, so this finds only the object's own field.
    String found =
        parquet
            ? name
            : "nullif(regexp_extract(line, '[{,]\\s*\""
                + name
                + "\"\\s*:\\s*\"?([-+.eE0-9]+)', 1), '')";
    return found + "::DECIMAL(" + digits + ", 4) AS " + name;
  }
}
