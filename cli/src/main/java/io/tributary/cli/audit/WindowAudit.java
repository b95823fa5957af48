package io.tributary.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.Progress;
import io.tributary.cli.audit.AuditReport.Kind;
import io.tributary.cli.contract.FeedContract;
import io.tributary.cli.contract.FeedContract.Dimension;
import io.tributary.cli.contract.FeedContract.Distinct;
import io.tributary.cli.contract.FeedContract.Several;
import io.tributary.cli.contract.FeedContract.Tally;
import io.tributary.cli.contract.FeedContract.Totals;
import io.tributary.cli.contract.FeedContract.Windows;
import io.tributary.cli.lake.Column;
import io.tributary.cli.lake.Lake;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.duckdb.DuckDBAppender;

/**
 * Counts every window again, from the delivered records that are not late, and compares: the lake's
 * rows, the running sums, and the final messages in the topic.
 *
 * <p>Windows close in the order of their time. So a row is missing for good when the dataset holds
 * one of a later window of the same date, whose rows are published together; else its window may
 * still be open, or its row unpublished.
 */
final class WindowAudit {
  private static final String TOTAL = "total";
  private static final String EVERYTHING = "all";

  private static final long DAY_MICROS = Duration.ofDays(1).toMillis() * 1_000;
  private static final ObjectMapper JSON = BoundedJson.mapper();

  private final FeedContract feed;
  private final Windows windows;
  private final Settings settings;
  private final Lake lake;
  private final AuditReport report;
  private final Progress progress;
  private final long overdueMillis;

  /**
   * Prepares the audit.
   *
   * @param overdueMillis of what was written to the topic before that, in milliseconds since the
   *     epoch, the rows must be in the lake
   */
  WindowAudit(
      FeedContract feed,
      Settings settings,
      Lake lake,
      AuditReport report,
      Progress progress,
      long overdueMillis) {
    this.feed = feed;
    this.windows = feed.windows();
    this.settings = settings;
    this.lake = lake;
    this.report = report;
    this.progress = progress;
    this.overdueMillis = overdueMillis;
    for (Dimension dimension : windows.dimensions()) {
      report.place(dimension.place().toString(), "every window and value once, counted right");
    }
    if (windows.totals().isPresent()) {
      report.place(place(TOTAL), "every window once, counted right");
      report.place(cumulative(), "running sums of the windows");
    }
    report.place(feed.metrics(), "every final result once, as in the lake");
  }

  void run(TopicSpans outputs, RecordAudit records) throws SQLException {
    loadRows();
    loadMessages(outputs);
    findDoubledRows();
    long open = 0;
    boolean complete = outputs.isWhole(feed.late());
    boolean counted = false;
    if (!complete) {
      report.note(
          feed.late()
              + " no longer begins with its first record: windows can't be counted again, only"
              + " compared with each other");
      compareDimensions();
    } else if (countAgain(records.hasDoubledRows())) {
      counted = true;
      open = compareRows();
      findUnfoundedFinals();
    }
    if (windows.totals().isPresent()) {
      compareCumulative(counted);
    }
    compareFinals(outputs.isWhole(feed.metrics()), counted);
    report.windows(
        records.deliveredAnywhere(),
        number("SELECT coalesce(sum(n), 0) FROM row_once WHERE dimension = '" + whole() + "'"),
        records.lateRecords(),
        open);
  }

  /** A dimension in whose values every record is counted once: the total, where the lake has it. */
  private String whole() {
    return windows.totals().isPresent() ? TOTAL : windows.dimensions().get(0).column();
  }

  private String cumulative() {
    return place(TOTAL) + " (cumulative)";
  }

  /** Where a dimension's rows are; of totals without a dataset the topic is all there is. */
  private String place(String dimension) {
    return windows.dimensions().stream()
        .filter(each -> each.column().equals(dimension))
        .map(each -> each.place().toString())
        .findFirst()
        .or(() -> windows.totals().map(totals -> totals.place().toString()))
        .orElseGet(feed::metrics);
  }

  private List<String> tallyNames() {
    return windows.tallies().stream().map(Tally::name).toList();
  }

