package io.tributary.pipeline.measure;

import io.tributary.pipeline.record.Codec;
import io.tributary.pipeline.record.WireText;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What one subtask has counted since its last flush, for one window and one value of one dimension.
 *
 * @param dimension the dimension's name
 * @param value the value in it
 * @param windowStart the window's first millisecond since the epoch
 * @param count records
 * @param tallies the sums in their order; behind them, in the total, its tallies
 * @param fingerprints what is counted distinctly, two longs each
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Partial(
    String dimension,
    String value,
    long windowStart,
    long count,
    long[] tallies,
    long[] fingerprints) {

  /** Dimension and value: what windows are kept by. */
  public String key() {
    return dimension + '|' + value;
  }

  /** A partial count on the wire. */
  public enum PartialCodec implements Codec<Partial> {
    INSTANCE;

    @Override
    public void write(Partial partial, DataOutputView out) throws IOException {
      WireText.writeText(partial.dimension, out);
      WireText.writeText(partial.value, out);
      out.writeLong(partial.windowStart);
      out.writeLong(partial.count);
      WireText.writeLongs(partial.tallies, out);
      WireText.writeLongs(partial.fingerprints, out);
    }

    @Override
    public Partial read(DataInputView in) throws IOException {
      return new Partial(
          WireText.readText(in),
          WireText.readText(in),
          in.readLong(),
          in.readLong(),
          WireText.readLongs(in),
          WireText.readLongs(in));
    }
  }
}
