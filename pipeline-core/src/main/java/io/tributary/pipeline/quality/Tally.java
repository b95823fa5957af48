package io.tributary.pipeline.quality;

import io.tributary.pipeline.record.Codec;
import io.tributary.pipeline.record.WireText;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How often a fate befell the records that Kafka, or a collector, received in one window.
 *
 * @param windowStart the window's first millisecond since the epoch
 * @param fate as the code that enumerations cross the state boundary by: {@link Fate#word}
 * @param example one of them in words; empty when there is nothing to say
 */
public record Tally(long windowStart, String fate, long count, String example) {

  /** A tally on the wire. */
  public enum TallyCodec implements Codec<Tally> {
    INSTANCE;

    @Override
    public void write(Tally tally, DataOutputView out) throws IOException {
      out.writeLong(tally.windowStart);
      WireText.writeText(tally.fate, out);
      out.writeLong(tally.count);
      WireText.writeText(tally.example, out);
    }

    @Override
    public Tally read(DataInputView in) throws IOException {
      return new Tally(in.readLong(), WireText.readText(in), in.readLong(), WireText.readText(in));
    }
  }
}