  /** What is added up in a dimension: sums, and in the total its tallies. */
  private List<String> sumNames(String dimension) {
    return dimension.equals(TOTAL)
        ? Stream.concat(windows.sums().stream(), tallyNames().stream()).toList()
        : windows.sums();
  }

  private String distinctName() {
    return windows.distinct().map(Distinct::name).orElse("0");
  }

  /** Numbers as one text, so that they compare as one. */
  private static String joined(List<String> numbers) {
    return numbers.isEmpty() ? "''" : "concat_ws(',', " + String.join(", ", numbers) + ")";
  }

  /** All datasets of windows in one form. */
  private void loadRows() throws SQLException {
    List<String> parts = new ArrayList<>();
    for (Dimension dimension : windows.dimensions()) {
      List<Column> columns = windowColumns(windows.count(), dimension.column());
      dimension.columns().forEach(column -> columns.add(Column.text(column)));
      parts.add(
          rows(dimension.column(), dimension.value(), windows.count())
              + lake.table(dimension.place(), columns));
    }
    if (windows.totals().isPresent()) {
      Totals dataset = windows.totals().get();
      List<Column> columns = windowColumns(dataset.count(), TOTAL);
      columns.add(Column.text("scope"));
      String totals =
          rows(TOTAL, "'" + EVERYTHING + "'", dataset.count())
              + lake.table(dataset.place(), columns)
              + " WHERE scope ";
      parts.add(totals + "<> 'cumulative'");
      lake.execute("CREATE TABLE cumulative_row AS " + totals + "= 'cumulative'");
      report.counted(cumulative(), number("SELECT count(*) FROM cumulative_row"));
    }
    lake.execute("CREATE TABLE window_row AS " + String.join(" UNION ALL ", parts));
    lake.execute(
        "CREATE TABLE row_once AS SELECT dimension, value, start, any_value(finish) AS finish, any_value(n) AS n, any_value(differing) AS differing, any_value(sums) AS sums FROM window_row GROUP BY dimension, value, start");
    lake.execute(
        "CREATE TABLE published AS SELECT dimension, start // %d AS day, max(start) AS through FROM window_row GROUP BY ALL"
            .formatted(DAY_MICROS));
    lake.query(
        "SELECT dimension, count(*) FROM window_row GROUP BY dimension",
        row -> report.counted(place(row.getString(1)), row.getLong(2)));
  }

  private String rows(String dimension, String value, String count) {
    return "SELECT '%s' AS dimension, %s AS value, window_start AS start, window_end AS finish, %s AS n, %s AS differing, %s AS sums FROM "
        .formatted(dimension, value, count, distinctName(), joined(sumNames(dimension)));
  }

