package io.tributary.pipeline.measure;

import java.io.Serializable;
import java.time.Duration;

/**
 * Tumbling windows aligned to the epoch, in milliseconds.
 *
 * @param size the length of a window
 * @param lateness how long a window stays open after the watermark has passed its end
 */
public record Windows(Duration size, Duration lateness) implements Serializable {
  public Windows {
    if (size.toMillis() <= 0 || lateness.isNegative()) {
      throw new IllegalArgumentException("window " + size + ", lateness " + lateness);
    }
  }

  long startOf(long eventTime) {
    return Math.floorDiv(eventTime, size.toMillis()) * size.toMillis();
  }

  long endOf(long windowStart) {
    return windowStart + size.toMillis();
  }

  /** The watermark that closes a window. */
  long closingTime(long windowStart) {
    return endOf(windowStart) + lateness.toMillis() - 1;
  }
}
