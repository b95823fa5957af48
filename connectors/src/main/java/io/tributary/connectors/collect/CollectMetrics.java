package io.tributary.connectors.collect;

import io.tributary.pipeline.Metric;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The operational metrics of a source that collects. */
public final class CollectMetrics {
  static final Metric COLLECTED =
      Metric.counter("collected", "records", "read by a source outside Kafka, valid or not");

  static final Metric FAILURES =
      Metric.counter(
          "collect_failures", "tries", "of such a source that failed; it is tried again");

  static final Metric SECONDS_SINCE_SUCCESS =
      Metric.gauge(
          "collect_seconds_since_success",
          "seconds",
          "since such a source last answered, or since the start");

  static final Metric PAUSE =
      Metric.gauge(
          "collect_pause_seconds",
          "seconds",
          "until it is asked again: its interval, a quota, what the server wished or a retry");

  /** All of them. */
  public static final List<Metric> ALL = List.of(COLLECTED, FAILURES, SECONDS_SINCE_SUCCESS, PAUSE);

  final Counter collected;
  final Counter failures;
  private volatile long succeededNanos = System.nanoTime();

  CollectMetrics(MetricGroup group, LongSupplier pauseNanos) {
    PAUSE.showIn(group, () -> Math.max(0, TimeUnit.NANOSECONDS.toSeconds(pauseNanos.getAsLong())));
    collected = COLLECTED.countIn(group);
    failures = FAILURES.countIn(group);
    SECONDS_SINCE_SUCCESS.showIn(
        group, () -> TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - succeededNanos));
  }

  void succeeded(int records) {
    succeededNanos = System.nanoTime();
    collected.inc(records);
  }
}
