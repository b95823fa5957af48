package io.tributary.pipeline.record;

import java.io.Serializable;

/** When a record happened, in milliseconds since the epoch. */
public interface EventTime<T> extends Serializable {
  long of(T value);
}
