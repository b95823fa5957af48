package io.tributary.connectors.kafka.source;

import io.tributary.connectors.kafka.source.Fetched.Progress;
import io.tributary.connectors.kafka.source.Fetched.Standing;
import io.tributary.connectors.kafka.source.TopicSource.MadeAnew;
import io.tributary.connectors.kafka.source.TopicSource.Tolerance;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
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
  private static final String NO_LONGER_FITS =
      ". The state doesn't fit the topic any more: start without state on a new lake";

  private final Map<String, String> properties;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Tolerance tolerance;
  private final @Nullable Map<TopicPartition, Long> stopAt;

  /** Of the topics that are read. */
  private final Map<String, Uuid> ids = new HashMap<>();

  /** Where each partition is read on. */
  private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();

  /** Those of a directory that are no longer there. */
  private final Set<TopicPartition> gone = new HashSet<>();

  private final AtomicLong lag = new AtomicLong(UNKNOWN);

  /**
   * Connects.
   *
   * @param tolerance when it goes on where it can't as the state says; else it fails for good
   */
  PartitionReader(
      Map<String, String> properties,
      Tolerance tolerance,
      @Nullable Map<TopicPartition, Long> stopAt) {
    this.properties = Map.copyOf(properties);
    this.tolerance = tolerance;
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
    List<TopicPartition> fromEarliest = new ArrayList<>();
    Map<String, TopicDescription> found = describe(change.splits());
    Map<TopicPartition, OffsetAndMetadata> added = new HashMap<>();
    for (PartitionSplit split : change.splits()) {
      TopicPartition partition = split.partition();
      TopicDescription topic = found.get(partition.topic());
      Uuid id = topic == null ? Uuid.ZERO_UUID : topic.topicId();
      boolean isThere = topic != null && partition.partition() < topic.partitions().size();
      if (!isThere && (mayBeginAgain() || split.nextOffset() != PartitionSplit.EARLIEST)) {
        leaveOut(partition);
        continue;
      }
      boolean isAnother = isAnother(split, id);
      ids.put(partition.topic(), id.equals(Uuid.ZERO_UUID) ? split.topicId() : id);
      long end = stopAt == null ? Long.MAX_VALUE : stopAt.getOrDefault(partition, Long.MAX_VALUE);
      // A bounded run would be at its end at once, and the next one pass over what came meanwhile.
      boolean isBeyondTheEnd = split.nextOffset() > end;
      if (split.nextOffset() == PartitionSplit.EARLIEST
          || (mayBeginAgain() && (isAnother || isBeyondTheEnd))) {
        fromEarliest.add(partition);
      } else if (isBeyondTheEnd) {
        throw beyondTheEnd(partition, split.nextOffset(), end);
      } else {
        Optional<Integer> epoch =
            isAnother || split.epoch() == PartitionSplit.NO_EPOCH
                ? Optional.empty()
                : Optional.of(split.epoch());
        added.put(partition, new OffsetAndMetadata(split.nextOffset(), epoch, ""));
      }
    }
    // Before they are assigned: the consumer takes any offset that it asks for of an assigned
    // partition for the end, and a partition that was not read yet would be called idle.
    added.putAll(begins(fromEarliest));
    Set<TopicPartition> all = new HashSet<>(consumer.assignment());
    all.addAll(added.keySet());
    consumer.assign(all);
    lag.set(UNKNOWN);
    added.forEach(this::seek);
    added.forEach(
        (partition, offset) -> {
          if (hasEnded(partition, offset.offset())) {
            consumer.pause(List.of(partition)); // before anything of it is fetched
          }
        });
  }

  /** Of a bounded run; one that was added since its start is left to the next one. */
  private boolean hasEnded(TopicPartition partition, long offset) {
    return stopAt != null && offset >= stopAt.getOrDefault(partition, 0L);
  }

  private boolean mayBeginAgain() {
    return tolerance.madeAnew() == MadeAnew.BEGIN_AGAIN;
  }

  private Map<TopicPartition, OffsetAndMetadata> begins(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> begins = new HashMap<>();
    uninterrupted(() -> consumer.beginningOffsets(partitions))
        .forEach((partition, offset) -> begins.put(partition, new OffsetAndMetadata(offset)));
    return begins;
  }

  private void seek(TopicPartition partition, OffsetAndMetadata offset) {
    consumer.seek(partition, offset);
    next.put(partition, offset);
  }

  private Map<String, TopicDescription> describe(List<PartitionSplit> splits) {
    Set<String> topics = new HashSet<>();
    splits.forEach(split -> topics.add(split.partition().topic()));
    try {
      return TopicEnumerator.describe(properties, topics);
    } catch (ExecutionException e) {
      throw new FlinkRuntimeException("the topics " + topics + " can't be looked at", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FlinkRuntimeException(e);
    }
  }

  /**
   * Of a directory; else the job is restarted, until the broker that was asked knows it as well.
   */
  private void leaveOut(TopicPartition partition) {
    if (!mayBeginAgain()) {
      throw new FlinkRuntimeException(
          partition
              + " is no longer there: if its topic was made anew with fewer partitions, start without"
              + " state on a new lake");
    }
    LOG.warn("{} is no longer there", partition);
    gone.add(partition);
  }

  /** Whether the state is about a topic that was deleted since. */
  private boolean isAnother(PartitionSplit split, Uuid id) {
    Uuid before = split.topicId();
    if (before.equals(Uuid.ZERO_UUID) || id.equals(Uuid.ZERO_UUID) || before.equals(id)) {
      return false;
    }
    String topic = split.partition().topic();
    switch (tolerance.madeAnew()) {
      case HALT -> throw LostRecords.inTopicMadeAnew(topic, id, before);
      case BEGIN_AGAIN ->
          LOG.warn("{}; it is read from its beginning", LostRecords.madeAnew(topic, id, before));
      case GO_ON ->
          LOG.error(
              "{}; going on at offset {} of partition {}: allow-topics-made-anew is set",
              LostRecords.madeAnew(topic, id, before),
              split.nextOffset(),
              split.partition().partition());
    }
    return true;
  }

  private static LostRecords beyondTheEnd(TopicPartition partition, long next, long end) {
    return new LostRecords(
        ("%s: the next record is offset %d, but the topic ends at %d: it was made anew, or the"
                    + " brokers have lost records")
                .formatted(partition, next, end)
            + NO_LONGER_FITS);
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
      records = poll();
    } catch (WakeupException wakeup) {
      records = ConsumerRecords.empty();
    } catch (LogTruncationException truncated) {
      readAgain(truncated);
      records = ConsumerRecords.empty();
    } catch (OffsetOutOfRangeException gone) {
      passOver(gone);
      records = ConsumerRecords.empty();
    }
    records
        .nextOffsets()
        .forEach((partition, told) -> next.merge(partition, told, PartitionReader::told));
    Map<TopicPartition, Progress> progress = new HashMap<>();
    long behind = next.isEmpty() ? UNKNOWN : 0;
    for (Map.Entry<TopicPartition, OffsetAndMetadata> each : next.entrySet()) {
      TopicPartition partition = each.getKey();
      long offset = each.getValue().offset();
      int epoch = each.getValue().leaderEpoch().orElse(PartitionSplit.NO_EPOCH);
      long left = consumer.currentLag(partition).orElse(Long.MAX_VALUE);
      Standing standing = left == 0 ? Standing.AT_END : Standing.BEHIND;
      if (stopAt != null && hasEnded(partition, offset)) {
        consumer.pause(List.of(partition));
        standing = Standing.ENDED;
        long stop = stopAt.getOrDefault(partition, offset);
        if (stop < offset) { // what was fetched from there on is left to the next run
          offset = stop;
          epoch = PartitionSplit.NO_EPOCH;
        }
      } else {
        behind = behind == UNKNOWN || left == Long.MAX_VALUE ? UNKNOWN : behind + left;
      }
      Uuid id = ids.getOrDefault(partition.topic(), Uuid.ZERO_UUID);
      progress.put(partition, new Progress(standing, offset, epoch, id));
    }
    Standing ofGone = stopAt == null ? Standing.AT_END : Standing.ENDED;
    for (TopicPartition partition : gone) {
      progress.put(
          partition,
          new Progress(ofGone, PartitionSplit.EARLIEST, PartitionSplit.NO_EPOCH, Uuid.ZERO_UUID));
    }
    lag.set(behind);
    return new Fetch(records, progress, stopAt);
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    if (next.isEmpty()) { // which a consumer can't be asked for
      LockSupport.parkNanos(POLL.toNanos());
      return ConsumerRecords.empty();
    }
    return consumer.poll(POLL);
  }

  /** Of a partition that brought nothing the consumer may tell no epoch. */
  private static OffsetAndMetadata told(OffsetAndMetadata before, OffsetAndMetadata told) {
    return told.offset() == before.offset() && told.leaderEpoch().isEmpty() ? before : told;
  }

  /** Goes back to where the brokers have lost records that were read, if it may. */
  private void readAgain(LogTruncationException truncated) {
    Map<TopicPartition, Long> read = truncated.offsetOutOfRangePartitions();
    if (mayBeginAgain()) {
      begins(read.keySet()).forEach(this::seek);
      // The last answer is taken for the end: the beginning must not be.
      uninterrupted(() -> consumer.endOffsets(read.keySet()));
      return;
    }
    read.forEach(
        (partition, offset) -> {
          OffsetAndMetadata left = truncated.divergentOffsets().get(partition);
          String lost =
              "%s: the next record is offset %d, but the brokers have lost what was read before it%s, and have taken others since"
                  .formatted(
                      partition,
                      offset,
                      left == null ? "" : ", from offset " + left.offset() + " on");
          if (left == null) {
            throw new LostRecords(lost + NO_LONGER_FITS);
          }
          goOn(
              partition,
              left,
              lost,
              ". See that the brokers keep what they have taken; then --allow-lost-records reads"
                  + " those others, too");
        });
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
        if (!mayBeginAgain()) {
          throw beyondTheEnd(partition, next, end);
        }
        seek(partition, new OffsetAndMetadata(begin));
        continue;
      }
      if (next >= begin) {
        throw new IOException(partition + ": offset " + next + " can't be read", gone);
      }
      String deleted =
          "%s: the next record is offset %d, but the topic begins at %d: the %d offsets between were deleted before they were read"
              .formatted(partition, next, begin, begin - next);
      goOn(
          partition,
          new OffsetAndMetadata(begin),
          deleted,
          ". Lengthen the topic's retention.ms, so that no more are lost; then --allow-lost-records"
              + " goes on without them");
    }
  }

  /** Elsewhere than the state says, if it may. */
  private void goOn(TopicPartition partition, OffsetAndMetadata from, String lost, String remedy) {
    if (!tolerance.lostRecords()) {
      throw new LostRecords(lost + remedy);
    }
    LOG.error("{}; going on at offset {}: allow-lost-records is set", lost, from.offset());
    seek(partition, from);
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
