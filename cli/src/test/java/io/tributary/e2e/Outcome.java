package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.e2e.Truth.Count;
import io.tributary.e2e.Truth.Row;
import io.tributary.e2e.Truth.Total;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What came out, read as its users read it: the lake by DuckDB, topics by a consumer. */
record Outcome(String bootstrap, Path lake) {
  /** Everything is there once, and nothing else. */
  void equalsTruth(Truth truth) throws Exception {
    ticketsEqual(truth, "tickets_with_assignment", false);
    ticketsEqual(truth, "high_priority_tickets", true);
    topicEquals(truth);
    deadLettersEqual(truth);
    assertThat(new Topic(bootstrap, "tickets-late").count())
        .as("late copies")
        .isEqualTo(truth.late.size());
    assertThat(truth.deliveredLate).as("late copies of delivered").isEqualTo(truth.late.size());
    windowsEqual(truth, "tickets_by_type", "request_type");
    windowsEqual(truth, "tickets_by_priority", "priority");
    windowsEqual(truth, "tickets_by_region", "region");
    metricsEqual(truth);
    finalMessagesEqual(truth);
    assertThat(truth.in)
        .as("in = delivered + rejected + duplicate")
        .isEqualTo(truth.rows.size() + truth.rejected.size() + truth.duplicates);
  }

  private void ticketsEqual(Truth truth, String dataset, boolean urgentOnly) throws SQLException {
    Set<String> seen = new HashSet<>();
    List<String> wrong = new ArrayList<>();
    query(
        "SELECT ticket_id, client_id, epoch_us(created_at), request, request_type, priority,"
            + " assigned_team, region, strftime(created_at AT TIME ZONE 'UTC', '%Y-%m-%d') ="
            + " regexp_extract(filename, 'date=([0-9-]+)', 1) FROM "
            + files(dataset),
        row -> {
          Row got =
              new Row(
                  row.getString(1),
                  row.getString(2),
                  row.getLong(3),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  row.getString(7),
                  row.getString(8));
          if (!seen.add(got.ticketId())) {
            wrong.add("twice: " + got);
          } else if (!got.equals(truth.rows.get(got.ticketId()))) {
            wrong.add("other than " + truth.rows.get(got.ticketId()) + ": " + got);
          } else if (!row.getBoolean(9)) {
            wrong.add("under another date: " + got);
          }
        });
    for (Row expected : truth.rows.values()) {
      boolean urgent = List.of("high", "critical").contains(expected.priority());
      if (seen.contains(expected.ticketId()) != (!urgentOnly || urgent)) {
        wrong.add("missing, or should not be there: " + expected);
      }
    }
    assertThat(wrong.stream().limit(5)).as(dataset + ", " + wrong.size() + " wrong").isEmpty();
  }

  private void topicEquals(Truth truth) {
    Set<String> seen = new HashSet<>();
    List<String> wrong = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    new Topic(bootstrap, "tickets-enriched")
        .read(
            record -> {
              JsonNode ticket = tree(json, record.value());
              Instant at = Instant.parse(ticket.path("created_at").asText());
              Row got =
                  new Row(
                      ticket.path("ticket_id").asText(),
                      ticket.path("client_id").asText(),
                      at.getEpochSecond() * 1_000_000L + at.getNano() / 1000,
                      ticket.path("request").asText(),
                      ticket.path("request_type").asText(),
                      ticket.path("priority").asText(),
                      ticket.path("assigned_team").asText(),
                      ticket.path("region").asText());
              boolean keyed =
                  new String(record.key(), StandardCharsets.UTF_8).equals(got.clientId());
              if (!seen.add(got.ticketId())
                  || !keyed
                  || !got.equals(truth.rows.get(got.ticketId()))) {
                wrong.add("twice, foreign, altered or keyed wrongly: " + got);
              }
            });
    assertThat(wrong.stream().limit(5)).as("topic, " + wrong.size() + " wrong").isEmpty();
    assertThat(seen).hasSameSizeAs(truth.rows.keySet());
  }

  private void deadLettersEqual(Truth truth) {
    Set<String> seen = new HashSet<>();
    List<String> twice = new ArrayList<>();
    new Topic(bootstrap, "tickets-dead-letters")
        .read(
            record -> {
              assertThat(Topic.header(record, "tributary.topic")).isEqualTo("client_tickets");
              assertThat(Topic.header(record, "tributary.reason")).isNotBlank();
              String at =
                  Topic.header(record, "tributary.partition")
                      + "@"
                      + Topic.header(record, "tributary.offset");
              if (!seen.add(at)) {
                twice.add(at);
              }
            });
    assertThat(twice).as("dead letters that are there twice").isEmpty();
    assertThat(seen).as("dead letters").isEqualTo(truth.rejected);
  }

