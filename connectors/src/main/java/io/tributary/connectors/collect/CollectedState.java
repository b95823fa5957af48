package io.tributary.connectors.collect;

/** Where the collecting stands; only the position outlives the process. */
final class CollectedState<P> {
  final String source;
  P position;
  boolean idle;
  boolean ended;

  CollectedState(CollectedSplit<P> split) {
    source = split.source();
    position = split.position();
  }
}
