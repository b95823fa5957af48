package io.tributary.connectors.http;

import java.time.Duration;

/**
 * A token bucket that never lets more requests through in any minute than it may: a tenth of them
 * at once, after a rest, and the others evenly. It begins with a single one, so that opening again
 * and again doesn't add up.
 */
final class Quota {
  private static final double NANOS_A_MINUTE = 60e9;

  private final double most;
  private final double perNano;
  private double tokens = 1;
  private long filled;

  /**
   * Makes one.
   *
   * @param perMinute requests, above 0
   * @param now by a clock of nanoseconds that only goes forward
   */
  Quota(int perMinute, long now) {
    most = Math.max(1, perMinute / 10);
    // What a full bucket lets through at once is missing from the rest of that minute. With a
    // single
    // token there is no such thing: they are apart.
    perNano = (most == 1 ? perMinute : perMinute - most) / NANOS_A_MINUTE;
    filled = now;
  }

  /** Takes a token if there is one, else says when there will be. */
  Duration take(long now) {
    tokens = Math.min(most, tokens + (now - filled) * perNano);
    filled = now;
    if (tokens >= 1) {
      tokens--;
      return Duration.ZERO;
    }
    return Duration.ofNanos((long) Math.ceil((1 - tokens) / perNano));
  }
}
