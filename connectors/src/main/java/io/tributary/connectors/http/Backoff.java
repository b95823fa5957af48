package io.tributary.connectors.http;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait after a request that failed: anything up to a limit that doubles with each
 * failure, so that many callers don't come back together ("full jitter").
 *
 * @param first the limit after the first failure
 * @param most what the limit grows to
 */
public record Backoff(Duration first, Duration most) implements Serializable {
  /**
   * The pause after a failure.
   *
   * @param failures in a row, this one included
   */
  public Duration pause(int failures) {
    double doubled = first.toNanos() * Math.pow(2, failures - 1);
    double limit = Math.min(doubled, (double) most.toNanos());
    return Duration.ofNanos((long) (ThreadLocalRandom.current().nextDouble() * limit));
  }
}
