package io.tributary.cli.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What a right run over some tickets leaves in topics and lake, made by hand; a test may spoil any
 * part of it before it is written.
 */
final class TicketsOutcome {
  static final List<String> TOPICS =
      List.of(
          "client_tickets",
          "clients",
          "tickets-enriched",
          "tickets-dead-letters",
          "tickets-late",
          "tickets-metrics");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Instant BEGIN = Instant.parse("2026-01-05T23:58:00Z");
  private static final List<String> TYPES = List.of("billing", "technical", "account", "general");
  private static final List<String> PRIORITIES = List.of("low", "medium", "high", "critical");
  private static final List<String> REGIONS = List.of("Western Europe", "unknown", "Caribbean");
  private static final int PARTITIONS = 2;

  /** Rows by dataset. */
  final Map<String, List<Map<String, Object>>> lake = new LinkedHashMap<>();

  /** Records by topic. */
  final Map<String, List<ProducerRecord<byte[], byte[]>>> topics = new LinkedHashMap<>();

  private final Map<Integer, Long> offsets = new TreeMap<>();
  private final List<Map<String, Object>> windowed = new ArrayList<>();

  private TicketsOutcome() {
    TOPICS.forEach(topic -> topics.put(topic, new ArrayList<>()));
  }

  /** Four windows over midnight; copies, rejected and late tickets among them. */
  static TicketsOutcome right() {
    TicketsOutcome outcome = new TicketsOutcome();
    int number = 0;
    for (int minute = 0; minute < 4; minute++) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        Map<String, Object> first = outcome.deliver(partition, number++, minute, false);
        outcome.deliver(partition, number++, minute, false);
        if (minute == 1) {
          outcome.send(partition, upperCase(first));
          outcome.reject(partition, "{\"ticket_id\":\"" + first.get("ticket_id") + "\"");
        }
        if (minute == 2) {
          Map<String, Object> wrong = new LinkedHashMap<>(first);
          wrong.put("priority", "huge");
          outcome.reject(partition, text(wrong));
          outcome.deliver(partition, number++, 0, true);
        }
        outcome.deliver(partition, number++, minute, false);
      }
    }
    outcome.rejectClient();
    outcome.countWindows();
    return outcome;
  }

  List<Map<String, Object>> rows(String dataset) {
    return lake.computeIfAbsent(dataset, name -> new ArrayList<>());
  }

  List<ProducerRecord<byte[], byte[]>> records(String topic) {
    return topics.get(topic);
  }

  /** A ticket that nothing has been done with yet. */
  void sendOneMore(int partition) {
    send(partition, text(ticket(1000 + partition, 3)));
  }

  private Map<String, Object> deliver(int partition, int number, int minute, boolean late) {
    Map<String, Object> ticket = ticket(number, minute);
    long offset = send(partition, text(ticket));
    Map<String, Object> row = new LinkedHashMap<>(ticket);
    row.put("assigned_team", "Billing");
    row.put("region", REGIONS.get(number % REGIONS.size()));
    rows("tickets_with_assignment").add(row);
    if (List.of("high", "critical").contains(row.get("priority"))) {
      rows("high_priority_tickets").add(row);
    }
    records("tickets-enriched")
        .add(
            new ProducerRecord<>(
                "tickets-enriched",
                partition,
                Topics.bytes(row.get("client_id").toString()),
                Topics.bytes(text(row))));
    if (late) {
      List<Header> headers = new ArrayList<>(origin("client_tickets", partition, offset));
      headers.add(Topics.header("tributary.watermark", "2026-01-06T00:02:00Z"));
      records("tickets-late").add(record("tickets-late", 0, text(ticket), headers));
    } else {
      windowed.add(row);
    }
    return ticket;
  }

  private static Map<String, Object> ticket(int number, int minute) {
    Map<String, Object> ticket = new LinkedHashMap<>();
    ticket.put("ticket_id", "550e8400-e29b-41d4-a716-%012x".formatted(number));
    ticket.put("client_id", "CLIENT_" + number % 5);
    ticket.put(
        "created_at", BEGIN.plus(WINDOW.multipliedBy(minute)).plusSeconds(number % 50).toString());
    ticket.put("request", "Où est ma facture ?");
    ticket.put("request_type", TYPES.get(number % TYPES.size()));
    ticket.put("priority", PRIORITIES.get(number / 2 % PRIORITIES.size()));
    return ticket;
  }

  private static String upperCase(Map<String, Object> ticket) {
    Map<String, Object> copy = new LinkedHashMap<>(ticket);
    copy.put("ticket_id", ticket.get("ticket_id").toString().toUpperCase(Locale.ROOT));
    return text(copy);
  }

  private long send(int partition, String value) {
    records("client_tickets").add(record("client_tickets", partition, value, List.of()));
    return offsets.merge(partition, 1L, Long::sum) - 1;
  }

  private void reject(int partition, String value) {
    long offset = send(partition, value);
    List<Header> headers = new ArrayList<>(origin("client_tickets", partition, offset));
    headers.addAll(why("INVALID_VALUE"));
    records("tickets-dead-letters").add(record("tickets-dead-letters", 0, value, headers));
  }

  private void rejectClient() {
    records("clients")
        .add(record("clients", 0, "{\"client_id\":\"CLIENT_1\",\"country\":\"FR\"}", List.of()));
    records("clients").add(record("clients", 0, "{}", List.of()));
    List<Header> headers = new ArrayList<>(origin("clients", 0, 1));
    headers.addAll(why("MISSING_FIELD"));
    records("tickets-dead-letters").add(record("tickets-dead-letters", 0, "{}", headers));
  }

  private static List<Header> origin(String topic, int partition, long offset) {
    return List.of(
        Topics.header("tributary.topic", topic),
        Topics.header("tributary.partition", partition),
        Topics.header("tributary.offset", offset),
        Topics.header("tributary.feed", "tickets"));
  }

  private static List<Header> why(String reason) {
    return List.of(
        Topics.header("tributary.reason", reason),
        Topics.header("tributary.field", ""),
        Topics.header("tributary.detail", "it is wrong"));
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, int partition, String value, List<Header> headers) {
    return new ProducerRecord<>(
        topic, partition, null, Topics.bytes("key"), Topics.bytes(value), headers);
  }

  private void countWindows() {
    List<Map<String, Object>> upTo = new ArrayList<>();
    for (int minute = 0; minute < 4; minute++) {
      Instant start = BEGIN.plus(WINDOW.multipliedBy(minute));
      List<Map<String, Object>> some =
          windowed.stream()
              .filter(row -> !Instant.parse(row.get("created_at").toString()).isBefore(start))
              .filter(
                  row ->
                      Instant.parse(row.get("created_at").toString()).isBefore(start.plus(WINDOW)))
              .toList();
      upTo.addAll(some);
      count("tickets_by_type", "request_type", start, some);
      count("tickets_by_priority", "priority", start, some);
      count("tickets_by_region", "region", start, some);
      Map<String, Object> total = totals(start, "window", some);
      rows("metrics").add(total);
      rows("metrics").add(totals(start, "cumulative", upTo));
      Map<String, Object> message = new LinkedHashMap<>(total);
      message.remove("scope");
      message.put("count", message.remove("total_tickets"));
      message("total", "all", early(message), false);
      message("total", "all", message, true);
    }
  }

  private static Map<String, Object> early(Map<String, Object> counts) {
    Map<String, Object> fewer = new LinkedHashMap<>(counts);
    fewer.put("count", 1);
    return fewer;
  }

  private void count(String dataset, String field, Instant start, List<Map<String, Object>> some) {
    Set<String> values = new TreeSet<>();
    some.forEach(row -> values.add(row.get(field).toString()));
    for (String value : values) {
      List<Map<String, Object>> those =
          some.stream().filter(row -> row.get(field).equals(value)).toList();
      Map<String, Object> row = window(start);
      row.put(field, value);
      row.put("tickets", those.size());
      row.put("unique_clients", distinctClients(those));
      rows(dataset).add(row);
      Map<String, Object> message = window(start);
      message.put("count", those.size());
      message.put("unique_clients", distinctClients(those));
      message(field, value, message, true);
    }
  }

  private static Map<String, Object> totals(
      Instant start, String scope, List<Map<String, Object>> some) {
    Map<String, Object> row = window(start);
    row.put("scope", scope);
    row.put("total_tickets", some.size());
    for (String type : TYPES) {
      row.put(type + "_count", count(some, each -> each.get("request_type").equals(type)));
    }
    row.put(
        "critical_priority_count", count(some, each -> each.get("priority").equals("critical")));
    row.put("unique_clients", distinctClients(some));
    return row;
  }

  private static long count(
      List<Map<String, Object>> some, Predicate<Map<String, Object>> condition) {
    return some.stream().filter(condition).count();
  }

  private static int distinctClients(List<Map<String, Object>> some) {
    Set<Object> clients = new LinkedHashSet<>();
    some.forEach(row -> clients.add(row.get("client_id")));
    return clients.size();
  }

  private static Map<String, Object> window(Instant start) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("window_start", start.toString());
    row.put("window_end", start.plus(WINDOW).toString());
    return row;
  }

  private void message(String dimension, String value, Map<String, Object> counts, boolean last) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("feed", "tickets");
    message.put("dimension", dimension);
    message.put("value", value);
    message.putAll(counts);
    message.put("final", last);
    message.put("revision", last ? 2 : 1);
    records("tickets-metrics").add(record("tickets-metrics", 0, text(message), List.of()));
  }

  static String text(Map<String, Object> object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Replaces a record's value. */
  static ProducerRecord<byte[], byte[]> changed(
      ProducerRecord<byte[], byte[]> record, Function<String, String> change) {
    return new ProducerRecord<>(
        record.topic(),
        record.partition(),
        record.timestamp(),
        record.key(),
        Topics.bytes(change.apply(Topics.text(record.value()))),
        record.headers());
  }

  void write(Topics broker, Path folder, boolean parquet) throws Exception {
    broker.recreate(TOPICS, PARTITIONS);
    for (List<ProducerRecord<byte[], byte[]>> some : topics.values()) {
      broker.send(some);
    }
    for (String dataset : lake.keySet()) {
      Map<String, List<String>> dates = new TreeMap<>();
      for (Map<String, Object> row : rows(dataset)) {
        String at = row.getOrDefault("created_at", row.get("window_start")).toString();
        dates.computeIfAbsent(at.substring(0, 10), date -> new ArrayList<>()).add(text(row));
      }
      for (Map.Entry<String, List<String>> date : dates.entrySet()) {
        Path file =
            Files.createDirectories(folder.resolve(dataset).resolve("date=" + date.getKey()))
                .resolve("a.json");
        Files.write(file, date.getValue());
        if (parquet) {
          toParquet(file);
        }
      }
    }
  }

  private static void toParquet(Path json) throws Exception {
    String text = Files.readString(json);
    String times =
        text.contains("created_at")
            ? "created_at::TIMESTAMPTZ AS created_at"
            : "window_start::TIMESTAMPTZ AS window_start, window_end::TIMESTAMPTZ AS window_end";
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          "COPY (SELECT * REPLACE (%s) FROM read_json('%s', format = 'newline_delimited', hive_partitioning = false)) TO '%s' (FORMAT parquet)"
              .formatted(times, json, json.resolveSibling("a.parquet")));
    }
    Files.delete(json);
  }
}
