package io.tributary.pipeline.enrich;

import io.tributary.pipeline.record.Rejection;
import java.io.Serializable;

/**
 * Adds to a record what the feed knows besides. An instance serves one thread; {@link #open} runs
 * before the first record, {@link #close} after the last.
 */
public interface Enricher<T, E> extends Serializable {
  default void open() throws Exception {}

  /**
   * Enriches a record.
   *
   * @throws Rejection if it can't be; any other exception fails the job
   */
  E enrich(T value) throws Rejection;

  default void close() throws Exception {}
}
