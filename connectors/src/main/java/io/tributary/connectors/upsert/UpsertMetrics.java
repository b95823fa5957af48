package io.tributary.connectors.upsert;

import io.tributary.pipeline.Metric;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/** The operational metrics of a store. */
public final class UpsertMetrics {
  static final Metric WRITTEN =
      Metric.counter(
          "store_rows_written",
          "rows",
          "that the store took; after a crash some are counted again");

  static final Metric RETRIED =
      Metric.counter("store_rows_retried", "rows", "written again, each time counted");

  static final Metric REFUSED =
      Metric.counter(
          "store_rows_refused", "rows", "that the store refused for good; they were set aside");

  static final Metric WAITING =
      Metric.gauge(
          "store_rows_waiting", "rows", "of completed checkpoints that the store has not taken");

  static final Metric BYTES_WAITING =
      Metric.gauge("store_bytes_waiting", "bytes", "the same, packed as they are");

  static final Metric SECONDS_SINCE_SUCCESS =
      Metric.gauge(
          "store_seconds_since_success",
          "seconds",
          "since rows were last taken or began to wait; 0 while none wait");

  static final Metric LATENCY =
      Metric.histogram(
          "store_latency_ms", "milliseconds", "that a batch took which the store answered");

  /** All of them. */
  public static final List<Metric> ALL =
      List.of(WRITTEN, RETRIED, REFUSED, WAITING, BYTES_WAITING, SECONDS_SINCE_SUCCESS, LATENCY);

  final Counter written;
  final Counter retried;
  final Counter refused;
  final Histogram latency;

  UpsertMetrics(MetricGroup group, Backlog backlog) {
    written = WRITTEN.countIn(group);
    retried = RETRIED.countIn(group);
    refused = REFUSED.countIn(group);
    latency = LATENCY.measureIn(group);
    WAITING.showIn(group, backlog::rows);
    BYTES_WAITING.showIn(group, backlog::bytes);
    SECONDS_SINCE_SUCCESS.showIn(group, backlog::secondsWithoutProgress);
  }
}
