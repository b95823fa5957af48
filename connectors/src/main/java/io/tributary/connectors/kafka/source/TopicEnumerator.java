package io.tributary.connectors.kafka.source;

import io.tributary.connectors.checkpoint.CheckpointWatch;
import io.tributary.connectors.kafka.admin.ClientProperties;
import io.tributary.connectors.kafka.source.TopicSource.MadeAnew;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the topics' partitions, also those added later, and deals them out evenly. Sees when a
 * topic is made anew while it is read.
 */
final class TopicEnumerator implements SplitEnumerator<PartitionSplit, Set<TopicPartition>> {
  private static final Logger LOG = LoggerFactory.getLogger(TopicEnumerator.class);
  private static final long DISCOVERY_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final int ANSWER_MILLIS = 20_000;

  private final List<String> topics;
  private final Map<String, String> properties;
  private final boolean bounded;
  private final MadeAnew madeAnew;
  private final CheckpointWatch watch;
  private final SplitEnumeratorContext<PartitionSplit> context;

  /** In the order of their discovery, which says who reads them. */
  private final Set<TopicPartition> known;

  private final Map<String, Uuid> ids = new HashMap<>();

  /** Splits whose reader is not there yet. */
  private final Map<Integer, List<PartitionSplit>> pending = new HashMap<>();

  /**
   * What brokers say of the topics.
   *
   * @param partitions of those that are there, in order
   * @param ids of the same, as far as the brokers give them
   */
  record Found(List<TopicPartition> partitions, Map<String, Uuid> ids) {}

  TopicEnumerator(
      List<String> topics,
      Map<String, String> properties,
      boolean bounded,
      MadeAnew madeAnew,
      CheckpointWatch watch,
      SplitEnumeratorContext<PartitionSplit> context,
      Set<TopicPartition> assigned) {
    this.topics = topics;
    this.properties = properties;
    this.bounded = bounded;
    this.madeAnew = madeAnew;
    this.watch = watch;
    this.context = context;
    this.known = new LinkedHashSet<>(assigned);
  }

  @Override
  public void start() {
    if (bounded) {
      context.callAsync(this::look, this::assignNew);
    } else {
      context.callAsync(this::look, this::assignNew, 0, DISCOVERY_MILLIS);
    }
    watch.begin(context);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    watch.completed();
  }

  private Found look() throws Exception {
    List<TopicPartition> partitions = new ArrayList<>();
    Map<String, Uuid> found = new HashMap<>();
    for (TopicDescription topic : describe(properties, topics).values()) {
      topic
          .partitions()
          .forEach(p -> partitions.add(new TopicPartition(topic.name(), p.partition())));
      if (!topic.topicId().equals(Uuid.ZERO_UUID)) {
        found.put(topic.name(), topic.topicId());
      }
    }
    partitions.sort(
        Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));
    return new Found(partitions, found);
  }

  /** Asked by a client of its own each time, which finds brokers that have moved. */
  static Map<String, TopicDescription> describe(
      Map<String, String> properties, Collection<String> topics)
      throws InterruptedException, ExecutionException {
    Admin admin = Admin.create(ClientProperties.ofAdmin(properties));
    try {
      DescribeTopicsOptions options = new DescribeTopicsOptions().timeoutMs(ANSWER_MILLIS);
      return admin.describeTopics(topics, options).allTopicNames().get();
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  void assignNew(@Nullable Found found, @Nullable Throwable failure) {
    if (failure != null || found == null) {
      if (known.isEmpty() || bounded) { // which asks once
        throw new FlinkRuntimeException(
            "the partitions of " + topics + " can't be listed", failure);
      }
      // Mostly a broker that is away for a while: what is known is being read.
      LOG.warn("the partitions of {} can't be listed: {}", topics, String.valueOf(failure));
      return;
    }
    found.ids().forEach(this::checkId);
    for (TopicPartition partition : found.partitions()) {
      int reader = known.size() % context.currentParallelism();
      if (known.add(partition)) {
        pending
            .computeIfAbsent(reader, r -> new ArrayList<>())
            .add(new PartitionSplit(partition, PartitionSplit.EARLIEST));
      }
    }
    List.copyOf(pending.keySet()).forEach(this::assignPending);
  }

  /** Readers check theirs before they begin; afterwards nobody but this one would see it. */
  private void checkId(String topic, Uuid id) {
    Uuid before = ids.putIfAbsent(topic, id);
    if (before == null || before.equals(id)) {
      return;
    }
    if (madeAnew == MadeAnew.BEGIN_AGAIN) {
      throw new FlinkRuntimeException(
          LostRecords.madeAnew(topic, id, before)
              + ": the job is restarted, and reads it from its beginning");
    }
    throw LostRecords.inTopicMadeAnew(topic, id, before);
  }

  private void assignPending(int reader) {
    if (context.registeredReaders().containsKey(reader)) {
      List<PartitionSplit> splits = pending.remove(reader);
      if (splits != null) {
        context.assignSplits(new SplitsAssignment<>(Map.of(reader, splits)));
      }
    }
  }

  @Override
  public void addReader(int reader) {
    assignPending(reader);
  }

  @Override
  public void addSplitsBack(List<PartitionSplit> splits, int reader) {
    pending.computeIfAbsent(reader, r -> new ArrayList<>()).addAll(splits);
    assignPending(reader);
  }

  @Override
  public void handleSplitRequest(int reader, @Nullable String host) {
    // Splits are dealt out, not asked for.
  }

  /** The partitions that readers know; those still pending are found again. */
  @Override
  public Set<TopicPartition> snapshotState(long checkpointId) {
    Set<TopicPartition> assigned = new LinkedHashSet<>(known);
    pending.values().forEach(splits -> splits.forEach(split -> assigned.remove(split.partition())));
    return assigned;
  }

  @Override
  public void close() {
    // Holds nothing: each question has a client of its own.
  }

  /** Assigned partitions in checkpoints. */
  static final class AssignedSerializer implements SimpleVersionedSerializer<Set<TopicPartition>> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Set<TopicPartition> assigned) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeInt(assigned.size());
        for (TopicPartition partition : assigned) {
          out.writeUTF(partition.topic());
          out.writeInt(partition.partition());
        }
      }
      return bytes.toByteArray();
    }

    @Override
    public Set<TopicPartition> deserialize(int version, byte[] serialized) throws IOException {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
        Set<TopicPartition> assigned = new LinkedHashSet<>();
        for (int left = in.readInt(); left > 0; left--) {
          assigned.add(new TopicPartition(in.readUTF(), in.readInt()));
        }
        return assigned;
      }
    }
  }
}
