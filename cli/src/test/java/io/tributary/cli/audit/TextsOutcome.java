package io.tributary.cli.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.cli.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a right run over some texts leaves in topics and lake, made by hand; a test may spoil any
 * part of it before it is written.
 */
final class TextsOutcome {
  static final List<String> LANGUAGES = List.of("fr", "en", "ar");
  static final String FIRST = "raw-text-fr-0@0";

  private static final List<String> TOPICS =
      List.of(
          "raw-text-fr",
          "raw-text-en",
          "raw-text-ar",
          "processed-text",
          "texts-dead-letters",
          "texts-late",
          "texts-metrics");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Instant BEGIN = Instant.parse("2026-01-05T23:58:00Z");
  private static final Instant RECEIVED = Instant.parse("2026-01-06T00:05:00Z");
  private static final List<String> LABELS = List.of("sports", "politics", "health");
  private static final int PARTITIONS = 2;

  /** Rows by dataset: {@code raw/fr}, {@code processed/language=fr}, {@code texts_by_label}. */
  final Map<String, List<Map<String, @Nullable Object>>> lake = new TreeMap<>();

  /** Records by topic. */
  final Map<String, List<ProducerRecord<byte[], byte[]>>> topics = new LinkedHashMap<>();

  private final Map<String, Long> offsets = new TreeMap<>();
  private final List<Map<String, @Nullable Object>> windowed = new ArrayList<>();

  private TextsOutcome() {
    TOPICS.forEach(topic -> topics.put(topic, new ArrayList<>()));
  }

  /**
   * Four windows over midnight in three languages; copies in the same and in other partitions and
   * topics, records in another language's topic, rejected and late ones among them.
   */
  static TextsOutcome right() {
    TextsOutcome outcome = new TextsOutcome();
    int number = 0;
    for (int minute = 0; minute < 4; minute++) {
      for (String language : LANGUAGES) {
        String topic = "raw-text-" + language;
        String first = text(number, language, minute);
        outcome.deliver(topic, 0, first, number++, false);
        String second = withoutId(text(number, language, minute));
        outcome.deliver(topic, 1, second, number++, false);
        if (minute == 1) {
          outcome.send(topic, 0, first);
          outcome.send(topic, 0, second);
          outcome.send(topic.equals("raw-text-fr") ? "raw-text-en" : "raw-text-fr", 1, first);
          outcome.reject(topic, 1, "{\"text\":\"" + number, "MALFORMED_JSON");
          outcome.reject(topic, 0, null, "MALFORMED_JSON");
        }
        if (minute == 2) {
          outcome.reject(topic, 0, first.replace("\"" + language, "\"de"), "INVALID_VALUE");
          outcome.deliver(topic, 1, text(number, language, 0), number++, true);
        }
        if (minute == 3 && language.equals("en")) {
          String refused = text(number++, language, minute);
          outcome.refuse(topic, 0, refused);
          outcome.send(topic, 1, refused);
          String replayed = text(number, "fr", minute);
          outcome.refuse(topic, 0, replayed);
          outcome.send(topic, 0, replayed.replace("\"où\"", "other content"));
          outcome.deliver(topic, 0, replayed, number++, false);
          outcome.isReplayed(topic);
        }
        outcome.deliver(topic, 0, text(number, language, minute), number++, false);
      }
    }
    outcome.countWindows();
    return outcome;
  }

  List<Map<String, @Nullable Object>> rows(String dataset) {
    return lake.computeIfAbsent(dataset, name -> new ArrayList<>());
  }

  List<ProducerRecord<byte[], byte[]>> records(String topic) {
    return topics.getOrDefault(topic, List.of());
  }

  /** Changes the row that a text has in the lake. */
  void changeRow(String language, int index, String column, Object value) {
    rows("processed/language=" + language).get(index).put(column, value);
  }

  /** Changes a record in its topic. */
  void change(String topic, int index, UnaryOperator<String> change) {
    ProducerRecord<byte[], byte[]> old = records(topic).get(index);
    String changed = change.apply(Topics.text(old.value()));
    if (changed.equals(Topics.text(old.value()))) {
      throw new IllegalArgumentException("nothing to change in " + changed);
    }
    records(topic)
        .set(
            index,
            new ProducerRecord<>(
                topic,
                old.partition(),
                old.timestamp(),
                old.key(),
                Topics.bytes(changed),
                old.headers()));
  }

