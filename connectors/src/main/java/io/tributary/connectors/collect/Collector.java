package io.tributary.connectors.collect;

import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.TouchesDatasets;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;

/**
 * A place outside Kafka that records are collected from: what is asked, and how a position in it is
 * kept. {@link CollectedSource} makes a source of the job from it, with one reader.
 *
 * @param <P> a position: everything that tells what has been read and what has not. Immutable; it
 *     is part of every checkpoint, so it must stay small
 */
public interface Collector<P> extends Serializable, TouchesDatasets {
  /** The source's name, as it stands in {@code source} of its records. */
  String name();

  @Override
  List<NamedDataset> reads();

  /** The position before everything. */
  P beginning();

  /** How positions are kept in checkpoints. */
  SimpleVersionedSerializer<P> positions();

  /**
   * Begins to collect.
   *
   * @param from what has been read already
   * @param bounded whether to end with what is there now
   * @throws IOException if it can't be reached now: it is tried again
   */
  Collection<P> open(P from, boolean bounded, MetricGroup metrics) throws IOException;

  /** Collecting that has begun. One thread calls it, but for {@link #close}. */
  interface Collection<P> extends Closeable {
    /**
     * What comes next, in the order in which it is to be taken: some hundred records at most, since
     * they are held in memory.
     *
     * @throws IOException if it can't be read now. Then this is closed, and after a pause it is
     *     opened again where the last record left it
     */
    Batch<P> next() throws IOException, InterruptedException;

    /**
     * Says that everything up to a position is in a completed checkpoint: nothing before it will be
     * asked for again. Called in another thread.
     */
    default void completed(P position) {}

    @Override
    void close() throws IOException;
  }

  /**
   * Some records.
   *
   * @param records perhaps none
   * @param after where the source stands after them; further than the last record's own when what
   *     followed held none
   * @param pause how long to wait before asking again; zero when there may be more at once
   * @param ended of a bounded run, whether this was all
   */
  record Batch<P>(List<Collected<P>> records, P after, Duration pause, boolean ended) {}
}
