package io.tributary.connectors.kafka.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A partition and how far it has been read.
 *
 * @param nextOffset the offset of the next record, or {@link #EARLIEST}
 * @param epoch the leader's epoch of what lies before, by which a broker tells whether it still has
 *     that; {@link #NO_EPOCH} when it isn't known
 * @param topicId tells the topic from another one of its name; zero when it isn't known
 */
public record PartitionSplit(TopicPartition partition, long nextOffset, int epoch, Uuid topicId)
    implements SourceSplit {
  /** Nothing was read yet: begin with the earliest record there is. */
  static final long EARLIEST = -1;

  static final int NO_EPOCH = -1;

  /** Of which no more is known than where to go on. */
  PartitionSplit(TopicPartition partition, long nextOffset) {
    this(partition, nextOffset, NO_EPOCH, Uuid.ZERO_UUID);
  }

  @Override
  public String splitId() {
    return partition.toString();
  }

  /** Splits in checkpoints: topic, partition, next offset; since version 2 epoch and topic's id. */
  static final class Serializer implements SimpleVersionedSerializer<PartitionSplit> {
    @Override
    public int getVersion() {
      return 2;
    }

    @Override
    public byte[] serialize(PartitionSplit split) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeUTF(split.partition.topic());
        out.writeInt(split.partition.partition());
        out.writeLong(split.nextOffset);
        out.writeInt(split.epoch);
        out.writeLong(split.topicId.getMostSignificantBits());
        out.writeLong(split.topicId.getLeastSignificantBits());
      }
      return bytes.toByteArray();
    }

    @Override
    public PartitionSplit deserialize(int version, byte[] serialized) throws IOException {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
        TopicPartition partition = new TopicPartition(in.readUTF(), in.readInt());
        long next = in.readLong();
        return version == 1
            ? new PartitionSplit(partition, next)
            : new PartitionSplit(
                partition, next, in.readInt(), new Uuid(in.readLong(), in.readLong()));
      }
    }
  }
}
