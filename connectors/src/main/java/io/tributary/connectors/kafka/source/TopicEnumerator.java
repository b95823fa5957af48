package io.tributary.connectors.kafka.source;

import io.tributary.connectors.checkpoint.CheckpointWatch;
import io.tributary.connectors.kafka.admin.ClientProperties;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Finds the topics' partitions, also those added later, and deals them out evenly. */
final class TopicEnumerator implements SplitEnumerator<PartitionSplit, Set<TopicPartition>> {
  private static final long DISCOVERY_MILLIS = Duration.ofMinutes(1).toMillis();

  private final List<String> topics;
  private final Map<String, String> properties;
  private final boolean bounded;
  private final CheckpointWatch watch;
  private final SplitEnumeratorContext<PartitionSplit> context;

  /** In the order of their discovery, which says who reads them. */
  private final Set<TopicPartition> known;

  /** Splits whose reader is not there yet. */
  private final Map<Integer, List<PartitionSplit>> pending = new HashMap<>();

  TopicEnumerator(
      List<String> topics,
      Map<String, String> properties,
      boolean bounded,
      CheckpointWatch watch,
      SplitEnumeratorContext<PartitionSplit> context,
      Set<TopicPartition> assigned) {
    this.topics = topics;
    this.properties = properties;
    this.bounded = bounded;
    this.watch = watch;
    this.context = context;
    this.known = new LinkedHashSet<>(assigned);
  }

  @Override
  public void start() {
    if (bounded) {
      context.callAsync(this::partitions, this::assignNew);
    } else {
      context.callAsync(this::partitions, this::assignNew, 0, DISCOVERY_MILLIS);
    }
    watch.begin(context);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    watch.completed();
  }

  /** Asked by a client of its own each time, which finds brokers that have moved. */
  private List<TopicPartition> partitions() throws Exception {
    List<TopicPartition> all = new ArrayList<>();
    Admin admin = Admin.create(ClientProperties.ofAdmin(properties));
    try {
      for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
        topic.partitions().forEach(p -> all.add(new TopicPartition(topic.name(), p.partition())));
      }
    } finally {
      admin.close(Duration.ZERO);
    }
    all.sort(
        Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));
    return all;
  }

  void assignNew(@Nullable List<TopicPartition> found, @Nullable Throwable failure) {
    if (failure != null || found == null) {
      if (known.isEmpty()) {
        throw new FlinkRuntimeException(
            "the partitions of " + topics + " can't be listed", failure);
      }
      return; // a broker that is away for a while: what is known is being read
    }
    for (TopicPartition partition : found) {
      int reader = known.size() % context.currentParallelism();
      if (known.add(partition)) {
        pending
            .computeIfAbsent(reader, r -> new ArrayList<>())
            .add(new PartitionSplit(partition, PartitionSplit.EARLIEST));
      }
    }
    List.copyOf(pending.keySet()).forEach(this::assignPending);
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
