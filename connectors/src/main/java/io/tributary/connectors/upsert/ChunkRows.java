package io.tributary.connectors.upsert;

import io.tributary.connectors.json.JsonRows;
import io.tributary.pipeline.KeepsState;
import io.tributary.pipeline.record.Columns;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.SerializableFunction;

/**
 * Makes rows, and chunks of them. It keeps no state: what it has gathered goes on before each
 * barrier.
 *
 * @param <X> what flows in
 * @param <T> the row in it
 */
final class ChunkRows<X, T> extends AbstractStreamOperator<byte[]>
    implements OneInputStreamOperator<X, byte[]>, KeepsState {
  private static final long serialVersionUID = 1L;

  /** A chunk is one batch of the store: larger ones gain little there, and are repeated whole. */
  static final int MOST_ROWS = 500;

  private static final int MOST_BYTES = 256 << 10;

  private final SerializableFunction<X, T> row;
  private final Columns<T> columns;
  private transient JsonRows<T> json;
  private transient Chunk.Builder chunk;

  ChunkRows(SerializableFunction<X, T> row, Columns<T> columns) {
    this.row = row;
    this.columns = columns;
  }

  @Override
  public void open() throws Exception {
    super.open();
    json = new JsonRows<>(columns);
    chunk = new Chunk.Builder();
  }

  @Override
  public void processElement(StreamRecord<X> element) {
    chunk.add(json.bytes(row.apply(element.getValue())));
    if (chunk.rows() >= MOST_ROWS || chunk.bytes() >= MOST_BYTES) {
      flush();
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void finish() throws Exception {
    flush();
    super.finish();
  }

  private void flush() {
    if (chunk.rows() > 0) {
      output.collect(new StreamRecord<>(chunk.take()));
    }
  }
}
