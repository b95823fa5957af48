package io.tributary.analytics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A part of the lake that is mirrored: counts by one dimension, of windows or of days. All names
 * are written here, none comes from a request.
 *
 * @param feed whose it is
 * @param dimension what it counts by
 * @param folder where its files lie, below the lake, with {@code {date}} for the day
 * @param span whether a row is a window or a day
 * @param value the column with the dimension's value; empty where there is one only
 * @param part the column that tells rows of one span and value apart, where one does
 * @param count the column that counts
 * @param measures what else a row says
 * @param scope which rows count, where rows have a scope
 */
record Dataset(
    String feed,
    String dimension,
    String folder,
    Span span,
    Optional<String> value,
    Optional<String> part,
    String count,
    List<Measure> measures,
    Optional<String> scope) {

  /** What a row is about. */
  enum Span {
    /** A closed window, never revised. */
    WINDOW,
    /** A day, of which the highest revision holds. */
    DAY
  }

  /** How rows become one when spans are added up. */
  enum Adding {
    SUM("sum(%s)"),
    LEAST("min(%s)"),
    GREATEST("max(%s)"),
    /** Each row's mean weighs as much as the row has counted. */
    MEAN("sum(%s * n) / sum(n)"),
    /** Different ones of two windows may be the same: only a window's own count is true. */
    DISTINCT("CASE WHEN count(*) = 1 THEN any_value(%s) END");

    private final String sql;

    Adding(String sql) {
      this.sql = sql;
    }
  }

  /**
   * A further figure of a row.
   *
   * @param name its column
   * @param type what it is, as SQL
   */
  record Measure(String name, String type, Adding adding) {
    /** Of several rows, as SQL. */
    String added() {
      return adding.sql.formatted(name) + "::" + type;
    }
  }

  /** The dimension of everything together. */
  static final String TOTAL = "total";

  /** The only value of it. */
  static final String ALL = "all";

  static final String INVOICES = "invoices";

  /** By which keywords are told apart that are written alike. */
  static final String LANGUAGE = "language";

  private static final String CURRENCY = "currency";

  private static final String DATE = "{date}";

  private static final String BIGINT = "BIGINT";

  static final String DOUBLE = "DOUBLE";

  private static final String EXACT_SUM = "DECIMAL(28, 4)";

  private static final String EXACT = "DECIMAL(18, 4)";

  private static final List<Measure> CLIENTS =
      List.of(new Measure("unique_clients", BIGINT, Adding.DISTINCT));

  private static final List<Measure> TICKETS =
      Stream.concat(
              sums(
                  "billing_count",
                  "technical_count",
                  "account_count",
                  "general_count",
                  "critical_priority_count")
                  .stream(),
              CLIENTS.stream())
          .toList();

  private static final List<Measure> TEXTS = sums("characters", "tokens");

  private static final List<Measure> AMOUNTS =
      List.of(
          new Measure("amount_sum", EXACT_SUM, Adding.SUM),
          new Measure("amount_min", EXACT, Adding.LEAST),
          new Measure("amount_max", EXACT, Adding.GREATEST));

  private static final List<Measure> WEATHER =
      List.of(
          new Measure("temperature_mean", DOUBLE, Adding.MEAN),
          new Measure("temperature_min", DOUBLE, Adding.LEAST),
          new Measure("temperature_max", DOUBLE, Adding.GREATEST),
          new Measure("precipitation_sum", DOUBLE, Adding.SUM),
          new Measure("wind_mean", DOUBLE, Adding.MEAN),
          new Measure("wind_max", DOUBLE, Adding.GREATEST));

  /** Of each feed the first one is that of which its total comes. */
  static final List<Dataset> ALL_DATASETS =
      List.of(
          new Dataset(
              "tickets",
              TOTAL,
              "metrics/date=" + DATE,
              Span.WINDOW,
              Optional.empty(),
              Optional.empty(),
              "total_tickets",
              TICKETS,
              Optional.of("window")),
          windows("tickets", "request_type", "tickets_by_type", CLIENTS),
          windows("tickets", "priority", "tickets_by_priority", CLIENTS),
          windows("tickets", "region", "tickets_by_region", CLIENTS),
          windows("texts", LANGUAGE, "texts_by_language", TEXTS),
          windows("texts", "label", "texts_by_label", TEXTS),
          invoices(TOTAL, "summary", Optional.empty()),
          invoices("country", "by_country", Optional.of("country")),
          invoices("region", "by_region", Optional.of("region")),
          invoices("payment_mode", "by_payment_mode", Optional.of("payment_mode")),
          invoices("source", "by_source", Optional.of("source")),
          weather("place"),
          weather("region"),
          windows("tweets", "sentiment", "tweets_by_sentiment", List.of()),
          windows("tweets", "hashtag", "tweets_by_hashtag", List.of()),
          windows("tweets", "topic", "tweets_by_topic", List.of()),
          windows("tweets", "lang", "tweets_by_language", List.of()),
          new Dataset(
              "tweets",
              "keyword",
              "tweets_by_keyword/date=" + DATE,
              Span.WINDOW,
              Optional.of("keyword"),
              Optional.of(LANGUAGE),
              "tweets",
              List.of(),
              Optional.empty()));

  private static List<Measure> sums(String... names) {
    return Stream.of(names).map(name -> new Measure(name, BIGINT, Adding.SUM)).toList();
  }

  /** Closed windows; the records are counted by the feed's name. */
  private static Dataset windows(
      String feed, String dimension, String folder, List<Measure> measures) {
    return new Dataset(
        feed,
        dimension,
        folder + "/date=" + DATE,
        Span.WINDOW,
        Optional.of(dimension),
        Optional.empty(),
        feed,
        measures,
        Optional.empty());
  }

  private static Dataset invoices(String dimension, String folder, Optional<String> value) {
    return new Dataset(
        INVOICES,
        dimension,
        "curated/analytics/" + DATE + "/" + folder,
        Span.DAY,
        value,
        Optional.of(CURRENCY),
        INVOICES,
        AMOUNTS,
        Optional.empty());
  }

  private static Dataset weather(String dimension) {
    return new Dataset(
        "weather",
        dimension,
        "weather_by_" + dimension + "/date=" + DATE,
        Span.DAY,
        Optional.of(dimension),
        Optional.empty(),
        "observations",
        WEATHER,
        Optional.empty());
  }

  /** A feed's datasets; the one of which its total comes first. */
  static List<Dataset> of(String feed) {
    return ALL_DATASETS.stream().filter(each -> each.feed.equals(feed)).toList();
  }

  /** The dataset of a feed that counts by a dimension; empty for a total without one of its own. */
  static Optional<Dataset> of(String feed, String dimension) {
    return of(feed).stream().filter(each -> each.dimension.equals(dimension)).findFirst();
  }

  /** Its table in the mirror. */
  String table() {
    return feed + "_" + dimension;
  }

  /** The folder below which all its files lie; several datasets may share it. */
  String root() {
    String before = folder.substring(0, folder.indexOf(DATE));
    return before.substring(0, before.lastIndexOf('/'));
  }

  /** What each of its files' paths has behind the date. */
  String behindDate() {
    return folder.substring(folder.indexOf(DATE) + DATE.length()) + "/";
  }

  /** Which dates its files lie under, by a path below the lake's root: the first group. */
  Pattern layout() {
    return Pattern.compile(folder.replace(DATE, "([^/]+)") + "/[^/]+");
  }

  /** The statement that makes its table. */
  String create() {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "day INTEGER",
                "start_us BIGINT",
                "end_us BIGINT",
                "value VARCHAR",
                "n BIGINT",
                "revision INTEGER"));
    part.ifPresent(name -> columns.add(name + " VARCHAR"));
    measures.forEach(each -> columns.add(each.name + " " + each.type));
    return "CREATE TABLE " + table() + " (" + String.join(", ", columns) + ")";
  }

  /** By which columns a row is told from others; of two alike the first by {@link #RANK} holds. */
  String key() {
    return "start_us, value" + part.map(name -> ", " + name).orElse("");
  }

  /** Which of two rows of one key holds. */
  static final String RANK = "revision DESC, n DESC";

  /** The rows of some files as its table has them. */
  String rows(LakeFormat format, String files) {
    String start =
        span == Span.DAY
            ? "epoch_us(" + column(format, "date", "DATE") + "::TIMESTAMP)"
            : moment(format, "window_start");
    String end = span == Span.DAY ? start + " + " + Moments.DAY : moment(format, "window_end");
    List<String> columns =
        new ArrayList<>(
            List.of(
                "(" + start + " // " + Moments.DAY + ")::INTEGER AS day",
                start + " AS start_us",
                end + " AS end_us",
                value.map(name -> text(format, name)).orElse("'" + ALL + "'") + " AS value",
                column(format, count, BIGINT) + " AS n",
                (span == Span.DAY ? column(format, "revision", "INTEGER") : "0") + " AS revision"));
    part.ifPresent(name -> columns.add(text(format, name) + " AS " + name));
    measures.forEach(
        each -> columns.add(column(format, each.name, each.type) + " AS " + each.name));
    String from =
        format == LakeFormat.PARQUET
            ? "read_parquet(" + files + ", hive_partitioning = false)"
            : "(SELECT json AS row, json::VARCHAR AS line FROM read_ndjson_objects(" + files + "))";
    return columns.stream().collect(Collectors.joining(", ", "SELECT ", " FROM "))
        + from
        + scope
            .map(name -> " WHERE " + column(format, "scope", "VARCHAR") + " = '" + name + "'")
            .orElse("");
  }

  private static String text(LakeFormat format, String name) {
    return "coalesce(" + column(format, name, "VARCHAR") + ", '')";
  }

  /** Parquet's moments are of UTC already, and would be turned by a cast. */
  private static String moment(LakeFormat format, String name) {
    return "epoch_us("
        + (format == LakeFormat.PARQUET ? name : column(format, name, "TIMESTAMP"))
        + ")";
  }

  private static String column(LakeFormat format, String name, String type) {
    if (format == LakeFormat.PARQUET) {
      return name + "::" + type;
    }
    // Amounts of JSON are read from its text: as numbers they would be floating-point ones. A quote
    // inside a text stands behind a backslash, so this finds only the object's own field.
    String found =
        type.startsWith("DECIMAL")
            ? "nullif(regexp_extract(line, '[{,]\\s*\""
                + name
                + "\"\\s*:\\s*\"?([-+.eE0-9]+)', 1), '')"
            : "(row->>'" + name + "')";
    return found + "::" + type;
  }
}
