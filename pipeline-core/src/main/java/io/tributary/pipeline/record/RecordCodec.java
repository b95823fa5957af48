package io.tributary.pipeline.record;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How a parsed record travels between two tasks of one running job, beside the raw record that it
 * was parsed from: texts that stand in the raw record need not travel a second time ({@link
 * WireText#writeText(Text, RawRecord, DataOutputView)}). Like a {@link Codec} it is never part of a
 * savepoint.
 */
public interface RecordCodec<T> extends Serializable {
  void write(T value, RawRecord raw, DataOutputView out) throws IOException;

  T read(RawRecord raw, DataInputView in) throws IOException;
}
