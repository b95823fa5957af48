package io.tributary.benchmarks.latency;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When each ticket was due to be sent, by its id; moments are those of {@link System#nanoTime}. */
final class Sent {
  private final Map<String, Long> due = new ConcurrentHashMap<>();

  void add(String ticketId, long dueNanos) {
    due.put(ticketId, dueNanos);
  }

  int size() {
    return due.size();
  }

  /**
   * Nanoseconds from when a ticket was due until it was seen; counted from then and not from its
   * sending, or a stall of the producer would hide what it delays.
   *
   * @throws IllegalArgumentException when it was never sent
   */
  long latency(String ticketId, long seenNanos) {
    return seenNanos - dueNanos(ticketId);
  }

  long dueNanos(String ticketId) {
    Long moment = due.get(ticketId);
    if (moment == null) {
      throw new IllegalArgumentException("ticket " + ticketId + " came out, but never went in");
    }
    return moment;
  }
}