  private List<Column> windowColumns(String count, String dimension) {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.moment("window_start"), Column.moment("window_end"), Column.number(count)));
    windows.distinct().ifPresent(distinct -> columns.add(Column.number(distinct.name())));
    sumNames(dimension).forEach(name -> columns.add(Column.number(name)));
    return columns;
  }

  private void loadMessages(TopicSpans outputs) throws SQLException {
    lake.execute(
        "CREATE TABLE message (dimension VARCHAR, value VARCHAR, start BIGINT, n BIGINT, differing BIGINT, sums VARCHAR, final BOOLEAN, revision BIGINT, partition INTEGER, place BIGINT, written BIGINT, overdue BOOLEAN)");
    try (DuckDBAppender table = lake.appender("message")) {
      outputs.read(settings, feed.metrics(), progress, record -> keep(record, table));
    }
    report.counted(feed.metrics(), number("SELECT count(*) FROM message WHERE final"));
    lake.query(
        "SELECT dimension, value, start, count(*) FROM message WHERE final GROUP BY ALL HAVING count(*) > 1",
        row -> report.found(feed.metrics(), Kind.DOUBLED, name(row)));
    lake.query(
        """
        SELECT dimension, value, start, revision, revision_before
        FROM (
            SELECT *, lag(revision) OVER earlier AS revision_before, lag(n) OVER earlier AS n_before,
                lag(final) OVER earlier AS final_before
            FROM message
            WINDOW earlier AS (PARTITION BY dimension, value, start ORDER BY partition, place))
        WHERE NOT (final AND final_before)
            AND (revision <= revision_before OR n < n_before OR final_before)
        ORDER BY start, dimension, value
        """,
        row ->
            report.found(
                feed.metrics(),
                Kind.WRONG,
                "%s: revision %d with less, or after the final one, or after revision %d"
                    .formatted(name(row), row.getLong(4), row.getLong(5))));
    lake.execute(
        "CREATE TABLE message_once AS SELECT dimension, value, start, any_value(n) AS n, any_value(differing) AS differing, any_value(sums) AS sums, min(written) AS written, bool_or(overdue) AS overdue FROM message WHERE final GROUP BY dimension, value, start");
  }

  private void keep(ConsumerRecord<byte[], byte[]> record, DuckDBAppender table) {
    try {
      JsonNode message = JSON.readTree(record.value());
      String dimension = message.path("dimension").asText();
      Instant start = Instant.parse(message.path("window_start").asText());
      table.beginRow();
      table.append(dimension);
      table.append(message.path("value").asText());
      table.append(start.getEpochSecond() * 1_000_000 + start.getNano() / 1_000);
      table.append(message.path("count").asLong());
      table.append(
          windows.distinct().map(distinct -> message.path(distinct.name()).asLong()).orElse(0L));
      table.append(
          sumNames(dimension).stream()
              .map(name -> message.path(name).asText())
              .collect(Collectors.joining(",")));
      table.append(message.path("final").asBoolean(false));
      table.append(message.path("revision").asLong());
      table.append(record.partition());
      table.append(record.offset());
      table.append(record.timestamp());
      table.append(record.timestamp() < overdueMillis);
      table.endRow();
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      report.found(feed.metrics(), Kind.WRONG, Origin.of(record) + " is no result");
    } catch (SQLException e) {
      throw new IllegalStateException("a result can't be kept", e);
    }
  }

  private void findDoubledRows() throws SQLException {
    lake.query(
        "SELECT dimension, value, start FROM window_row GROUP BY ALL HAVING count(*) > 1",
        row -> report.found(place(row.getString(1)), Kind.DOUBLED, name(row)));
    if (windows.totals().isPresent()) {
      lake.query(
          "SELECT dimension, value, start FROM cumulative_row GROUP BY ALL HAVING count(*) > 1",
          row -> report.found(cumulative(), Kind.DOUBLED, name(row)));
    }
  }

  /** Counts every window of the delivered records again; false when it can't be told which. */
  private boolean countAgain(boolean doubledRows) throws SQLException {
    List<Long> sizes = new ArrayList<>();
    lake.query(
        "SELECT DISTINCT finish - start FROM window_row ORDER BY 1",
        row -> sizes.add(row.getLong(1)));
    if (sizes.size() > 1) {
      report.found(
          place(whole()),
          Kind.WRONG,
          "windows of different lengths: "
              + sizes.stream().map(micros -> micros / 1_000 + " ms").toList());
      return false;
    }
    long size =
        sizes.isEmpty() ? settings.get(SettingKeys.WINDOW_SIZE).toMillis() * 1_000 : sizes.get(0);
    List<Column> columns = feed.countedColumns();
    String all =
        columns.stream()
            .map(column -> Lake.quoted(column.name()))
            .collect(Collectors.joining(", "));
    DeliveredRows rows = new DeliveredRows(feed, lake);
    String delivered =
        Stream.concat(
                feed.rows().stream().map(each -> rows.table(each, columns)),
                Stream.of("only_in_topic"))
            .map(table -> "SELECT " + all + " FROM " + table)
            .collect(Collectors.joining(" UNION ALL "));
    String time = Lake.quoted(feed.time());
    lake.execute(
        "CREATE VIEW windowed AS SELECT %s - ((%s %% %d) + %d) %% %d AS start, * FROM (%s) WHERE %s NOT IN (SELECT identity FROM late)"
            .formatted(
                time,
                time,
                size,
                size,
                size,
                doubledRows
                    ? "SELECT DISTINCT ON (%s) * FROM (%s)"
                        .formatted(feed.identity().normalised(), delivered)
                    : delivered,
                feed.identity().normalised()));
    List<String> dimensions =
        windows.dimensions().stream()
            .filter(dimension -> dimension.several().isEmpty())
            .map(Dimension::column)
            .toList();
    List<String> sums = windows.sums().stream().map(column -> "sum(" + column + ")").toList();
    List<String> sumsAndTallies = new ArrayList<>(sums);
    windows
        .tallies()
        .forEach(tally -> sumsAndTallies.add("count(*) FILTER (WHERE " + tally.condition() + ")"));
    String differing =
        windows.distinct().map(some -> "count(DISTINCT " + some.column() + ")").orElse("0");
    lake.execute(
        "CREATE TABLE expected AS SELECT start, %s AS dimension, coalesce(%s, '%s') AS value, count(*) AS n, %s AS differing, CASE WHEN %s THEN %s ELSE %s END AS sums FROM windowed GROUP BY GROUPING SETS ((start), %s)"
            .formatted(
                dimensions.stream()
                    .map(column -> "WHEN GROUPING(%s) = 0 THEN '%s'".formatted(column, column))
                    .collect(Collectors.joining(" ", "CASE ", " ELSE '" + TOTAL + "' END")),
                String.join(", ", dimensions),
                EVERYTHING,
                differing,
                dimensions.stream()
                    .map(column -> "GROUPING(" + column + ") = 1")
                    .collect(Collectors.joining(" AND ")),
                joined(sumsAndTallies),
                joined(sums),
                dimensions.stream()
                    .map(column -> "(start, " + column + ")")
                    .collect(Collectors.joining(", "))));
    for (Dimension dimension : windows.dimensions()) {
      if (dimension.several().isPresent()) {
        expectTop(dimension.column(), dimension.several().get(), differing, joined(sums));
      }
    }
    return true;
  }

  /** Counts a dimension in which a record has several values: the most frequent of each window. */
  private void expectTop(String dimension, Several several, String differing, String sums)
      throws SQLException {
    lake.execute(
        "INSERT INTO expected SELECT start, '%s', value, count(*), %s, %s FROM (SELECT *, unnest(%s) AS value FROM windowed) GROUP BY start, value QUALIFY row_number() OVER (PARTITION BY start, %s ORDER BY count(*) DESC, value) <= %d"
            .formatted(
                dimension, differing, sums, several.values(), several.group(), several.most()));
  }

  /** Says how many records are in windows that may still be open or unpublished. */
  private long compareRows() throws SQLException {
    long[] open = new long[1];
    lake.query(
        """
        WITH joined AS (
            SELECT dimension, value, start, start // %d AS day, e.n AS n,
                e.differing AS differing, e.sums AS sums, r.n AS said,
                r.differing AS said_differing, r.sums AS said_sums
            FROM (SELECT * FROM expected WHERE %s) e
                FULL JOIN row_once r USING (dimension, value, start))
        SELECT dimension, value, start, b.n, b.differing, b.sums, said, said_differing, said_sums,
            coalesce(start <= through OR overdue, false)
        FROM joined b LEFT JOIN message_once m USING (dimension, value, start)
            LEFT JOIN published p USING (dimension, day)
        WHERE b.n IS DISTINCT FROM said OR b.differing IS DISTINCT FROM said_differing
            OR b.sums IS DISTINCT FROM said_sums
        ORDER BY start, dimension, value
        """
            .formatted(
                DAY_MICROS, windows.totals().isPresent() ? "true" : "dimension <> '" + TOTAL + "'"),
        row -> {
          String dimension = String.valueOf(row.getString(1));
          long expected = row.getLong(4);
          boolean isExpected = !row.wasNull();
          long found = row.getLong(7);
          boolean isThere = !row.wasNull();
          if (!isThere) {
            boolean gone = row.getBoolean(10);
            report.found(
                place(dimension),
                gone ? Kind.MISSING : Kind.NOT_YET,
                name(row) + " of " + expected);
            open[0] += gone || !dimension.equals(whole()) ? 0 : expected;
          } else if (!isExpected) {
            report.found(place(dimension), Kind.UNFOUNDED, name(row) + " of " + found);
          } else {
            report.found(
                place(dimension),
                Kind.WRONG,
                name(row)
                    + " says "
                    + counts(row, 7, dimension)
                    + ", counted "
                    + counts(row, 4, dimension));
          }
        });
    return open[0];
  }

  /** Without the late records: at least every dimension must count the same in every window. */
  private void compareDimensions() throws SQLException {
    String several =
        windows.dimensions().stream()
            .filter(dimension -> dimension.several().isPresent())
            .map(dimension -> ", '" + dimension.column() + "'")
            .collect(Collectors.joining("", "''", ""));
    lake.query(
        """
        SELECT s.dimension, '%s', start, s.n, coalesce(t.n, 0)
        FROM (
                SELECT dimension, start, sum(n) AS n FROM row_once
                WHERE dimension NOT IN (%s) GROUP BY ALL) s
            FULL JOIN (
                SELECT start, sum(n) AS n FROM row_once WHERE dimension = '%s' GROUP BY start) t
            USING (start)
        WHERE s.n IS DISTINCT FROM t.n
        """
            .formatted(EVERYTHING, several, whole()),
        row ->
            report.found(
                place(String.valueOf(row.getString(1))),
                Kind.WRONG,
                "%s says %d, %s %d"
                    .formatted(name(row), row.getLong(4), place(whole()), row.getLong(5))));
  }

  /**
   * The running sums of the rows as they are; of what is counted distinctly, which doesn't add up,
   * counted again.
   *
   * <p>A window that the end of a bounded run closed far ahead of the others has a sum of what was
   * there then; windows of before that close later count in the sums of those after it only. So a
   * sum may be short by those that the topic has later. Where the topic has forgotten when, it may
   * be short of any where none lies closer before it than event time may jump.
   */
  private void compareCumulative(boolean counted) throws SQLException {
    List<String> names = sumNames(TOTAL);
    List<String> running = new ArrayList<>();
    for (int i = 1; i <= names.size(); i++) {
      running.add("sum(split_part(sums, ',', %d)::BIGINT) OVER w".formatted(i));
    }
    String distinct = windows.distinct().map(Distinct::column).orElse("");
    boolean known = counted && !distinct.isEmpty();
    String fresh =
        known
            ? "SELECT start, count(*) AS new FROM (SELECT %s, min(start) AS start FROM windowed GROUP BY %s) GROUP BY start"
                .formatted(distinct, distinct)
            : "SELECT NULL::BIGINT AS start, NULL::BIGINT AS new WHERE false";
    lake.query(
        """
        WITH added AS (
            SELECT start, sum(n) OVER w AS n, %s AS sums, n AS own,
                start - lag(start) OVER w AS gap
            FROM row_once WHERE dimension = '%s' WINDOW w AS (ORDER BY start)),
        fresh AS (%s),
        once AS (
            SELECT start, any_value(n) AS n, any_value(differing) AS differing,
                any_value(sums) AS sums
            FROM cumulative_row GROUP BY start),
        known AS (
            SELECT a.start, a.n, a.sums, a.own, a.gap, (
                SELECT coalesce(sum(new), 0) FROM fresh f WHERE f.start <= a.start) AS differing
            FROM added a),
        told AS (
            SELECT start, k.n, k.differing, k.sums, k.own, k.gap, c.n AS told_n,
                c.differing AS told_differing, c.sums AS told_sums
            FROM known k FULL JOIN once c USING (start)),
        closed AS (
            SELECT t.*, m.written FROM told t
            LEFT JOIN message_once m ON m.dimension = '%s' AND m.start = t.start),
        ahead AS (
            SELECT t.start FROM closed t
            WHERE told_n < n AND CASE
                WHEN written IS NULL THEN gap > %d AND told_n >= own
                ELSE told_n = (
                    SELECT sum(b.own) FROM closed b
                    WHERE b.start <= t.start AND coalesce(b.written, 0) <= t.written)
                END)
        SELECT '', '%s', start, n, differing, sums, told_n, told_differing, told_sums
        FROM told ANTI JOIN ahead USING (start)
        WHERE n IS DISTINCT FROM told_n OR sums IS DISTINCT FROM told_sums
            OR (%s AND differing IS DISTINCT FROM told_differing)
        ORDER BY start
        """
            .formatted(
                joined(running),
                TOTAL,
                fresh,
                TOTAL,
                settings.get(SettingKeys.WATERMARK_FUTURE_SKEW).toMillis() * 1_000,
                EVERYTHING,
                known),
        row -> {
          row.getLong(4);
          boolean isExpected = !row.wasNull();
          row.getLong(7);
          boolean isThere = !row.wasNull();
          if (isThere && isExpected) {
            report.found(
                cumulative(),
                Kind.WRONG,
                name(row)
                    + " says "
                    + counts(row, 7, TOTAL)
                    + ", the windows up to it "
                    + counts(row, 4, TOTAL));
          } else {
            report.found(cumulative(), isThere ? Kind.UNFOUNDED : Kind.MISSING, name(row));
          }
        });
  }

  private void findUnfoundedFinals() throws SQLException {
    lake.query(
        """
        SELECT dimension, value, start FROM message_once m
            ANTI JOIN expected e USING (dimension, value, start)
        ORDER BY start
        """,
        row -> report.found(feed.metrics(), Kind.UNFOUNDED, name(row)));
  }

  /**
   * A row comes with its message; a message may come before its row is published. Totals that the
   * lake hasn't got are those counted again, of the windows that it has.
   */
  private void compareFinals(boolean whole, boolean counted) throws SQLException {
    String totals =
        counted && windows.totals().isEmpty()
            ? """
               UNION ALL SELECT dimension, value, start, n, differing, sums FROM expected
              WHERE dimension = '%s'
                  AND start IN (SELECT start FROM row_once WHERE dimension = '%s')
              """
                .formatted(TOTAL, whole())
            : "";
    lake.query(
        """
        SELECT dimension, value, start, m.n, m.differing, m.sums, r.n, r.differing, r.sums
        FROM (SELECT dimension, value, start, n, differing, sums FROM row_once %s) r
            LEFT JOIN message_once m USING (dimension, value, start)
        WHERE m.n IS DISTINCT FROM r.n OR m.differing IS DISTINCT FROM r.differing
            OR m.sums IS DISTINCT FROM r.sums
        ORDER BY start, dimension, value
        """
            .formatted(totals),
        row -> {
          String dimension = String.valueOf(row.getString(1));
          row.getLong(4);
          boolean isSent = !row.wasNull();
          if (isSent) {
            report.found(
                feed.metrics(),
                Kind.WRONG,
                name(row)
                    + " says "
                    + counts(row, 4, dimension)
                    + ", the lake "
                    + counts(row, 7, dimension));
          } else if (whole) {
            report.found(feed.metrics(), Kind.MISSING, name(row));
          }
        });
    if (!whole) {
      report.note(
          feed.metrics() + " no longer begins with its first message: older ones can't be told");
    }
  }

  private long number(String sql) throws SQLException {
    long[] number = new long[1];
    lake.query(sql, row -> number[0] = row.getLong(1));
    return number[0];
  }

  /** A window's name, from the columns of dimension, value and start. */
  private static String name(ResultSet row) throws SQLException {
    return row.getString(2) + " " + Instant.EPOCH.plus(Duration.ofNanos(row.getLong(3) * 1_000));
  }

  /** A number of records and what belongs to it, from three columns. */
  private String counts(ResultSet row, int column, String dimension) throws SQLException {
    List<String> others = new ArrayList<>();
    if (windows.distinct().isPresent()) {
      others.add(distinctName() + " " + row.getLong(column + 1));
    }
    String sums = String.valueOf(row.getString(column + 2));
    List<String> names = sumNames(dimension);
    List<String> numbers = List.of(sums.split(",", -1));
    for (int i = 0; i < names.size() && i < numbers.size(); i++) {
      others.add(names.get(i) + " " + numbers.get(i));
    }
    return row.getLong(column) + (others.isEmpty() ? "" : " (" + String.join(", ", others) + ")");
  }
}
