package io.tributary.connectors.collect;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before a source that failed is tried again.
 *
 * @param first the pause after the first failure
 * @param most the longest pause
 * @param tries how many failures in a row end a bounded run; an unbounded one goes on trying
 */
record Retry(Duration first, Duration most, int tries) implements Serializable {
  static final Retry DEFAULT = new Retry(Duration.ofSeconds(1), Duration.ofMinutes(1), 10);

  /** Up to a quarter more at random, or many jobs would come back to a mended server at once. */
  private static final double JITTER = 0.25;

  /**
   * The pause after a failure.
   *
   * @param failures in a row, this one included
   */
  Duration pause(int failures) {
    double doubled = first.toMillis() * Math.pow(2, failures - 1);
    double pause = Math.min(doubled, most.toMillis() / (1 + JITTER));
    return Duration.ofMillis(
        (long) (pause * (1 + JITTER * ThreadLocalRandom.current().nextDouble())));
  }
}