  /** A text that nothing has been done with yet. */
  void sendOneMore(String language, int partition) {
    String topic = "raw-text-" + language;
    send(topic, partition, text(1000 + partition, language, 3));
    rows("raw/" + language).remove(rows("raw/" + language).size() - 1);
  }

  /** A late one more, that is out. */
  void deliverOneMore(String language, int partition) {
    deliver("raw-text-" + language, partition, text(1_001, language, 3), 1_001, true);
  }

  /** Sends a record again, in another partition, as if the job had not come there yet. */
  void copyWithoutArchive(String language, int partition, String value) {
    send("raw-text-" + language, partition, value);
    rows("raw/" + language).remove(rows("raw/" + language).size() - 1);
  }

  private void deliver(String topic, int partition, String value, int number, boolean late) {
    long offset = send(topic, partition, value);
    Map<String, @Nullable Object> row = row(value, number);
    String language = String.valueOf(row.remove("language"));
    rows("processed/language=" + language).add(row);
    Map<String, @Nullable Object> message = new LinkedHashMap<>(row);
    message.put("language", language);
    records("processed-text")
        .add(
            new ProducerRecord<>(
                "processed-text",
                partition,
                Topics.bytes(String.valueOf(row.get("text_id"))),
                Topics.bytes(asTheJobWritesIt(message))));
    if (late) {
      List<Header> headers = new ArrayList<>(origin(topic, partition, offset));
      headers.add(Topics.header("tributary.watermark", "2026-01-06T00:02:00Z"));
      records("texts-late").add(record("texts-late", 0, value, headers));
    } else {
      Map<String, @Nullable Object> counted = new LinkedHashMap<>(row);
      counted.put("language", language);
      windowed.add(counted);
    }
  }

  private static String text(int number, String language, int minute) {
    ObjectNode record = JSON.createObjectNode();
    record.put("text", "l'été " + "😀é".repeat(number % 5) + " n° " + number + " \"où\"\n");
    record.put("language", language);
    record.putObject("metadata").put("id", "T-" + number).put("n", number % 7);
    record.put(
        "timestamp", BEGIN.plus(WINDOW.multipliedBy(minute)).plusSeconds(number % 50).toString());
    // As somebody may write it: space between tokens, and a number that a double can't hold.
    return record.toString().replace("\"n\":", " \"n\" :\t1.50000000000000000000");
  }

  private static String withoutId(String value) {
    return value.replace("\"id\":\"T-", "\"id\":{\"no\":1}, \"x\":\"T-");
  }