  private void windowsEqual(Truth truth, String dataset, String dimension) throws SQLException {
    Map<String, String> expected = new TreeMap<>();
    truth.windows.forEach(
        (key, byStart) -> {
          if (key.startsWith(dimension + "|")) {
            byStart.forEach((start, count) -> expected.put(start + " " + key, describe(count)));
          }
        });
    Map<String, String> got = new TreeMap<>();
    query(
        "SELECT epoch_ms(window_start), "
            + dimension
            + ", tickets, unique_clients FROM "
            + files(dataset),
        row -> {
          String key = row.getLong(1) + " " + dimension + "|" + row.getString(2);
          String before = got.put(key, row.getLong(3) + " of " + row.getLong(4));
          assertThat(before).as(dataset + " twice: " + key).isNull();
        });
    assertThat(got).as(dataset).isEqualTo(expected);
  }

  private void metricsEqual(Truth truth) throws SQLException {
    Map<String, String> expected = new TreeMap<>();
    Total sum = new Total();
    truth.totals.forEach(
        (start, total) -> {
          expected.put(start + " window", describe(total));
          sum.all.tickets += total.all.tickets;
          sum.all.clients.addAll(total.all.clients);
          total.types.forEach((type, count) -> sum.types.merge(type, count, Long::sum));
          sum.critical += total.critical;
          expected.put(start + " cumulative", describe(sum));
        });
    Map<String, String> got = new TreeMap<>();
    query(
        "SELECT epoch_ms(window_start), scope, total_tickets, billing_count, technical_count,"
            + " account_count, general_count, critical_priority_count, unique_clients FROM "
            + files("metrics"),
        row -> {
          List<Long> counts = new ArrayList<>();
          for (int i = 3; i <= 9; i++) {
            counts.add(row.getLong(i));
          }
          String key = row.getLong(1) + " " + row.getString(2);
          assertThat(got.put(key, counts.toString())).as("metrics twice: " + key).isNull();
        });
    assertThat(got).as("metrics").isEqualTo(expected);
  }

  private void finalMessagesEqual(Truth truth) {
    Map<String, String> expected = new TreeMap<>();
    truth.windows.forEach(
        (key, byStart) ->
            byStart.forEach((start, count) -> expected.put(start + " " + key, describe(count))));
    truth.totals.forEach((start, total) -> expected.put(start + " total|all", describe(total.all)));
    Map<String, String> got = new TreeMap<>();
    Map<String, Integer> revisions = new HashMap<>();
    ObjectMapper json = new ObjectMapper();
    new Topic(bootstrap, "tickets-metrics")
        .read(
            record -> {
              JsonNode point = tree(json, record.value());
              String key =
                  Instant.parse(point.path("window_start").asText()).toEpochMilli()
                      + " "
                      + point.path("dimension").asText()
                      + "|"
                      + point.path("value").asText();
              int revision = point.path("revision").asInt();
              assertThat(revision)
                  .as("revision of " + key)
                  .isGreaterThan(revisions.getOrDefault(key, 0));
              revisions.put(key, revision);
              assertThat(got).as("nothing follows a final result").doesNotContainKey(key);
              if (point.path("final").asBoolean()) {
                got.put(key, point.path("count") + " of " + point.path("unique_clients"));
              }
            });
    assertThat(got).as("final messages").isEqualTo(expected);
  }

  /** Whether a final result of a window has been sent. */
  boolean isFinal(String windowStart) {
    boolean[] found = new boolean[1];
    new Topic(bootstrap, "tickets-metrics")
        .read(
            record -> {
              String point = new String(record.value(), StandardCharsets.UTF_8);
              found[0] |=
                  point.contains("\"window_start\":\"" + windowStart + "\"")
                      && point.contains("\"final\":true");
            });
    return found[0];
  }

  /** How many rows a dataset has; none when it isn't there yet. */
  long rows(String dataset) throws SQLException {
    long[] count = new long[1];
    if (Files.isDirectory(lake.resolve(dataset))) {
      query("SELECT count(*) FROM " + files(dataset), row -> count[0] = row.getLong(1));
    }
    return count[0];
  }

  /** The files that readers see. */
  List<Path> committed() throws IOException {
    try (var all = Files.walk(lake)) {
      return all.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }

  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  static void query(String sql, RowReader each) throws SQLException {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        each.read(rows);
      }
    }
  }

  String files(String dataset) {
    return "read_parquet('" + lake.resolve(dataset) + "/**/*.parquet', filename = true)";
  }

  private static String describe(Count count) {
    return count.tickets + " of " + count.clients.size();
  }

  private static String describe(Total total) {
    return List.of(
            total.all.tickets,
            total.types.getOrDefault("billing", 0L),
            total.types.getOrDefault("technical", 0L),
            total.types.getOrDefault("account", 0L),
            total.types.getOrDefault("general", 0L),
            total.critical,
            (long) total.all.clients.size())
        .toString();
  }

  private static JsonNode tree(ObjectMapper json, byte[] value) {
    try {
      return json.readTree(value);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
