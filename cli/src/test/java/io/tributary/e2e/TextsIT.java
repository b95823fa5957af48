package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.testkit.BrokerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts in three languages, through kills, against what the topics say by themselves. */
final class TextsIT {
  /** 300,000 and ten kills when it is taken seriously: docs/benchmarks.md. */
  private static final int TEXTS = Integer.getInteger("tributary.texts", 6_000);

  private static final int KILLS = Integer.getInteger("tributary.kills", 2);
  private static final Instant BEGIN = Instant.parse("2025-12-19T23:50:00Z");
  private static final Map<String, List<String>> WORDS =
      new TreeMap<>(
          Map.of(
              "fr",
              List.of(
                  "l'été", "œuvre", "match", "gouvernement", "virus", "film", "😀", "<b>où</b>"),
              "en",
              List.of(
                  "the", "team", "president", "planet", "doctor", "AT&amp;T", "naïve", "\u200b"),
              "ar",
              List.of(
                  "كِتَابٌ", "المدرسة", "الرئيس", "جمـــيل", "فريق", "١٢٣", "\u202Eمرض\u202C")));

  @TempDir private Path folder;
  private BrokerProcess broker;
  private final ObjectMapper json = new ObjectMapper();
  private final SplittableRandom random = new SplittableRandom(7);

  /** What must come of each text, by its id. */
  private final Map<String, JsonNode> expected = new LinkedHashMap<>();

  /** Every record's value, by topic, partition and offset. */
  private final Map<String, byte[]> sent = new HashMap<>();

  private int rejected;

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void everyTextIsDeliveredOnceAndArchivedAsItCame() throws Exception {
    for (String language : WORDS.keySet()) {
      new Topic(broker.bootstrap(), "raw-text-" + language).create(3, Map.of());
    }
    send(0, TEXTS / 2);
    Tributary.run(folder, run("--bounded", "--parallelism=1"));
    Topic processed = new Topic(broker.bootstrap(), "processed-text");
    for (int kill = 1, sent = TEXTS / 2; kill < KILLS; kill++) {
      int next = kill == KILLS - 1 ? TEXTS : sent + TEXTS / 2 / (KILLS - 1);
      send(sent, next);
      sent = next;
      try (Tributary killedLater = Tributary.start(folder, run())) {
        processed.awaitMore(0);
        killedLater.kill();
      }
    }
    try (Tributary killedAtOnce = Tributary.start(folder, run())) {
      killedAtOnce.awaitSaying("running");
      killedAtOnce.kill();
    }
    Tributary.run(folder, run("--bounded"));
    Tributary.run(folder, run("--bounded"));

    archiveEqualsWhatWasSent();
    Map<String, List<Object>> rows = processedEqualsWhatWasExpected();
    topicEquals(processed, rows);
    windowsEqual("texts_by_language", "language", rows, 0);
    windowsEqual("texts_by_label", "label", rows, 4);
    totalsEqual(rows.values());
    assertThat(new Topic(broker.bootstrap(), "texts-dead-letters").count()).isEqualTo(rejected);
    assertThat(new Topic(broker.bootstrap(), "texts-late").count()).isZero();
  }

  private void archiveEqualsWhatWasSent() throws Exception {
    Set<String> archived = new HashSet<>();
    for (String language : WORDS.keySet()) {
      Outcome.query(
          "SELECT topic, partition, \"offset\", value, received_at IS NOT NULL FROM "
              + lake().files("raw/" + language),
          row -> {
            String place = row.getString(1) + "-" + row.getInt(2) + "@" + row.getLong(3);
            assertThat(archived.add(place)).as(place).isTrue();
            assertThat(row.getString(1)).isEqualTo("raw-text-" + language);
            java.sql.Blob value = row.getBlob(4);
            assertThat(value.getBytes(1, (int) value.length()))
                .as(place)
                .isEqualTo(sent.get(place));
            assertThat(row.getBoolean(5)).isTrue();
          });
    }
    assertThat(archived).isEqualTo(sent.keySet());
  }

  /** Language, window, characters, tokens, label and mismatch of each row, by its id. */
  private Map<String, List<Object>> processedEqualsWhatWasExpected() throws Exception {
    Map<String, List<Object>> rows = new HashMap<>();
    for (String language : WORDS.keySet()) {
      Outcome.query(
          "SELECT text_id, text, clean_text, detected_language, language_confidence,"
              + " language_mismatch, characters, tokens, len(stems), label, score, model_name,"
              + " model_version, metadata, epoch_us(timestamp) FROM "
              + lake().files("processed/language=" + language),
          row -> {
            String id = row.getString(1);
            JsonNode text = expected.get(id);
            assertThat(text).as(id).isNotNull();
            assertThat(text.path("language").asText()).isEqualTo(language);
            assertThat(row.getString(2)).isEqualTo(text.path("text").asText());
            assertThat(row.getString(3)).doesNotContain("<b>", "\u200b", "ـ", "\u064B", "\u202E");
            assertThat(row.getString(4)).isIn("fr", "en", "ar", "und");
            assertThat(row.getDouble(5)).isBetween(0.0, 1.0);
            assertThat(row.getBoolean(6))
                .isEqualTo(!List.of(language, "und").contains(row.getString(4)));
            assertThat(row.getInt(7))
                .isEqualTo(
                    text.path("text")
                        .asText()
                        .codePointCount(0, text.path("text").asText().length()));
            assertThat(row.getInt(9)).isLessThanOrEqualTo(row.getInt(8));
            assertThat(row.getDouble(11)).isBetween(1.0 / 7, 1.0);
            assertThat(row.getString(12)).isEqualTo("text_classifier");
            assertThat(row.getString(13)).isEqualTo("1");
            assertThat(row.getString(14)).isEqualTo(text.path("metadata").toString());
            Instant at = Instant.parse(text.path("timestamp").asText());
            assertThat(row.getLong(15)).isEqualTo(at.toEpochMilli() * 1000);
            List<Object> was =
                rows.put(
                    id,
                    List.of(
                        language,
                        at.toEpochMilli() / 60_000 * 60_000_000L,
                        row.getLong(7),
                        row.getLong(8),
                        row.getString(10),
                        row.getBoolean(6)));
            assertThat(was).as("twice: " + id).isNull();
          });
    }
    assertThat(rows.keySet()).isEqualTo(expected.keySet());
    return rows;
  }

