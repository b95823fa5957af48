package io.tributary.pipeline.record;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How a value travels between two tasks of one running job. It is never part of a savepoint, so it
 * may change from one version to the next. Values are immutable.
 */
public interface Codec<T> extends Serializable {
  void write(T value, DataOutputView out) throws IOException;

  T read(DataInputView in) throws IOException;
}
