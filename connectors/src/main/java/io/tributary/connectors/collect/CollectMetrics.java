package io.tributary.connectors.collect;

import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The names of the operational metrics of a source that collects. */
final class CollectMetrics {
  /** Records collected, valid or not. */
  static final String COLLECTED = "collected";

  /** Times that the source could not be reached or read. */
  static final String FAILURES = "collect_failures";

  /** A gauge: seconds since the source last answered, or since the start. */
  static final String SECONDS_SINCE_SUCCESS = "collect_seconds_since_success";

  final Counter collected;
  final Counter failures;
  private volatile long succeededNanos = System.nanoTime();

  CollectMetrics(MetricGroup group) {
    collected = group.counter(COLLECTED);
    failures = group.counter(FAILURES);
    group.gauge(
        SECONDS_SINCE_SUCCESS,
        (Gauge<Long>) () -> TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - succeededNanos));
  }

  void succeeded(int records) {
    succeededNanos = System.nanoTime();
    collected.inc(records);
  }
}
