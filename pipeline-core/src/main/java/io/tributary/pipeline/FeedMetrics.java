package io.tributary.pipeline;

import java.util.List;

/** The operational metrics that every feed's steps have. */
public final class FeedMetrics {
  public static final Metric IN =
      Metric.counter("records_in", "records", "read from the input, whatever became of them");

  public static final Metric DELIVERED =
      Metric.counter(
          "records_delivered",
          "records",
          "valid, new and enriched: on their way to lake, topic and stores");

  public static final Metric REJECTED =
      Metric.counter("records_rejected", "records", "sent to the dead letters, by any step");

  public static final Metric REJECTIONS =
      Metric.counter("rejections", "records", "the same by the reason's code").by("reason");

  public static final Metric DUPLICATES =
      Metric.counter(
          "records_duplicate",
          "records",
          "copies of one that was let through before, or versions older than it");

  public static final Metric REVISED =
      Metric.counter(
          "records_revised",
          "records",
          "delivered in place of an older version of themselves (invoices, weather)");

  public static final Metric LATE =
      Metric.counter("records_late", "records", "delivered, but after their windows had closed");

  public static final Metric WINDOWED =
      Metric.counter("records_windowed", "records", "delivered and counted in a window");

  public static final Metric DELIVERY_LATENCY =
      Metric.histogram(
          "delivery_latency_ms",
          "milliseconds",
          "from a record's own timestamp in Kafka, or its collection, until it is delivered, of one"
              + " record in sixteen; topics show it with the next checkpoint, the lake after"
              + " `publish_latency_ms`");

  public static final Metric ENRICHING =
      Metric.gauge("records_enriching", "records", "waiting for what others must be asked for");

  public static final Metric IDENTITIES =
      Metric.gauge("identities", "identities", "remembered now");

  public static final Metric OPEN_WINDOWS =
      Metric.gauge("open_windows", "windows and values", "open now");

  public static final Metric WINDOWS_CLOSED =
      Metric.counter("windows_closed", "results", "final ones");

  /** All of them, in the order of the route. */
  public static final List<Metric> ALL =
      List.of(
          IN,
          DELIVERED,
          REJECTED,
          REJECTIONS,
          DUPLICATES,
          REVISED,
          LATE,
          WINDOWED,
          DELIVERY_LATENCY,
          ENRICHING,
          IDENTITIES,
          OPEN_WINDOWS,
          WINDOWS_CLOSED);

  private FeedMetrics() {}
}
