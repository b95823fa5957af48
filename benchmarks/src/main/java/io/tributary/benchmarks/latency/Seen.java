package io.tributary.benchmarks.latency;

import io.tributary.benchmarks.report.Percentiles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When a reader first saw each ticket. */
final class Seen {
  private final Map<String, Long> moments = new ConcurrentHashMap<>();

  void add(String ticketId, long seenNanos) {
    moments.putIfAbsent(ticketId, seenNanos);
  }

  int size() {
    return moments.size();
  }

  /** Latencies in nanoseconds of the tickets that were due from a moment on. */
  Percentiles latencies(Sent sent, long fromNanos) {
    return Percentiles.of(
        moments.entrySet().stream()
            .filter(each -> sent.dueNanos(each.getKey()) - fromNanos >= 0)
            .mapToLong(each -> sent.latency(each.getKey(), each.getValue()))
            .toArray());
  }
}
