package io.tributary.analytics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers until the lake changes: many ask the same, and the lake changes every few seconds. */
final class Remembered {
  private static final int ANSWERS = 512;

  /** Longer ones are made anew each time, so that all together stay small. */
  private static final int LONGEST_BYTES = 64 << 10;

  private final Map<String, Kept> answers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > ANSWERS;
        }
      };

  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Kept(long generation, byte[] body) {}

  /** The answer to a request, unless the lake has changed since. */
  synchronized Optional<byte[]> find(String request, long generation) {
    return Optional.ofNullable(answers.get(request))
        .filter(kept -> kept.generation == generation)
        .map(Kept::body);
  }

  /**
   * Keeps an answer.
   *
   * @param generation what the mirror's was before it was asked
   */
  synchronized void keep(String request, long generation, byte[] body) {
    if (body.length <= LONGEST_BYTES) {
      answers.put(request, new Kept(generation, body));
    }
  }
}
