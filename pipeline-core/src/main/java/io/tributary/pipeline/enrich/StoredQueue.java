package io.tributary.pipeline.enrich;

import org.apache.flink.api.common.state.MapState;
import org.jspecify.annotations.Nullable;

/** A queue in keyed state, whose key whoever uses it has set. */
final class StoredQueue<V> {
  /** By consecutive numbers. */
  private final MapState<Long, V> elements;

  private long first;
  private long next;

  /** Finds what a restored state holds. */
  StoredQueue(MapState<Long, V> elements) throws Exception {
    this.elements = elements;
    long lowest = Long.MAX_VALUE;
    for (Long number : elements.keys()) {
      lowest = Math.min(lowest, number);
      next = Math.max(next, number + 1);
    }
    first = Math.min(lowest, next);
  }

  long size() {
    return next - first;
  }

  boolean isEmpty() {
    return size() == 0;
  }

  void add(V element) throws Exception {
    elements.put(next, element);
    next++;
  }

  /** Takes the oldest, if there is one. */
  @Nullable V poll() throws Exception {
    if (isEmpty()) {
      return null;
    }
    V oldest = elements.get(first);
    elements.remove(first);
    first++;
    return oldest;
  }
}
