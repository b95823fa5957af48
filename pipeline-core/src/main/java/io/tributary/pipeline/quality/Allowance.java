package io.tributary.pipeline.quality;

import java.io.Serializable;

/**
 * How many records of a window may share a fate.
 *
 * @param written as in the settings: {@code 100} records, or {@code 5%} of those that were
 *     delivered or rejected
 */
public record Allowance(String written) implements Serializable {
  /** How it is written. */
  public static final String PATTERN = "\\d{1,12}|\\d{1,2}(\\.\\d{1,4})?%|100%";

  /** Of fewer records a share says nothing. */
  private static final long FEWEST = 100;

  private boolean isShare() {
    return written.endsWith("%");
  }

  /**
   * How much of it is used up, 1 being all of it.
   *
   * @param count records that share the fate
   * @param all delivered and rejected records of the same window
   * @param isOver whether all records of the window have come: until then, or until there are a
   *     hundred, a share is not judged
   */
  double used(long count, long all, boolean isOver) {
    if (isShare() && !isOver && all < FEWEST) {
      return 0;
    }
    double allowed =
        isShare()
            ? Double.parseDouble(written.substring(0, written.length() - 1)) / 100 * all
            : Double.parseDouble(written);
    return count <= allowed ? count / Math.max(allowed, 1) : count / allowed;
  }
}
