package io.tributary.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.Progress;
import io.tributary.cli.audit.AuditReport.Kind;
import io.tributary.cli.audit.AuditedFeed.Dimension;
import io.tributary.cli.audit.AuditedFeed.Tally;
import io.tributary.cli.lake.Lake;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

  /** A step of event time that needs confirmation: the default of watermark.future-skew. */
  private static final long FAR_AHEAD_MICROS = Duration.ofHours(1).toMillis() * 1_000;

  private static final long DAY_MICROS = Duration.ofDays(1).toMillis() * 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AuditedFeed feed;
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
      AuditedFeed feed,
      Settings settings,
      Lake lake,
      AuditReport report,
      Progress progress,
      long overdueMillis) {
    this.feed = feed;
    this.settings = settings;
    this.lake = lake;
    this.report = report;
    this.progress = progress;
    this.overdueMillis = overdueMillis;
    for (Dimension dimension : feed.dimensions()) {
      report.place(dimension.dataset(), "every window and value once, counted right");
    }
    report.place(feed.totals(), "every window once, counted right");
    report.place(cumulative(), "running sums of the windows");
    report.place(feed.metrics(), "every final result once, as in the lake");
  }

  void run(TopicSpans outputs, RecordAudit records) throws SQLException {
    loadRows();
    loadFinals(outputs);
    findDoubledRows();
    long open = 0;
    boolean complete = outputs.isWhole(feed.late());
    if (!complete) {
      report.note(
          feed.late()
              + " no longer begins with its first record: windows can't be counted again, only"
              + " compared with each other");
      compareDimensions();
    } else if (countAgain(records.hasDoubledRows())) {
      open = compareRows();
      findUnfoundedFinals();
    }
    compareCumulative(complete);
    compareFinals(outputs.isWhole(feed.metrics()));
    report.windows(
        records.deliveredAnywhere(),
        number("SELECT coalesce(sum(n), 0) FROM row_once WHERE dimension = '" + TOTAL + "'"),
        records.lateRecords(),
        open);
  }

  private String cumulative() {
    return feed.totals() + " (cumulative)";
  }

  private String dataset(String dimension) {
    return feed.dimensions().stream()
        .filter(each -> each.field().equals(dimension))
        .map(Dimension::dataset)
        .findFirst()
        .orElse(feed.totals());
  }

  private List<String> tallyNames() {
    return feed.tallies().stream().map(Tally::column).toList();
  }

  /** All datasets of windows in one form; tallies are texts, so that they compare as one. */
  private void loadRows() throws SQLException {
    List<String> parts = new ArrayList<>();
    for (Dimension dimension : feed.dimensions()) {
      Map<String, String> columns = windowColumns();
      columns.put(dimension.field(), Lake.TEXT);
      columns.put("tickets", Lake.NUMBER);
      parts.add(
          "SELECT '%s' AS dimension, %s AS value, window_start AS start, window_end AS finish, tickets AS n, unique_clients AS clients, '' AS tallies FROM %s"
              .formatted(
                  dimension.field(), dimension.field(), lake.table(dimension.dataset(), columns)));
    }
    Map<String, String> columns = windowColumns();
    columns.put("scope", Lake.TEXT);
    columns.put("total_tickets", Lake.NUMBER);
    tallyNames().forEach(name -> columns.put(name, Lake.NUMBER));
    String totals =
        "SELECT '%s' AS dimension, '%s' AS value, window_start AS start, window_end AS finish, total_tickets AS n, unique_clients AS clients, concat_ws(',', %s) AS tallies FROM %s WHERE scope "
            .formatted(
                TOTAL,
                EVERYTHING,
                String.join(", ", tallyNames()),
                lake.table(feed.totals(), columns));
    parts.add(totals + "<> 'cumulative'");
    lake.execute("CREATE TABLE window_row AS " + String.join(" UNION ALL ", parts));
    lake.execute("CREATE TABLE cumulative_row AS " + totals + "= 'cumulative'");
    lake.execute(
        "CREATE TABLE row_once AS SELECT dimension, value, start, any_value(finish) AS finish, any_value(n) AS n, any_value(clients) AS clients, any_value(tallies) AS tallies FROM window_row GROUP BY dimension, value, start");
    lake.execute(
        "CREATE TABLE published AS SELECT dimension, start // %d AS day, max(start) AS through FROM window_row GROUP BY ALL"
            .formatted(DAY_MICROS));
    lake.query(
        "SELECT dimension, count(*) FROM window_row GROUP BY dimension",
        row -> report.counted(dataset(row.getString(1)), row.getLong(2)));
    report.counted(cumulative(), number("SELECT count(*) FROM cumulative_row"));
  }

  private static Map<String, String> windowColumns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("window_start", Lake.TIMESTAMP);
    columns.put("window_end", Lake.TIMESTAMP);
    columns.put("unique_clients", Lake.NUMBER);
    return columns;
  }

  private void loadFinals(TopicSpans outputs) throws SQLException {
    lake.execute(
        "CREATE TABLE message (dimension VARCHAR, value VARCHAR, start BIGINT, n BIGINT, clients BIGINT, tallies VARCHAR, overdue BOOLEAN)");
    long[] count = new long[1];
    try (DuckDBAppender table = lake.appender("message")) {
      outputs.read(settings, feed.metrics(), progress, record -> keepFinal(record, table, count));
    }
    report.counted(feed.metrics(), count[0]);
    lake.query(
        "SELECT dimension, value, start, count(*) FROM message GROUP BY ALL HAVING count(*) > 1",
        row -> report.found(feed.metrics(), Kind.DOUBLED, name(row)));
    lake.execute(
        "CREATE TABLE message_once AS SELECT dimension, value, start, any_value(n) AS n, any_value(clients) AS clients, any_value(tallies) AS tallies, bool_or(overdue) AS overdue FROM message GROUP BY dimension, value, start");
  }

  private void keepFinal(
      ConsumerRecord<byte[], byte[]> record, DuckDBAppender table, long[] count) {
    try {
      JsonNode message = JSON.readTree(record.value());
      if (!message.path("final").asBoolean(false)) {
        return;
      }
      count[0]++;
      String dimension = message.path("dimension").asText();
      Instant start = Instant.parse(message.path("window_start").asText());
      table.beginRow();
      table.append(dimension);
      table.append(message.path("value").asText());
      table.append(start.getEpochSecond() * 1_000_000 + start.getNano() / 1_000);
      table.append(message.path("count").asLong());
      table.append(message.path("unique_clients").asLong());
      table.append(
          dimension.equals(TOTAL)
              ? tallyNames().stream()
                  .map(name -> message.path(name).asText())
                  .collect(Collectors.joining(","))
              : "");
      table.append(record.timestamp() < overdueMillis);
      table.endRow();
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      report.found(
          feed.metrics(),
          Kind.WRONG,
          "%s-%d@%d is no result".formatted(record.topic(), record.partition(), record.offset()));
    } catch (SQLException e) {
      throw new IllegalStateException("a result can't be kept", e);
    }
  }

  private void findDoubledRows() throws SQLException {
    lake.query(
        "SELECT dimension, value, start FROM window_row GROUP BY ALL HAVING count(*) > 1",
        row -> report.found(dataset(row.getString(1)), Kind.DOUBLED, name(row)));
    lake.query(
        "SELECT dimension, value, start FROM cumulative_row GROUP BY ALL HAVING count(*) > 1",
        row -> report.found(cumulative(), Kind.DOUBLED, name(row)));
  }

  /** Counts every window of the delivered records again; false when it can't be told which. */
  private boolean countAgain(boolean doubledRows) throws SQLException {
    List<Long> sizes = new ArrayList<>();
    lake.query(
        "SELECT DISTINCT finish - start FROM window_row ORDER BY 1",
        row -> sizes.add(row.getLong(1)));
    if (sizes.size() > 1) {
      report.found(
          feed.totals(),
          Kind.WRONG,
          "windows of different lengths: "
              + sizes.stream().map(micros -> micros / 1_000 + " ms").toList());
      return false;
    }
    long size =
        sizes.isEmpty() ? settings.get(SettingKeys.WINDOW_SIZE).toMillis() * 1_000 : sizes.get(0);
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("ticket_id", Lake.TEXT);
    columns.put("client_id", Lake.TEXT);
    columns.put("created_at", Lake.TIMESTAMP);
    feed.dimensions().forEach(dimension -> columns.put(dimension.field(), Lake.TEXT));
    String fields =
        feed.dimensions().stream().map(Dimension::field).collect(Collectors.joining(", "));
    String all = "ticket_id, client_id, created_at, " + fields;
    String delivered =
        "SELECT %s FROM %s UNION ALL SELECT %s FROM only_in_topic"
            .formatted(all, lake.table(feed.rows(), columns), all);
    lake.execute(
        "CREATE VIEW windowed AS SELECT created_at - ((created_at %% %d) + %d) %% %d AS start, client_id, %s FROM (%s) WHERE lower(ticket_id) NOT IN (SELECT ticket_id FROM late)"
            .formatted(
                size,
                size,
                size,
                fields,
                doubledRows
                    ? "SELECT DISTINCT ON (ticket_id) " + all + " FROM (" + delivered + ")"
                    : delivered));
    lake.execute(
        "CREATE TABLE expected AS SELECT start, %s AS dimension, coalesce(%s, '%s') AS value, count(*) AS n, count(DISTINCT client_id) AS clients, CASE WHEN %s THEN concat_ws(',', %s) ELSE '' END AS tallies FROM windowed GROUP BY GROUPING SETS ((start), %s)"
            .formatted(
                feed.dimensions().stream()
                    .map(d -> "WHEN GROUPING(%s) = 0 THEN '%s'".formatted(d.field(), d.field()))
                    .collect(Collectors.joining(" ", "CASE ", " ELSE '" + TOTAL + "' END")),
                fields,
                EVERYTHING,
                feed.dimensions().stream()
                    .map(d -> "GROUPING(" + d.field() + ") = 1")
                    .collect(Collectors.joining(" AND ")),
                feed.tallies().stream()
                    .map(tally -> "count(*) FILTER (WHERE " + tally.condition() + ")")
                    .collect(Collectors.joining(", ")),
                feed.dimensions().stream()
                    .map(d -> "(start, " + d.field() + ")")
                    .collect(Collectors.joining(", "))));
    return true;
  }

  /** Says how many records are in windows that may still be open or unpublished. */
  private long compareRows() throws SQLException {
    long[] open = new long[1];
    lake.query(
        """
        WITH joined AS (
            SELECT dimension, value, start, start // %d AS day, e.n AS n, e.clients AS clients,
                e.tallies AS tallies, r.n AS said, r.clients AS said_clients,
                r.tallies AS said_tallies
            FROM expected e FULL JOIN row_once r USING (dimension, value, start))
        SELECT dimension, value, start, b.n, b.clients, b.tallies, said, said_clients,
            said_tallies, coalesce(start <= through OR overdue, false)
        FROM joined b LEFT JOIN message_once m USING (dimension, value, start)
            LEFT JOIN published p USING (dimension, day)
        WHERE b.n IS DISTINCT FROM said OR b.clients IS DISTINCT FROM said_clients
            OR b.tallies IS DISTINCT FROM said_tallies
        ORDER BY start, dimension, value
        """
            .formatted(DAY_MICROS),
        row -> {
          String place = dataset(row.getString(1));
          long expected = row.getLong(4);
          boolean isExpected = !row.wasNull();
          long found = row.getLong(7);
          boolean isThere = !row.wasNull();
          if (!isThere) {
            boolean gone = row.getBoolean(10);
            report.found(place, gone ? Kind.MISSING : Kind.NOT_YET, name(row) + " of " + expected);
            open[0] += gone || !row.getString(1).equals(TOTAL) ? 0 : expected;
          } else if (!isExpected) {
            report.found(place, Kind.UNFOUNDED, name(row) + " of " + found);
          } else {
            report.found(
                place,
                Kind.WRONG,
                name(row)
                    + " says "
                    + counts(found, row.getLong(8), row.getString(9))
                    + ", counted "
                    + counts(expected, row.getLong(5), row.getString(6)));
          }
        });
    return open[0];
  }

  /** Without the late records: at least every dimension must count the same in every window. */
  private void compareDimensions() throws SQLException {
    lake.query(
        """
        SELECT s.dimension, '%s', start, s.n, coalesce(t.n, 0)
        FROM (SELECT dimension, start, sum(n) AS n FROM row_once GROUP BY ALL) s
            FULL JOIN (SELECT start, n FROM row_once WHERE dimension = '%s') t USING (start)
        WHERE s.n IS DISTINCT FROM t.n
        """
            .formatted(EVERYTHING, TOTAL),
        row ->
            report.found(
                dataset(String.valueOf(row.getString(1))),
                Kind.WRONG,
                name(row) + " says " + row.getLong(4) + ", the total " + row.getLong(5)));
  }

  /**
   * The running sums of the rows as they are; of clients, which don't add up, counted again.
   *
   * <p>A window that the end of a bounded run closed far ahead of the others has a sum of what was
   * there then; windows of before that close later count in the sums of those after it only.
   */
  private void compareCumulative(boolean complete) throws SQLException {
    String running =
        feed.tallies().stream()
            .map(
                tally ->
                    "sum(split_part(tallies, ',', %d)::BIGINT) OVER w"
                        .formatted(feed.tallies().indexOf(tally) + 1))
            .collect(Collectors.joining(", "));
    String clients =
        complete && number("SELECT count(*) FROM duckdb_views() WHERE view_name = 'windowed'") > 0
            ? "SELECT start, count(*) AS new FROM (SELECT client_id, min(start) AS start FROM windowed GROUP BY client_id) GROUP BY start"
            : "SELECT NULL::BIGINT AS start, NULL::BIGINT AS new WHERE false";
    boolean known = !clients.contains("false");
    lake.query(
        """
        WITH sums AS (
            SELECT start, sum(n) OVER w AS n, concat_ws(',', %s) AS tallies, n AS own,
                start - lag(start) OVER w AS gap
            FROM row_once WHERE dimension = '%s' WINDOW w AS (ORDER BY start)),
        fresh AS (%s),
        once AS (SELECT start, any_value(n) AS n, any_value(clients) AS clients, any_value(tallies) AS tallies
            FROM cumulative_row GROUP BY start),
        known AS (SELECT s.start, s.n, s.tallies, s.own, s.gap, (SELECT coalesce(sum(new), 0) FROM fresh f WHERE f.start <= s.start) AS clients
            FROM sums s)
        SELECT '', '%s', start, k.n, k.clients, k.tallies, c.n, c.clients, c.tallies
        FROM known k FULL JOIN once c USING (start)
        WHERE (k.n IS DISTINCT FROM c.n OR k.tallies IS DISTINCT FROM c.tallies
            OR (%s AND k.clients IS DISTINCT FROM c.clients))
            AND NOT coalesce(k.gap > %d AND c.n >= k.own AND c.n < k.n, false)
        ORDER BY start
        """
            .formatted(running, TOTAL, clients, EVERYTHING, known, FAR_AHEAD_MICROS),
        row -> {
          long expected = row.getLong(4);
          boolean isExpected = !row.wasNull();
          long found = row.getLong(7);
          boolean isThere = !row.wasNull();
          if (isThere && isExpected) {
            report.found(
                cumulative(),
                Kind.WRONG,
                name(row)
                    + " says "
                    + counts(found, row.getLong(8), row.getString(9))
                    + ", the windows up to it "
                    + counts(expected, row.getLong(5), row.getString(6)));
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

  /** A row comes with its message; a message may come before its row is published. */
  private void compareFinals(boolean whole) throws SQLException {
    lake.query(
        """
        SELECT dimension, value, start, m.n, m.clients, m.tallies, r.n, r.clients, r.tallies
        FROM row_once r LEFT JOIN message_once m USING (dimension, value, start)
        WHERE m.n IS DISTINCT FROM r.n OR m.clients IS DISTINCT FROM r.clients
            OR m.tallies IS DISTINCT FROM r.tallies
        ORDER BY start, dimension, value
        """,
        row -> {
          long sent = row.getLong(4);
          boolean isSent = !row.wasNull();
          if (isSent) {
            report.found(
                feed.metrics(),
                Kind.WRONG,
                name(row)
                    + " says "
                    + counts(sent, row.getLong(5), row.getString(6))
                    + ", the lake "
                    + counts(row.getLong(7), row.getLong(8), row.getString(9)));
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

  private static String counts(long number, long clients, String tallies) {
    return number + " of " + clients + " clients" + (tallies.isEmpty() ? "" : " (" + tallies + ")");
  }
}
