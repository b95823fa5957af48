package io.tributary.pipeline.revise;

import io.tributary.pipeline.record.Codec;
import io.tributary.pipeline.record.WireText;
import io.tributary.pipeline.revise.Change.Group;
import java.io.IOException;
import java.math.BigInteger;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What the newest versions of records come to in one group.
 *
 * @param group which; of a cumulative one the period is the newest that has records
 * @param count records; 0 when there were some and none are left
 * @param sums of each number: the upper halves of 128 bits, then the lower ones
 * @param least of each number; 0 when there are no records
 * @param greatest of each number; 0 when there are no records
 * @param revision counts up from 1; the highest holds
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Aggregate(
    Group group, long count, long[] sums, long[] least, long[] greatest, int revision) {

  /** The sum of a number. */
  public BigInteger sum(int number) {
    return Sums.of(sums, number);
  }

  /** An aggregate on the wire. */
  public enum AggregateCodec implements Codec<Aggregate> {
    INSTANCE;

    @Override
    public void write(Aggregate aggregate, DataOutputView out) throws IOException {
      aggregate.group.write(out);
      out.writeLong(aggregate.count);
      WireText.writeLongs(aggregate.sums, out);
      WireText.writeLongs(aggregate.least, out);
      WireText.writeLongs(aggregate.greatest, out);
      out.writeInt(aggregate.revision);
    }

    @Override
    public Aggregate read(DataInputView in) throws IOException {
      return new Aggregate(
          Group.read(in),
          in.readLong(),
          WireText.readLongs(in),
          WireText.readLongs(in),
          WireText.readLongs(in),
          in.readInt());
    }
  }
}
