package io.tributary.connectors.openmeteo;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * How many calls the API may be sent in any minute, hour and day. It counts a request for several
 * places, or for more than two weeks, as several calls.
 */
public record Quotas(int perMinute, int perHour, int perDay) implements Serializable {
  /** What the free API allows. */
  public static final Quotas FREE = new Quotas(600, 5_000, 10_000);

  /** A place may count as two calls. */
  public static final int LEAST = 10;

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException what is wrong and what to do
   */
  public Quotas {
    if (least(perMinute, perHour, perDay) < LEAST) {
      throw new IllegalArgumentException("a quota is below " + LEAST + " calls: allow more");
    }
  }

  /** How many calls each window of time allows. */
  Map<Duration, Integer> byWindow() {
    return Map.of(
        Duration.ofMinutes(1), perMinute, Duration.ofHours(1), perHour, Duration.ofDays(1), perDay);
  }

  /** As many calls as a single request may count. */
  int atOnce() {
    return least(perMinute, perHour, perDay);
  }

  private static int least(int one, int another, int third) {
    return Math.min(one, Math.min(another, third));
  }
}
