package io.tributary.connectors.kafka;

import io.tributary.pipeline.enrich.DirectoryEntry;
import io.tributary.pipeline.enrich.LookupTable;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compacted topic as a directory in memory: read to its newest offsets when opened, then followed
 * by a thread of its own, so that it holds nothing back. Records that the parser rejects are passed
 * over here; the feed's own source of the topic puts them into the dead letters, once.
 */
public final class CompactedTopicTable<V> implements LookupTable<V> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(CompactedTopicTable.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final String topic;
  private final Map<String, String> consumerProperties;
  private final Parser<DirectoryEntry<V>> parser;

  private transient Map<Text, V> entries;
  private transient KafkaConsumer<byte[], byte[]> consumer;
  private transient Thread follower;
  private transient volatile boolean closing;
  private transient volatile @Nullable Throwable failure;

  public CompactedTopicTable(
      String topic, Map<String, String> consumerProperties, Parser<DirectoryEntry<V>> parser) {
    this.topic = topic;
    this.consumerProperties = Map.copyOf(consumerProperties);
    this.parser = parser;
  }

  @Override
  public void open() {
    entries = new ConcurrentHashMap<>();
    closing = false;
    consumer =
        new KafkaConsumer<>(
            new HashMap<>(consumerProperties),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    try {
      readToTheEnd();
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    LOG.info("{}: {} entries read, following", topic, entries.size());
    follower = new Thread(this::follow, "follow-" + topic);
    follower.setDaemon(true);
    follower.start();
  }

  private void readToTheEnd() {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new IllegalStateException("there is no topic " + topic + ": create it first");
    }
    List<TopicPartition> all =
        partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    Map<TopicPartition, Long> end = consumer.endOffsets(all);
    while (all.stream().anyMatch(p -> consumer.position(p) < end.getOrDefault(p, 0L))) {
      consumer.poll(POLL).forEach(this::take);
    }
  }

  private void follow() {
    try (KafkaConsumer<byte[], byte[]> mine = consumer) {
      while (!closing) {
        mine.poll(POLL).forEach(this::take);
      }
    } catch (WakeupException wakeup) {
      if (!closing) {
        failure = wakeup;
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      DirectoryEntry<V> entry =
          parser.parse(
              new RawRecord(
                  record.topic(),
                  record.partition(),
                  record.offset(),
                  record.timestamp(),
                  record.key(),
                  record.value(),
                  false,
                  0));
      entry
          .value()
          .ifPresentOrElse(
              v -> entries.put(entry.key().copy(), v), () -> entries.remove(entry.key()));
    } catch (Rejection rejection) {
      LOG.debug("{}-{}@{}: {}", topic, record.partition(), record.offset(), rejection.detail());
    }
  }

  @Override
  public Optional<V> find(Text key) {
    if (failure != null) {
      throw new IllegalStateException("the topic " + topic + " can't be followed", failure);
    }
    return Optional.ofNullable(entries.get(key));
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    if (follower != null) {
      consumer.wakeup();
      follower.join();
    }
  }
}
