package io.tributary.connectors.kafka.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition and how far it has been read.
 *
 * @param nextOffset the offset of the next record, or {@link #EARLIEST}
 */
public record PartitionSplit(TopicPartition partition, long nextOffset) implements SourceSplit {
  /** Nothing was read yet: begin with the earliest record there is. */
  static final long EARLIEST = -1;

  @Override
  public String splitId() {
    return partition.toString();
  }

  /** Splits in checkpoints: topic, partition, next offset. */
  static final class Serializer implements SimpleVersionedSerializer<PartitionSplit> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(PartitionSplit split) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeUTF(split.partition.topic());
        out.writeInt(split.partition.partition());
        out.writeLong(split.nextOffset);
      }
      return bytes.toByteArray();
    }

    @Override
    public PartitionSplit deserialize(int version, byte[] serialized) throws IOException {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
        return new PartitionSplit(new TopicPartition(in.readUTF(), in.readInt()), in.readLong());
      }
    }
  }
}
