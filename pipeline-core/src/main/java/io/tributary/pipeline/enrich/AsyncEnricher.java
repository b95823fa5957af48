package io.tributary.pipeline.enrich;

import io.tributary.pipeline.record.Rejection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.flink.metrics.MetricGroup;

/**
 * Adds to a record what somebody else must be asked for. An instance serves one task; {@link #open}
 * runs before the first record, {@link #close} after the last.
 */
public non-sealed interface AsyncEnricher<T, E> extends Enrichment<T, E> {
  /** How many records may wait for their answers at most. */
  int capacity();

  /**
   * Prepares for the first record.
   *
   * @param metrics where its operational metrics go
   * @param task runs what it is given in the task's own thread, in which {@link #enrich} is called,
   *     too: what is only touched there needs no locks
   */
  default void open(MetricGroup metrics, Executor task) throws Exception {}

  /**
   * Begins to enrich a record. It may be asked again for the same record after a restart.
   *
   * @return the enriched record, once it is there; a {@link Rejection} if there won't be one, any
   *     other failure fails the job
   * @throws Rejection if that is clear at once
   */
  CompletionStage<E> enrich(T value) throws Rejection;

  default void close() throws Exception {}
}
