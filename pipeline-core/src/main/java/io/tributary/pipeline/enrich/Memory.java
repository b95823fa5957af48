package io.tributary.pipeline.enrich;

import java.util.Optional;

/**
 * What an enricher remembers from one checkpoint to the next. It is only touched in the task's own
 * thread.
 */
public interface Memory {
  /** What is remembered under a key. */
  Optional<byte[]> find(String key);

  /** Remembers for a key; what was remembered first is forgotten when it becomes too much. */
  void put(String key, byte[] value);

  /** The one thing that is remembered without a key. */
  Optional<byte[]> note();

  /** Remembers without a key, in place of what was there. */
  void note(byte[] value);
}
