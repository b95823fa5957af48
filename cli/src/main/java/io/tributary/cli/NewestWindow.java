package io.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.jobs.launch.FeedTopics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows a feed's metrics topic and knows what the newest window has counted. Not thread-safe. */
final class NewestWindow implements AutoCloseable {
  private static final Map<String, String> BESIDES =
      Map.of("unique_clients", " clients", "language_mismatches", " in another language");

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ObjectMapper json = BoundedJson.mapper();
  private Optional<JsonNode> newest = Optional.empty();

  NewestWindow(String bootstrap, String feed) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all =
        consumer.partitionsFor(FeedTopics.metrics(feed)).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToEnd(all);
    all.forEach(consumer::position);
  }

  /**
   * Reads on and describes the newest window, such as {@code 14:20:10 41, 39 clients, final}; of
   * days that are counted for each currency the one that has most, such as {@code 2026-01-31 EUR
   * 41, revision 7}.
   */
  Optional<String> describe() throws IOException {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(10))) {
      JsonNode point = json.readTree(record.value());
      boolean total = point.path("dimension").asText().equals("total");
      if (total && newest.map(shown -> replaces(point, shown)).orElse(true)) {
        newest = Optional.of(point);
      }
    }
    return newest.map(
        point ->
            "%s %d, %s%s"
                .formatted(
                    window(point),
                    point.path("count").asLong(),
                    besides(point),
                    point.path("final").asBoolean()
                        ? "final"
                        : "revision " + point.path("revision").asInt()));
  }

  /** What else a feed has counted that a person wants to see. */
  private static String besides(JsonNode point) {
    StringBuilder counts = new StringBuilder();
    BESIDES.forEach(
        (field, words) -> {
          if (point.has(field)) {
            counts.append(point.path(field).asLong()).append(words).append(", ");
          }
        });
    return counts.toString();
  }

  private static boolean replaces(JsonNode point, JsonNode shown) {
    int later = start(point).compareTo(start(shown));
    return later > 0
        || (later == 0
            && (currency(point).equals(currency(shown))
                || point.path("count").asLong() > shown.path("count").asLong()));
  }

  private static String window(JsonNode point) {
    boolean days = isMidnight(start(point)) && isMidnight(point.path("window_end").asText());
    return days
        ? (start(point).substring(0, 10) + " " + currency(point)).strip()
        : start(point).substring(11, 19);
  }

  private static boolean isMidnight(String moment) {
    return moment.startsWith("00:00:00", 11);
  }

  private static String currency(JsonNode point) {
    return point.path("currency").asText();
  }

  private static String start(JsonNode point) {
    return point.path("window_start").asText();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
