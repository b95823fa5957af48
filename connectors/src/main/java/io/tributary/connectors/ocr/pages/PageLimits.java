package io.tributary.connectors.ocr.pages;

import java.io.Serializable;
import java.time.Duration;

/**
 * How much of one document is taken.
 *
 * @param bytes the file's largest size
 * @param pages how many pages it has at most
 * @param pixels how many pixels a picture has at most
 * @param time how long a page takes at most, each of taking it apart and reading its picture
 * @param memory of the process that takes it apart, in bytes of heap
 */
public record PageLimits(long bytes, int pages, long pixels, Duration time, long memory)
    implements Serializable {
  private static final long MIB = 1024 * 1024;

  /** For documents of offices. */
  public static final PageLimits DEFAULTS =
      new PageLimits(32 * MIB, 20, 60_000_000, Duration.ofSeconds(60), 512 * MIB);
}