  private static Map<String, @Nullable Object> row(String value, int number) {
    ObjectNode record = (ObjectNode) tree(value);
    String text = record.path("text").asText();
    String language = record.path("language").asText();
    int metadata = value.indexOf("\"metadata\":") + 11;
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put(
        "text_id",
        record.path("metadata").path("id").isTextual()
            ? record.path("metadata").path("id").asText()
            : sha256(
                Topics.bytes(
                    language + "\n" + record.path("timestamp").asText() + "\n" + text + "\n")));
    row.put("text", text);
    row.put("clean_text", text.strip());
    row.put("detected_language", number % 6 == 0 ? "und" : number % 5 == 0 ? "en" : language);
    row.put("language_confidence", 1.0 / (1 + number % 3));
    row.put("language_mismatch", !List.of(language, "und").contains(row.get("detected_language")));
    row.put("characters", text.codePointCount(0, text.length()));
    row.put("tokens", 3 + number % 4);
    row.put("stems", Arrays.asList("été", "n", String.valueOf(number)).subList(0, number % 4));
    row.put("label", LABELS.get(number % LABELS.size()));
    row.put("score", 0.1 + number / 1000.0);
    row.put("model_name", "text_classifier");
    row.put("model_version", "1");
    row.put("metadata", value.substring(metadata, value.indexOf(",\"timestamp\"")));
    row.put("timestamp", record.path("timestamp").asText());
    row.put("language", language);
    return row;
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private long send(String topic, int partition, @Nullable String value) {
    long offset = offsets.merge(topic + partition, 1L, Long::sum) - 1;
    byte[] key = offset % 3 == 0 ? null : new byte[] {(byte) offset, (byte) 0xFF};
    byte[] bytes = value == null ? null : Topics.bytes(value);
    Instant at = RECEIVED.plusMillis(offset);
    records(topic)
        .add(new ProducerRecord<>(topic, partition, at.toEpochMilli(), key, bytes, List.of()));
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("topic", topic);
    row.put("partition", partition);
    row.put("offset", offset);
    row.put("received_at", at.toString());
    row.put("key", base64(key));
    row.put("value", base64(bytes));
    rows("raw/" + topic.substring("raw-text-".length())).add(row);
    return offset;
  }

  static @Nullable String base64(byte @Nullable [] bytes) {
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }

  private void reject(String topic, int partition, @Nullable String value, String reason) {
    long offset = send(topic, partition, value);
    ProducerRecord<byte[], byte[]> sent = records(topic).get(records(topic).size() - 1);
    List<Header> headers = new ArrayList<>(origin(topic, partition, offset));
    headers.add(Topics.header("tributary.reason", reason));
    headers.add(Topics.header("tributary.field", ""));
    headers.add(Topics.header("tributary.detail", "it is wrong"));
    records("texts-dead-letters")
        .add(
            new ProducerRecord<>("texts-dead-letters", 0, null, sent.key(), sent.value(), headers));
  }

  /** Rejected after deduplication, so that its replay is another attempt. */
  private void refuse(String topic, int partition, String value) {
    reject(topic, partition, value, "TOO_LONG");
    List<ProducerRecord<byte[], byte[]>> letters = records("texts-dead-letters");
    letters.get(letters.size() - 1).headers().add(Topics.header("tributary.attempt", 1));
  }

  /** Makes a topic's last record the replay of what was refused. */
  private void isReplayed(String topic) {
    Headers headers = records(topic).get(records(topic).size() - 1).headers();
    headers.add(Topics.header("tributary.replayed", "texts-dead-letters-0@0"));
    headers.add(Topics.header("tributary.attempt", 1));
  }

  /** One more that is refused, has a copy and is replayed; it isn't out. */
  void replayOneMore(String language, int partition) {
    String topic = "raw-text-" + language;
    String value = text(1_000, language, 3);
    refuse(topic, partition, value);
    send(topic, partition, value);
    send(topic, partition, value);
    isReplayed(topic);
  }

  private static List<Header> origin(String topic, int partition, long offset) {
    return List.of(
        Topics.header("tributary.topic", topic),
        Topics.header("tributary.partition", partition),
        Topics.header("tributary.offset", offset),
        Topics.header("tributary.feed", "texts"));
  }

  private ProducerRecord<byte[], byte[]> record(
      String topic, int partition, String value, List<Header> headers) {
    List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    LANGUAGES.forEach(language -> sent.addAll(records("raw-text-" + language)));
    byte[] key =
        sent.stream()
            .filter(each -> each.value() != null && Topics.text(each.value()).equals(value))
            .findFirst()
            .orElseThrow()
            .key();
    return new ProducerRecord<>(topic, partition, null, key, Topics.bytes(value), headers);
  }

  private void countWindows() {
    for (int minute = 0; minute < 4; minute++) {
      Instant start = BEGIN.plus(WINDOW.multipliedBy(minute));
      List<Map<String, @Nullable Object>> some =
          windowed.stream()
              .filter(row -> !at(row).isBefore(start))
              .filter(row -> at(row).isBefore(start.plus(WINDOW)))
              .toList();
      count("language", start, some);
      count("label", start, some);
      Map<String, @Nullable Object> total = sums(start, "count", some);
      total.put(
          "language_mismatches",
          some.stream().filter(row -> Boolean.TRUE.equals(row.get("language_mismatch"))).count());
      message("total", "all", total);
    }
  }

  private static Instant at(Map<String, @Nullable Object> row) {
    return Instant.parse(String.valueOf(row.get("timestamp")));
  }

  private void count(String dimension, Instant start, List<Map<String, @Nullable Object>> some) {
    TreeSet<String> values = new TreeSet<>();
    some.forEach(row -> values.add(String.valueOf(row.get(dimension))));
    for (String value : values) {
      List<Map<String, @Nullable Object>> those =
          some.stream().filter(row -> value.equals(row.get(dimension))).toList();
      Map<String, @Nullable Object> row = sums(start, "texts", those);
      row.put(dimension, value);
      rows("texts_by_" + dimension).add(row);
      message(dimension, value, sums(start, "count", those));
    }
  }

  private static Map<String, @Nullable Object> sums(
      Instant start, String count, List<Map<String, @Nullable Object>> some) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("window_start", start.toString());
    row.put("window_end", start.plus(WINDOW).toString());
    row.put(count, some.size());
    for (String column : List.of("characters", "tokens")) {
      row.put(
          column,
          some.stream().mapToLong(each -> Long.parseLong(String.valueOf(each.get(column)))).sum());
    }
    return row;
  }

