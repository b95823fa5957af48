package io.tributary.pipeline.enrich;

import io.tributary.pipeline.record.Rejection;

/**
 * Adds to a record what the feed knows besides. An instance serves one thread; {@link #open} runs
 * before the first record, {@link #close} after the last.
 */
public non-sealed interface Enricher<T, E> extends Enrichment<T, E> {
  default void open() throws Exception {}

  /**
   * Enriches a record.
   *
   * @throws Rejection if it can't be; any other exception fails the job
   */
  E enrich(T value) throws Rejection;

  default void close() throws Exception {}
}
