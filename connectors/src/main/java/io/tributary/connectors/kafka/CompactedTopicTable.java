package io.tributary.connectors.kafka;

import static java.util.stream.Collectors.toSet;

import io.tributary.pipeline.enrich.DirectoryEntry;
import io.tributary.pipeline.enrich.LookupTable;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compacted topic as a directory in memory: read to its newest offsets when opened, then followed
 * by a thread of its own, so that it holds nothing back. Partitions that are added are followed as
 * well, at most two minutes later. A key's records may lie in two partitions then: the last of that
 * partition counts which has the newest timestamp.
 *
 * <p>Records that the parser rejects are passed over here; the feed's own source of the topic puts
 * them into the dead letters, once.
 */
public final class CompactedTopicTable<V> implements LookupTable<V> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(CompactedTopicTable.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration DISCOVERY = Duration.ofMinutes(1);

  private final String topic;
  private final Map<String, String> consumerProperties;
  private final Parser<DirectoryEntry<V>> parser;
  private final Duration discovery;

  private transient Map<Text, Entry<V>> entries;
  private transient KafkaConsumer<byte[], byte[]> consumer;
  private transient Thread follower;
  private transient volatile boolean closing;
  private transient volatile @Nullable Throwable failure;

  /**
   * What a key's partition says last; one that has been removed has no value. The newest timestamp
   * of all its records there, not of the last alone: else it would depend on which partition is
   * read first.
   */
  private record Entry<V>(int partition, long newest, Optional<V> value) {
    Entry<V> then(Entry<V> now) {
      if (partition == now.partition) {
        return new Entry<>(partition, Math.max(newest, now.newest), now.value);
      }
      boolean isNewer = now.newest > newest || now.newest == newest && now.partition > partition;
      return isNewer ? now : this;
    }
  }

  public CompactedTopicTable(
      String topic, Map<String, String> consumerProperties, Parser<DirectoryEntry<V>> parser) {
    this(topic, consumerProperties, parser, DISCOVERY);
  }

  /**
   * The same.
   *
   * @param discovery how often to look for new partitions
   */
  CompactedTopicTable(
      String topic,
      Map<String, String> consumerProperties,
      Parser<DirectoryEntry<V>> parser,
      Duration discovery) {
    this.topic = topic;
    this.consumerProperties = Map.copyOf(consumerProperties);
    this.parser = parser;
    this.discovery = discovery;
  }

  @Override
  public void open() {
    entries = new ConcurrentHashMap<>();
    closing = false;
    Map<String, Object> properties = new HashMap<>(consumerProperties);
    properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, discovery.toMillis());
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
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
    Set<TopicPartition> all = partitions(consumer);
    if (all.isEmpty()) {
      throw new IllegalStateException("there is no topic " + topic + ": create it first");
    }
    consumer.assign(all);
    consumer.seekToBeginning(all);
    Map<TopicPartition, Long> end = consumer.endOffsets(all);
    while (all.stream().anyMatch(p -> consumer.position(p) < end.getOrDefault(p, 0L))) {
      consumer.poll(POLL).forEach(this::take);
    }
  }

  private Set<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> from) {
    List<PartitionInfo> partitions = from.partitionsFor(topic);
    return partitions == null
        ? Set.of()
        : partitions.stream().map(p -> new TopicPartition(topic, p.partition())).collect(toSet());
  }

  private void follow() {
    try (KafkaConsumer<byte[], byte[]> mine = consumer) {
      long looked = System.nanoTime();
      while (!closing) {
        if (System.nanoTime() - looked > discovery.toNanos()) {
          addNewPartitions(mine);
          looked = System.nanoTime();
        }
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

  private void addNewPartitions(KafkaConsumer<byte[], byte[]> mine) {
    Set<TopicPartition> added;
    try {
      added = partitions(mine);
    } catch (RetriableException brokersAreAway) {
      return;
    }
    added.removeAll(mine.assignment());
    if (!added.isEmpty()) {
      LOG.info("{}: {} partitions were added", topic, added.size());
      Set<TopicPartition> all = new HashSet<>(mine.assignment());
      all.addAll(added);
      mine.assign(all); // what was followed keeps its position
      mine.seekToBeginning(added);
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
      entries.merge(
          entry.key().copy(),
          new Entry<>(record.partition(), record.timestamp(), entry.value()),
          Entry::then);
    } catch (Rejection rejection) {
      LOG.debug("{}-{}@{}: {}", topic, record.partition(), record.offset(), rejection.detail());
    }
  }

  @Override
  public Optional<V> find(Text key) {
    if (failure != null) {
      throw new IllegalStateException("the topic " + topic + " can't be followed", failure);
    }
    @Nullable Entry<V> entry = entries.get(key);
    return entry == null ? Optional.empty() : entry.value();
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
