package io.tributary.connectors.kafka.source;

import io.tributary.connectors.kafka.source.Fetched.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls the partitions of one subtask, in the fetcher's thread. */
final class PartitionReader implements SplitReader<Fetched, PartitionSplit> {
  /** A lag that nobody can tell: no partition is assigned, or the broker has not said yet. */
  static final long UNKNOWN = -1;

  private static final Logger LOG = LoggerFactory.getLogger(PartitionReader.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final boolean allowLostRecords;
  private final @Nullable Map<TopicPartition, Long> stopAt;
  private final AtomicLong lag = new AtomicLong(UNKNOWN);

  /**
   * Connects.
   *
   * @param allowLostRecords whether it goes on behind records that were deleted before they were
   *     read; else it fails for good
   */
  PartitionReader(
      Map<String, String> properties,
      boolean allowLostRecords,
      @Nullable Map<TopicPartition, Long> stopAt) {
    this.allowLostRecords = allowLostRecords;
    consumer =
        new KafkaConsumer<>(
            new HashMap<>(properties), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.stopAt = stopAt;
  }

  /** Records that are there and not fetched yet; {@link #UNKNOWN} until that is known of all. */
  long lag() {
    return lag.get();
  }

  @Override
  public void handleSplitsChanges(SplitsChange<PartitionSplit> change) {
    Set<TopicPartition> all = new HashSet<>(consumer.assignment());
    Map<TopicPartition, Long> next = new HashMap<>();
    List<TopicPartition> fromEarliest = new ArrayList<>();
    for (PartitionSplit split : change.splits()) {
      next.put(split.partition(), split.nextOffset());
      if (split.nextOffset() == PartitionSplit.EARLIEST) {
        fromEarliest.add(split.partition());
      }
    }
    // Before they are assigned: the consumer takes any offset that it asks for of an assigned
    // partition for the end, and a partition that was not read yet would be called idle.
    next.putAll(uninterrupted(() -> consumer.beginningOffsets(fromEarliest)));
    all.addAll(next.keySet());
    consumer.assign(all);
    lag.set(UNKNOWN);
    next.forEach(consumer::seek);
  }

  /** A wake-up that came for a poll may hit the next call instead: that one is made again. */
  private static <V> V uninterrupted(java.util.function.Supplier<V> call) {
    try {
      return call.get();
    } catch (WakeupException wakeup) {
      return call.get();
    }
  }

  @Override
  public RecordsWithSplitIds<Fetched> fetch() throws IOException {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(POLL);
    } catch (WakeupException wakeup) {
      records = ConsumerRecords.empty();
    } catch (OffsetOutOfRangeException gone) {
      passOver(gone);
      records = ConsumerRecords.empty();
    }
    Map<TopicPartition, Progress> progress = new HashMap<>();
    long behind = consumer.assignment().isEmpty() ? UNKNOWN : 0;
    for (TopicPartition partition : consumer.assignment()) {
      long left = consumer.currentLag(partition).orElse(Long.MAX_VALUE);
      if (stopAt != null
          && uninterrupted(() -> consumer.position(partition))
              >= stopAt.getOrDefault(partition, 0L)) {
        consumer.pause(List.of(partition));
        progress.put(partition, Progress.ENDED);
      } else {
        progress.put(partition, left == 0 ? Progress.AT_END : Progress.BEHIND);
        behind = behind == UNKNOWN || left == Long.MAX_VALUE ? UNKNOWN : behind + left;
      }
    }
    lag.set(behind);
    return new Fetch(records, progress, stopAt);
  }

  /** Goes to the first record that is left, if it may. */
  private void passOver(OffsetOutOfRangeException gone) throws IOException {
    Set<TopicPartition> partitions = gone.offsetOutOfRangePartitions().keySet();
    Map<TopicPartition, Long> begins = uninterrupted(() -> consumer.beginningOffsets(partitions));
    Map<TopicPartition, Long> ends = uninterrupted(() -> consumer.endOffsets(partitions));
    for (TopicPartition partition : partitions) {
      long next = gone.offsetOutOfRangePartitions().getOrDefault(partition, 0L);
      long begin = begins.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      if (next > end) {
        throw new LostRecords(
            ("%s: the next record is offset %d, but the topic ends at %d: it was made anew, or the"
                    + " brokers have lost records. The state doesn't fit it any more: start without"
                    + " state on a new lake")
                .formatted(partition, next, end));
      }
      if (next >= begin) {
        throw new IOException(partition + ": offset " + next + " can't be read", gone);
      }
      String deleted =
          "%s: the next record is offset %d, but the topic begins at %d: the %d offsets between were deleted before they were read"
              .formatted(partition, next, begin, begin - next);
      if (!allowLostRecords) {
        throw new LostRecords(
            deleted
                + ". Lengthen the topic's retention.ms, so that no more are lost; then"
                + " --allow-lost-records goes on without them");
      }
      LOG.error("{}; going on without them: allow-lost-records is set", deleted);
      consumer.seek(partition, begin);
    }
  }

  @Override
  public void wakeUp() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** One poll's records by partition, each partition followed by its progress. */
  private static final class Fetch implements RecordsWithSplitIds<Fetched> {
    private final ConsumerRecords<byte[], byte[]> records;
    private final @Nullable Map<TopicPartition, Long> stopAt;
    private final Iterator<Map.Entry<TopicPartition, Progress>> partitions;
    private Iterator<ConsumerRecord<byte[], byte[]>> current =
        List.<ConsumerRecord<byte[], byte[]>>of().iterator();
    private @Nullable Progress progress;
    private long stop;

    Fetch(
        ConsumerRecords<byte[], byte[]> records,
        Map<TopicPartition, Progress> progress,
        @Nullable Map<TopicPartition, Long> stopAt) {
      this.records = records;
      this.stopAt = stopAt;
      this.partitions = progress.entrySet().iterator();
    }

    @Override
    public @Nullable String nextSplit() {
      if (!partitions.hasNext()) {
        return null;
      }
      Map.Entry<TopicPartition, Progress> next = partitions.next();
      current = records.records(next.getKey()).iterator();
      progress = next.getValue();
      stop = stopAt == null ? Long.MAX_VALUE : stopAt.getOrDefault(next.getKey(), 0L);
      return next.getKey().toString();
    }

    @Override
    public @Nullable Fetched nextRecordFromSplit() {
      if (current.hasNext()) {
        ConsumerRecord<byte[], byte[]> record = current.next();
        if (record.offset() < stop) {
          return new Fetched.Record(record);
        }
        current = List.<ConsumerRecord<byte[], byte[]>>of().iterator();
      }
      Progress last = progress;
      progress = null;
      return last;
    }

    @Override
    public Set<String> finishedSplits() {
      return Set.of();
    }
  }
}
