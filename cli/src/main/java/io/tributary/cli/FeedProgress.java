package io.tributary.cli;

import io.tributary.pipeline.FeedMetrics;
import java.util.Map;
import java.util.Optional;

/**
 * A running feed in one line: records since the start of this run and, in brackets, those of the
 * last second.
 */
final class FeedProgress {
  private static final Map<String, String> LABELS =
      Map.of(
          FeedMetrics.IN.name(), "in",
          FeedMetrics.DELIVERED.name(), "out",
          FeedMetrics.REJECTED.name(), "rejected",
          FeedMetrics.DUPLICATES.name(), "duplicates",
          FeedMetrics.LATE.name(), "late",
          FeedMetrics.REVISED.name(), "revised");

  private Map<String, Long> before = Map.of();
  private long beforeNanos = System.nanoTime();

  /**
   * The line.
   *
   * @param counters in the order in which they are shown
   * @param window what the newest window has counted
   */
  String line(Map<String, Long> counters, Optional<String> window) {
    long now = System.nanoTime();
    double seconds = Math.max(1, now - beforeNanos) / 1e9;
    StringBuilder line = new StringBuilder();
    for (Map.Entry<String, Long> each : counters.entrySet()) {
      String counter = each.getKey();
      long count = each.getValue();
      double rate = (count - before.getOrDefault(counter, 0L)) / seconds;
      line.append(
          "%s %,d (%.0f/s)  ".formatted(LABELS.getOrDefault(counter, counter), count, rate));
    }
    before = counters;
    beforeNanos = now;
    return line + window.map(w -> "| window " + w).orElse("| no window yet");
  }
}
