package io.tributary.connectors.collect;

/** What a fetch brings: its records, then how far the source has been read. */
sealed interface Fetched<P> {
  record Record<P>(Collected<P> collected) implements Fetched<P> {}

  /**
   * Where the source stands after a fetch.
   *
   * @param ended whether a bounded run has read all that it is to read
   */
  record Progress<P>(P after, boolean ended) implements Fetched<P> {}
}