  private void topicEquals(Topic topic, Map<String, List<Object>> rows) {
    Set<String> seen = new HashSet<>();
    topic.read(
        record -> {
          JsonNode text = tree(record.value());
          String id = text.path("text_id").asText();
          assertThat(seen.add(id)).as("once: " + id).isTrue();
          assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(id);
          JsonNode was = expected.get(id);
          for (String field : List.of("text", "language", "metadata")) {
            assertThat(text.path(field)).isEqualTo(was.path(field));
          }
          assertThat(text.path("label").asText()).isEqualTo(rows.get(id).get(4));
          assertThat(text.path("stems").isArray()).isTrue();
        });
    assertThat(seen).isEqualTo(expected.keySet());
  }

  private void windowsEqual(
      String dataset, String dimension, Map<String, List<Object>> rows, int column)
      throws Exception {
    Map<String, long[]> counted = new TreeMap<>();
    for (List<Object> row : rows.values()) {
      long[] sums = counted.computeIfAbsent(row.get(1) + " " + row.get(column), k -> new long[3]);
      sums[0]++;
      sums[1] += (long) row.get(2);
      sums[2] += (long) row.get(3);
    }
    Map<String, long[]> found = new TreeMap<>();
    Outcome.query(
        "SELECT epoch_us(window_start), "
            + dimension
            + ", texts, characters, tokens FROM "
            + lake().files(dataset),
        row ->
            assertThat(
                    found.put(
                        row.getLong(1) + " " + row.getString(2),
                        new long[] {row.getLong(3), row.getLong(4), row.getLong(5)}))
                .isNull());
    assertThat(found.keySet()).isEqualTo(counted.keySet());
    found.forEach((key, sums) -> assertThat(sums).as(key).isEqualTo(counted.get(key)));
  }

  private void totalsEqual(Collection<List<Object>> rows) {
    Map<String, Long> totals = new TreeMap<>();
    new Topic(broker.bootstrap(), "texts-metrics")
        .read(
            record -> {
              JsonNode point = tree(record.value());
              if (point.path("dimension").asText().equals("total")
                  && point.path("final").asBoolean()) {
                assertThat(point.has("unique_clients")).isFalse();
                for (String name :
                    List.of("count", "characters", "tokens", "language_mismatches")) {
                  totals.merge(name, point.path(name).asLong(), Long::sum);
                }
              }
            });
    assertThat(totals)
        .isEqualTo(
            Map.of(
                "count", (long) rows.size(),
                "characters", rows.stream().mapToLong(row -> (long) row.get(2)).sum(),
                "tokens", rows.stream().mapToLong(row -> (long) row.get(3)).sum(),
                "language_mismatches", rows.stream().filter(row -> (boolean) row.get(5)).count()));
  }

  private JsonNode tree(byte[] value) {
    try {
      return json.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send(int from, int to) throws Exception {
    List<Runnable> placed = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = new Topic(broker.bootstrap(), "").producer()) {
      List<String> languages = List.copyOf(WORDS.keySet());
      for (int i = from; i < to; i++) {
        String language = languages.get(i % 3);
        String text = text(i, language);
        if (random.nextInt(50) == 0) {
          rejected++;
          placed.add(
              send(producer, i, language, "{\"text\":\"?\",\"language\":\"" + language + "\"}"));
          continue;
        }
        expected.put("t-" + i, json.readTree(text));
        placed.add(send(producer, i, language, text));
        if (random.nextInt(50) == 0) {
          placed.add(send(producer, i + 1, language, text)); // a copy, perhaps in another partition
        }
      }
    }
    placed.forEach(Runnable::run);
  }

  /** Sends a record; what is returned notes where it has been placed. */
  private Runnable send(
      KafkaProducer<byte[], byte[]> producer, int number, String language, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    Future<RecordMetadata> sending =
        producer.send(
            new ProducerRecord<>(
                "raw-text-" + language, number / 3 % 3, BEGIN.toEpochMilli(), null, bytes));
    return () -> {
      try {
        RecordMetadata place = sending.get();
        sent.put(place.topic() + "-" + place.partition() + "@" + place.offset(), bytes);
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private String text(int number, String language) throws Exception {
    List<String> words = new ArrayList<>();
    int many = random.nextInt(0, 12);
    for (int i = 0; i < many; i++) {
      List<String> all = WORDS.get(language);
      words.add(all.get(random.nextInt(all.size())));
    }
    var record = json.createObjectNode();
    record.put("text", String.join(" ", words));
    record.put("language", language);
    record.putObject("metadata").put("id", "t-" + number).put("source", "test");
    record.put("timestamp", BEGIN.plusMillis(600_000L * number / TEXTS).toString());
    return json.writeValueAsString(record);
  }

  private Outcome lake() {
    return new Outcome(broker.bootstrap(), folder.resolve("lake"));
  }

  private String[] run(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "texts",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--checkpoint.path=" + folder.resolve("checkpoints"),
                "--checkpoint.interval=1s",
                "--rest.port=0"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
