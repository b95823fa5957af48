package io.tributary.connectors.upsert;

import io.tributary.pipeline.record.Columns;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.function.SerializableFunction;

/**
 * The way of rows into a store: chunks of rows, which are upserted after the checkpoint that holds
 * them has completed, until the store takes them.
 *
 * <p>It is two steps and no sink of Flink's: Flink's committers must be done within a call and some
 * tries, or the job fails; a store may be away for hours.
 *
 * @param <X> what flows in
 * @param <T> the row in it
 */
public record UpsertSink<X, T>(
    String name, Store store, SerializableFunction<X, T> row, Columns<T> columns, Limits limits) {

  /**
   * How much may wait, and how long.
   *
   * @param bytes when so much of completed checkpoints waits for the store, packed, input is held
   *     back
   * @param mostBytes when so much waits, none is let through even for a barrier's sake, and
   *     checkpoints fail
   * @param barrierWithin how long after a barrier what is before the next one is let through;
   *     shorter than a checkpoint's timeout
   * @param lastWithin how long the end of the job waits for the store
   */
  public record Limits(long bytes, long mostBytes, Duration barrierWithin, Duration lastWithin)
      implements Serializable {
    private static final long BYTES = 32L << 20;

    /**
     * Those of a job that goes on until somebody stops it: what is left then is in the savepoint.
     */
    public static Limits streaming() {
      return new Limits(BYTES, 4 * BYTES, Duration.ofMinutes(5), Duration.ofSeconds(30));
    }

    /** Those of a job that ends by itself: then all is in the store. */
    public static Limits bounded() {
      return new Limits(BYTES, 4 * BYTES, Duration.ofMinutes(5), Duration.ofDays(10_000));
    }
  }

  /**
   * Adds the steps: {@code NAME-rows} in the task before, and {@code NAME}, of which there is one.
   */
  public void addTo(DataStream<X> stream) {
    stream
        .transform(
            name + "-rows",
            PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
            new ChunkRows<>(row, columns))
        .uid(name + "-rows")
        .setParallelism(stream.getParallelism())
        .transform(name, Types.VOID, new Upsert(store, columns.fields(), limits))
        .uid(name)
        .setParallelism(1)
        // It may stand still, and those who share its task would, too.
        .disableChaining();
  }
}
