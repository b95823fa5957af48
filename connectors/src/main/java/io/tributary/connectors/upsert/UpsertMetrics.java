package io.tributary.connectors.upsert;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** The names of the operational metrics of a store. */
final class UpsertMetrics {
  /** Rows that the store took. */
  static final String WRITTEN = "store_rows_written";

  /** Rows that were written again, each time counted. */
  static final String RETRIED = "store_rows_retried";

  /** Rows that the store refused for good; they were set aside. */
  static final String REFUSED = "store_rows_refused";

  /** A gauge: rows of completed checkpoints that the store has not taken. */
  static final String WAITING = "store_rows_waiting";

  /** A gauge: the same in bytes, packed as they are. */
  static final String BYTES_WAITING = "store_bytes_waiting";

  /** A gauge: seconds since rows were last written or began to wait; 0 while none wait. */
  static final String SECONDS_SINCE_SUCCESS = "store_seconds_since_success";

  /** A histogram: milliseconds that a batch took which the store answered, of the last thousand. */
  static final String LATENCY = "store_latency_ms";

  private static final int LAST = 1_000;

  final Counter written;
  final Counter retried;
  final Counter refused;
  final Histogram latency;

  UpsertMetrics(MetricGroup group, Backlog backlog) {
    written = group.counter(WRITTEN);
    retried = group.counter(RETRIED);
    refused = group.counter(REFUSED);
    latency = group.histogram(LATENCY, new DescriptiveStatisticsHistogram(LAST));
    group.gauge(WAITING, (Gauge<Long>) backlog::rows);
    group.gauge(BYTES_WAITING, (Gauge<Long>) backlog::bytes);
    group.gauge(SECONDS_SINCE_SUCCESS, (Gauge<Long>) backlog::secondsWithoutProgress);
  }
}
