package io.tributary.pipeline.time;

import java.time.Duration;

/**
 * How far event time has come in one partition. Not thread-safe.
 *
 * <p>A jump of more than the skew, and the first record of all, moves the clock only once {@value
 * #CONFIRMATIONS} further records in a row have confirmed it: a single bad clock among the
 * producers must not make everybody else late. A record from around the clock's own time refutes
 * the jump.
 */
public final class PartitionClock {
  private static final int CONFIRMATIONS = 2;
  private static final long NONE = Long.MIN_VALUE;

  private final long outOfOrderness;
  private final long skew;
  private long newest = NONE;
  private long candidate = NONE;
  private int confirmations;

  /**
   * Makes a clock.
   *
   * @param outOfOrderness how far a record may be behind the newest one and still be on time
   * @param skew the largest step forward that needs no confirmation
   */
  public PartitionClock(Duration outOfOrderness, Duration skew) {
    this.outOfOrderness = outOfOrderness.toMillis();
    this.skew = skew.toMillis();
  }

  /** Takes note of a valid record's event time, in milliseconds since the epoch. */
  public void observe(long eventTime) {
    if (newest != NONE && eventTime <= newest + skew) {
      if (eventTime >= newest - skew) {
        candidate = NONE;
      }
      newest = Math.max(newest, eventTime);
    } else if (candidate == NONE || eventTime < candidate - skew) {
      candidate = eventTime;
      confirmations = 0;
    } else {
      candidate = Math.min(candidate, eventTime);
      if (++confirmations >= CONFIRMATIONS) {
        newest = candidate;
        candidate = NONE;
        observe(eventTime);
      }
    }
  }

  /**
   * No record at or before this moment is expected any more, in milliseconds since the epoch;
   * {@code Long.MIN_VALUE} as long as nothing is known.
   */
  public long watermark() {
    return newest == NONE ? NONE : newest - outOfOrderness - 1;
  }
}
