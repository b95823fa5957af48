package io.tributary.cli;

import io.tributary.pipeline.FeedMetrics;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A line a second about a running job: records since the start of this run and, in brackets, those
 * of the last second; renewed in place on a terminal, else printed every ten seconds.
 */
final class StatusLine {
  private static final String CLEAR_LINE = "\r\u001B[K";
  private static final long FILE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final PrintWriter out;
  private final boolean terminal = System.console() != null;
  private Map<String, Long> before = Map.of();
  private long beforeNanos = System.nanoTime();
  private long printedNanos = System.nanoTime() - FILE_NANOS;

  StatusLine(PrintWriter out) {
    this.out = out;
  }

  void waiting() {
    print("the job is starting");
  }

  void show(Map<String, Long> counters, Optional<String> window) {
    long now = System.nanoTime();
    double seconds = Math.max(1, now - beforeNanos) / 1e9;
    StringBuilder line = new StringBuilder();
    for (String counter : FlinkStatus.COUNTERS) {
      long count = counters.getOrDefault(counter, 0L);
      double rate = (count - before.getOrDefault(counter, 0L)) / seconds;
      line.append("%s %,d (%.0f/s)  ".formatted(label(counter), count, rate));
    }
    print(line + window.map(w -> "| window " + w).orElse("| no window yet"));
    before = counters;
    beforeNanos = now;
  }

  private void print(String line) {
    if (terminal) {
      out.print(CLEAR_LINE + line);
    } else if (System.nanoTime() - printedNanos >= FILE_NANOS) {
      printedNanos = System.nanoTime();
      out.println(line);
    }
    out.flush();
  }

  private static String label(String counter) {
    return switch (counter) {
      case FeedMetrics.IN -> "in";
      case FeedMetrics.DELIVERED -> "out";
      case FeedMetrics.REJECTED -> "rejected";
      case FeedMetrics.DUPLICATES -> "duplicates";
      case FeedMetrics.LATE -> "late";
      default -> counter;
    };
  }
}