  /** An early result and the final one. */
  private void message(String dimension, String value, Map<String, @Nullable Object> counts) {
    for (int revision = 1; revision <= 2; revision++) {
      Map<String, @Nullable Object> message = new LinkedHashMap<>();
      message.put("feed", "texts");
      message.put("dimension", dimension);
      message.put("value", value);
      message.putAll(counts);
      if (revision == 1) {
        message.put("count", 1);
      }
      message.put("final", revision == 2);
      message.put("revision", revision);
      records("texts-metrics")
          .add(new ProducerRecord<>("texts-metrics", 0, null, Topics.bytes(json(message))));
    }
  }

  private static String json(Map<String, @Nullable Object> object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Writes everything.
   *
   * @param zones where the folders {@code raw} and {@code processed} are
   */
  void write(Topics broker, Path folder, Path zones, boolean parquet) throws Exception {
    broker.recreate(TOPICS, PARTITIONS);
    for (List<ProducerRecord<byte[], byte[]>> some : topics.values()) {
      broker.send(some);
    }
    for (String dataset : lake.keySet()) {
      Path root = dataset.contains("/") ? zones : folder;
      Map<String, List<String>> dates = new TreeMap<>();
      for (Map<String, @Nullable Object> row : rows(dataset)) {
        Object at =
            row.getOrDefault("timestamp", row.getOrDefault("received_at", row.get("window_start")));
        dates
            .computeIfAbsent(String.valueOf(at).substring(0, 10), date -> new ArrayList<>())
            .add(parquet ? json(row) : asTheJobWritesIt(row));
      }
      for (Map.Entry<String, List<String>> date : dates.entrySet()) {
        Path file =
            Files.createDirectories(root.resolve(dataset).resolve("date=" + date.getKey()))
                .resolve("a.json");
        Files.write(file, date.getValue());
        if (parquet) {
          toParquet(dataset, file);
        }
      }
    }
  }

  /** In JSON, metadata is an object, byte for byte but for line feeds. */
  private static String asTheJobWritesIt(Map<String, @Nullable Object> row) {
    Object metadata = row.get("metadata");
    return metadata == null
        ? json(row)
        : json(row).replace(jsonText(metadata.toString()), metadata.toString());
  }

  private static String jsonText(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void toParquet(String dataset, Path json) throws Exception {
    String columns =
        dataset.startsWith("raw/")
            ? "topic: 'VARCHAR', \"partition\": 'INTEGER', \"offset\": 'BIGINT', received_at: 'TIMESTAMPTZ', \"key\": 'VARCHAR', \"value\": 'VARCHAR'"
            : dataset.startsWith("processed/")
                ? "text_id: 'VARCHAR', text: 'VARCHAR', clean_text: 'VARCHAR', detected_language: 'VARCHAR', language_confidence: 'DOUBLE', language_mismatch: 'BOOLEAN', characters: 'INTEGER', tokens: 'INTEGER', stems: 'VARCHAR[]', label: 'VARCHAR', score: 'DOUBLE', model_name: 'VARCHAR', model_version: 'VARCHAR', metadata: 'VARCHAR', \"timestamp\": 'TIMESTAMPTZ'"
                : "window_start: 'TIMESTAMPTZ', window_end: 'TIMESTAMPTZ', language: 'VARCHAR', label: 'VARCHAR', texts: 'BIGINT', characters: 'BIGINT', tokens: 'BIGINT'";
    String bytes =
        dataset.startsWith("raw/")
            ? " REPLACE (from_base64(\"key\") AS \"key\", from_base64(\"value\") AS \"value\")"
            : "";
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          "COPY (SELECT *%s FROM read_json('%s', format = 'newline_delimited', hive_partitioning = false, columns = {%s})) TO '%s' (FORMAT parquet)"
              .formatted(bytes, json, columns, json.resolveSibling("a.parquet")));
    }
    Files.delete(json);
  }
}
