package io.tributary.pipeline.revise;

import io.tributary.pipeline.record.Codec;
import io.tributary.pipeline.record.WireText;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What is added to one aggregate, or taken back from it.
 *
 * @param group which one
 * @param added false when it is taken back
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Change(Group group, long[] numbers, boolean added) {

  /** A change on the wire. */
  public enum ChangeCodec implements Codec<Change> {
    INSTANCE;

    @Override
    public void write(Change change, DataOutputView out) throws IOException {
      change.group.write(out);
      WireText.writeLongs(change.numbers, out);
      out.writeBoolean(change.added);
    }

    @Override
    public Change read(DataInputView in) throws IOException {
      return new Change(Group.read(in), WireText.readLongs(in), in.readBoolean());
    }
  }

  /**
   * Which aggregate.
   *
   * @param periodStart the period's first millisecond since the epoch
   */
  public record Group(String dimension, String value, String unit, long periodStart) {
    /** What can't stand in a value's way: the value comes last. */
    private static final char BETWEEN = '|';

    /** As a key: equal for equal groups, and different for others. */
    public String key() {
      return dimension + BETWEEN + unit + BETWEEN + periodStart + BETWEEN + value;
    }

    /** The same, of all periods together. */
    String keyOfAllPeriods() {
      return dimension + BETWEEN + unit + BETWEEN + value;
    }

    void write(DataOutputView out) throws IOException {
      WireText.writeText(dimension, out);
      WireText.writeText(value, out);
      WireText.writeText(unit, out);
      out.writeLong(periodStart);
    }

    static Group read(DataInputView in) throws IOException {
      return new Group(
          WireText.readText(in), WireText.readText(in), WireText.readText(in), in.readLong());
    }
  }
}
