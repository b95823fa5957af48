package io.tributary.pipeline;

/** The names of all operational metrics; each is a counter of records unless it says otherwise. */
public final class FeedMetrics {
  /** Read from the input, whatever became of them. */
  public static final String IN = "records_in";

  /** Valid, new and enriched: on their way to lake and topic. */
  public static final String DELIVERED = "records_delivered";

  /** Sent to the dead letters, by any step. */
  public static final String REJECTED = "records_rejected";

  /** Copies of a record that was let through before. */
  public static final String DUPLICATES = "records_duplicate";

  /** Delivered in place of an older version of themselves. */
  public static final String REVISED = "records_revised";

  /** Delivered, but after their windows had closed. */
  public static final String LATE = "records_late";

  /** Counted in a window. */
  public static final String WINDOWED = "records_windowed";

  /** A gauge: records that wait for what others must be asked for. */
  public static final String ENRICHING = "records_enriching";

  /** A gauge: identities that are remembered now. */
  public static final String IDENTITIES = "identities";

  /** A gauge: windows and values that are open now. */
  public static final String OPEN_WINDOWS = "open_windows";

  /** Window results, final ones only. */
  public static final String WINDOWS_CLOSED = "windows_closed";

  /** Lake files published. */
  public static final String FILES_PUBLISHED = "files_published";

  private FeedMetrics() {}
}
