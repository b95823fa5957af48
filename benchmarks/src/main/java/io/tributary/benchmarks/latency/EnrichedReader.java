package io.tributary.benchmarks.latency;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tributary.benchmarks.process.WholeTopic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Follows the enriched topic and notes when each record becomes visible. */
final class EnrichedReader implements Reader {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final JsonFactory JSON = new JsonFactory();

  private final MeasuredFeed feed;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Seen seen = new Seen();
  private volatile boolean closed;

  /**
   * @param isolation {@code read_uncommitted} or {@code read_committed}
   */
  EnrichedReader(MeasuredFeed feed, String bootstrap, String isolation) {
    this.feed = feed;
    consumer = WholeTopic.consumer(bootstrap, isolation);
  }

  @Override
  public Seen seen() {
    return seen;
  }

  @Override
  public Seen call() {
    try (consumer) {
      List<TopicPartition> partitions = WholeTopic.partitions(consumer, feed.output);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!closed) {
        var records = consumer.poll(POLL);
        long now = System.nanoTime();
        for (ConsumerRecord<byte[], byte[]> record : records) {
          seen.add(id(feed.id, record.value()), now);
        }
      }
    }
    return seen;
  }

  @Override
  public void close() {
    closed = true;
  }

  /** The id in a record of the topic, by the field that holds it. */
  static String id(String field, byte[] json) {
    try (JsonParser parser = JSON.createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME && parser.currentName().equals(field)) {
          return parser.nextTextValue();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the enriched topic holds something else than records", e);
    }
    throw new IllegalArgumentException("the enriched topic holds a record without a " + field);
  }
}
