package io.tributary.pipeline.record;

import io.tributary.pipeline.record.Parsed.Accepted;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A valid record on the wire. The feed's topics travel as their number in its list; what else
 * stands in a topic's place, such as the file that a record was collected from, is written out.
 */
public final class AcceptedCodec<T> implements Codec<Accepted<T>> {
  private static final long serialVersionUID = 1L;
  private static final int WRITTEN_OUT = -1;

  private final List<String> topics;
  private final RecordCodec<T> values;

  public AcceptedCodec(List<String> topics, RecordCodec<T> values) {
    this.topics = List.copyOf(topics);
    this.values = values;
  }

  @Override
  public void write(Accepted<T> accepted, DataOutputView out) throws IOException {
    RawRecord raw = accepted.raw();
    int number = topics.indexOf(raw.topic());
    out.writeByte(number);
    if (number == WRITTEN_OUT) {
      WireText.writeText(raw.topic(), out);
    }
    out.writeInt(raw.partition());
    out.writeLong(raw.offset());
    out.writeLong(raw.timestamp());
    out.writeBoolean(raw.replayed());
    if (raw.replayed()) {
      out.writeInt(raw.attempt());
    }
    WireText.writeBytes(raw.key(), out);
    WireText.writeBytes(raw.value(), out);
    values.write(accepted.value(), raw, out);
  }

  @Override
  public Accepted<T> read(DataInputView in) throws IOException {
    int number = in.readByte();
    if (number >= topics.size() || number < WRITTEN_OUT) {
      throw new IOException("what comes over the wire is damaged: it has a topic " + number);
    }
    String topic = number == WRITTEN_OUT ? WireText.readText(in) : topics.get(number);
    int partition = in.readInt();
    long offset = in.readLong();
    long timestamp = in.readLong();
    boolean replayed = in.readBoolean();
    int attempt = replayed ? in.readInt() : 0;
    byte[] key = WireText.readBytes(in);
    byte[] value = WireText.readBytes(in);
    RawRecord raw =
        new RawRecord(topic, partition, offset, timestamp, key, value, replayed, attempt);
    return new Accepted<>(raw, values.read(raw, in));
  }
}
