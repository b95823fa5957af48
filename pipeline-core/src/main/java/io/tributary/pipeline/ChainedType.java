package io.tributary.pipeline;

import io.tributary.pipeline.record.Codec;
import io.tributary.pipeline.record.WireType;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The type of values that pass only between steps of one task, and never over the wire. */
enum ChainedType implements Codec<Object> {
  INSTANCE;

  @SuppressWarnings("unchecked") // it never touches a value
  static <T> TypeInformation<T> of(Class<?> type) {
    return new WireType<>(type, (Codec<T>) (Codec<?>) INSTANCE);
  }

  @Override
  public void write(Object value, DataOutputView out) throws IOException {
    throw notChained();
  }

  @Override
  public Object read(DataInputView in) throws IOException {
    throw notChained();
  }

  private static IOException notChained() {
    return new IOException(
        "these steps must be chained into one task: check parallelism and slots");
  }
}
