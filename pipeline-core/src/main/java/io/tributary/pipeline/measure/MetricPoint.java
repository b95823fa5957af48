package io.tributary.pipeline.measure;

import io.tributary.pipeline.record.Codec;
import io.tributary.pipeline.record.WireText;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What was counted in one window for one value of one dimension.
 *
 * @param dimension the dimension's name; {@link Measures#TOTAL} for everything together
 * @param value the value in it
 * @param windowStart the window's first millisecond since the epoch
 * @param windowEnd the first millisecond after the window
 * @param scope whether this counts the window, or everything up to its end
 * @param count records
 * @param distinct how many different ones of what {@link Measures} names; 0 when it names nothing
 * @param tallies the sums in their order; behind them, in the total, its tallies
 * @param isFinal whether the window is closed: a final result is never revised
 * @param revision counts up from 1 for each window and value; of a cumulative one it says nothing
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record MetricPoint(
    String dimension,
    String value,
    long windowStart,
    long windowEnd,
    Scope scope,
    long count,
    long distinct,
    long[] tallies,
    boolean isFinal,
    int revision) {

  /** What a result counts. */
  public enum Scope {
    /** One window. */
    WINDOW,
    /** Everything up to the window's end. */
    CUMULATIVE
  }

  /** A point on the wire. */
  public enum PointCodec implements Codec<MetricPoint> {
    INSTANCE;

    @Override
    public void write(MetricPoint point, DataOutputView out) throws IOException {
      WireText.writeText(point.dimension, out);
      WireText.writeText(point.value, out);
      out.writeLong(point.windowStart);
      out.writeLong(point.windowEnd);
      out.writeByte(point.scope == Scope.WINDOW ? 0 : 1);
      out.writeLong(point.count);
      out.writeLong(point.distinct);
      WireText.writeLongs(point.tallies, out);
      out.writeBoolean(point.isFinal);
      out.writeInt(point.revision);
    }

    @Override
    public MetricPoint read(DataInputView in) throws IOException {
      return new MetricPoint(
          WireText.readText(in),
          WireText.readText(in),
          in.readLong(),
          in.readLong(),
          in.readByte() == 0 ? Scope.WINDOW : Scope.CUMULATIVE,
          in.readLong(),
          in.readLong(),
          WireText.readLongs(in),
          in.readBoolean(),
          in.readInt());
    }
  }
}
