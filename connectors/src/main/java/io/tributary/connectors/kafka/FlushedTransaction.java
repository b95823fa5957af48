package io.tributary.connectors.kafka;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that was flushed with a checkpoint and is to be committed once that is complete.
 *
 * @param committable what Flink's committer needs
 * @param spans where its records lie in each of its partitions: whether a {@code read_committed}
 *     reader finds a record where a span begins tells for good whether the transaction was
 *     committed. Empty when the brokers didn't say, or in the state of an older version
 */
record FlushedTransaction(KafkaCommittable committable, List<Span> spans) {

  /**
   * A part of a partition; others' records may lie between.
   *
   * @param first the offset of the transaction's first record
   * @param end the offset after its last record or later
   */
  record Span(TopicPartition partition, long first, long end) {
    @Override
    public String toString() {
      return partition + " offsets " + first + " to " + (end - 1);
    }
  }

  FlushedTransaction {
    spans = List.copyOf(spans);
  }

  @Override
  public String toString() {
    return committable.getTransactionalId()
        + " (producer "
        + committable.getProducerId()
        + ", epoch "
        + committable.getEpoch()
        + ")";
  }

  /** Version 1 is that of Flink's sink alone. */
  static final class Serializer implements SimpleVersionedSerializer<FlushedTransaction> {
    private static final int WITHOUT_PLACE = 1;
    private static final int WITH_SPANS = 3;

    private final SimpleVersionedSerializer<KafkaCommittable> committables;

    Serializer(SimpleVersionedSerializer<KafkaCommittable> committables) {
      this.committables = committables;
    }

    @Override
    public int getVersion() {
      return WITH_SPANS;
    }

    @Override
    public byte[] serialize(FlushedTransaction transaction) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        byte[] committable = committables.serialize(transaction.committable());
        out.writeInt(committables.getVersion());
        out.writeInt(committable.length);
        out.write(committable);
        out.writeInt(transaction.spans().size());
        for (Span span : transaction.spans()) {
          out.writeUTF(span.partition().topic());
          out.writeInt(span.partition().partition());
          out.writeLong(span.first());
          out.writeLong(span.end());
        }
      }
      return bytes.toByteArray();
    }

    @Override
    public FlushedTransaction deserialize(int version, byte[] serialized) throws IOException {
      if (version == WITHOUT_PLACE) {
        return new FlushedTransaction(committables.deserialize(version, serialized), List.of());
      }
      if (version != WITH_SPANS) {
        throw new IOException(
            "a flushed transaction of format " + version + " is from another version than this");
      }
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
        int inner = in.readInt();
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
          throw new IOException("a flushed transaction is damaged: its committable is cut");
        }
        KafkaCommittable committable = committables.deserialize(inner, in.readNBytes(length));
        int count = in.readInt();
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          TopicPartition partition = new TopicPartition(in.readUTF(), in.readInt());
          spans.add(new Span(partition, in.readLong(), in.readLong()));
        }
        return new FlushedTransaction(committable, spans);
      }
    }
  }
}
