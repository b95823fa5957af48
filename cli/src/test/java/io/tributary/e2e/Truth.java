package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What must come out, from the input's bytes alone: its own reading of the rules, with another JSON
 * mapping, other data structures and a table of regions of its own; nothing is shared with the job.
 * Only which records were late is taken from what came out, since it depends on the order of
 * reading: a record that was copied there must be missing in its windows, every other must be in
 * them.
 */
final class Truth {
  /** A delivered ticket as the lake and the topic must show it. */
  record Row(
      String ticketId,
      String clientId,
      long micros,
      String request,
      String requestType,
      String priority,
      String team,
      String region) {}

  /** One window's count of one value. */
  static final class Count {
    long tickets;
    final Set<String> clients = new HashSet<>();
  }

  /** The total's window, with what the dataset metrics says of it. */
  static final class Total {
    final Count all = new Count();
    final Map<String, Long> types = new HashMap<>();
    long critical;
  }

  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern CLIENT = Pattern.compile("CLIENT_[0-9]{1,93}");
  private static final Map<String, String> TEAMS =
      Map.of(
          "billing", "Billing",
          "technical", "Technical Support",
          "account", "Account Management",
          "general", "Customer Service");
  private static final List<String> PRIORITIES = List.of("low", "medium", "high", "critical");
  private static final long HOUR = 3_600_000_000L;

  private final ObjectMapper json =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
  private final Map<String, String> regionOfCountry = regions();
  private final Map<String, String> regionOfClient = new HashMap<>();
  private final long windowMillis;

  final Map<String, Row> rows = new HashMap<>();
  final Set<String> rejected = new HashSet<>();

  /** Where those records are of which there is a late copy. */
  final Set<String> late = new HashSet<>();

  /** How many of them may be late: delivered, and no copy of a record that was. */
  long deliveredLate;

  long in;
  long duplicates;

  /** Dimension and value, then window start in milliseconds. */
  final Map<String, TreeMap<Long, Count>> windows = new TreeMap<>();

  final TreeMap<Long, Total> totals = new TreeMap<>();

  private Truth(long windowMillis) {
    this.windowMillis = windowMillis;
  }

  /** Of an input of which no record is late. */
  static Truth of(String bootstrap, long windowMillis) {
    return new Truth(windowMillis).of(bootstrap);
  }

  /** Of an input of which some are, by the topic of late copies. */
  static Truth withLate(String bootstrap, long windowMillis) {
    Truth truth = new Truth(windowMillis);
    new Topic(bootstrap, "tickets-late")
        .read(
            copy -> {
              assertThat(Topic.header(copy, "tributary.topic")).isEqualTo("client_tickets");
              String place =
                  Topic.header(copy, "tributary.partition")
                      + "@"
                      + Topic.header(copy, "tributary.offset");
              assertThat(truth.late.add(place)).as("late twice: " + place).isTrue();
            });
    return truth.of(bootstrap);
  }

  private Truth of(String bootstrap) {
    new Topic(bootstrap, "clients").read(this::client);
    new Topic(bootstrap, "client_tickets").read(this::ticket);
    return this;
  }

  private void client(ConsumerRecord<byte[], byte[]> record) {
    try {
      JsonNode client = json.readTree(record.value());
      String region = regionOfCountry.get(client.path("country").asText());
      if (region != null) {
        regionOfClient.put(client.path("client_id").asText(), region);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void ticket(ConsumerRecord<byte[], byte[]> record) {
    in++;
    String place = record.partition() + "@" + record.offset();
    Row row = parse(record.value(), record.timestamp());
    if (row == null) {
      rejected.add(place);
    } else if (rows.putIfAbsent(row.ticketId(), row) != null) {
      duplicates++;
    } else if (late.contains(place)) {
      deliveredLate++;
    } else {
      count(row);
    }
  }

  private void count(Row row) {
    long start = Math.floorDiv(Math.floorDiv(row.micros(), 1000L), windowMillis) * windowMillis;
    count("request_type|" + row.requestType(), start, row);
    count("priority|" + row.priority(), start, row);
    count("region|" + row.region(), start, row);
    Total total = totals.computeIfAbsent(start, s -> new Total());
    total.all.tickets++;
    total.all.clients.add(row.clientId());
    total.types.merge(row.requestType(), 1L, Long::sum);
    total.critical += row.priority().equals("critical") ? 1 : 0;
  }

  private void count(String key, long start, Row row) {
    Count count =
        windows.computeIfAbsent(key, k -> new TreeMap<>()).computeIfAbsent(start, s -> new Count());
    count.tickets++;
    count.clients.add(row.clientId());
  }

  /** The ticket, or null when it must be rejected. */
  private Row parse(byte[] value, long timestamp) {
    if (value == null || value.length == 0) {
      return null;
    }
    JsonNode ticket;
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(value))
              .toString();
      ticket = json.readTree(text);
    } catch (CharacterCodingException | JsonProcessingException e) {
      return null;
    }
    if (!ticket.isObject()) {
      return null;
    }
    for (String field :
        List.of("ticket_id", "client_id", "created_at", "request", "request_type", "priority")) {
      if (!ticket.path(field).isTextual()) {
        return null;
      }
    }
    String request = ticket.get("request").textValue();
    boolean fits =
        request.codePointCount(0, request.length()) <= 500
            && request.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    String client = ticket.get("client_id").textValue();
    String team = TEAMS.get(ticket.get("request_type").textValue());
    String id = ticket.get("ticket_id").textValue();
    if (!fits
        || !UUID.matcher(id).matches()
        || !CLIENT.matcher(client).matches()
        || team == null
        || !PRIORITIES.contains(ticket.get("priority").textValue())) {
      return null;
    }
    long micros;
    try {
      Instant at = OffsetDateTime.parse(ticket.get("created_at").textValue()).toInstant();
      micros = at.getEpochSecond() * 1_000_000L + at.getNano() / 1000;
    } catch (DateTimeException e) {
      return null;
    }
    if (Math.floorDiv(micros, 1000L) * 1000L > timestamp * 1000L + HOUR) {
      return null;
    }
    return new Row(
        id.toLowerCase(Locale.ROOT),
        client,
        micros,
        request,
        ticket.get("request_type").textValue(),
        ticket.get("priority").textValue(),
        team,
        regionOfClient.getOrDefault(client, "unknown"));
  }

  private static Map<String, String> regions() {
    Map<String, String> regions = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Truth.class.getResourceAsStream("/e2e/regions.csv"), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(",", -1);
        regions.put(parts[0], parts[2]);
        regions.put(parts[1], parts[2]);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return regions;
  }
}
