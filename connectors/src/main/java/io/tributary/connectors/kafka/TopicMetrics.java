package io.tributary.connectors.kafka;

import io.tributary.pipeline.Metric;
import java.util.List;

/** The operational metrics of topics, beside those that Flink has. */
public final class TopicMetrics {
  static final Metric TRANSACTION_TIMEOUT =
      Metric.gauge(
          "transaction_timeout_seconds",
          "seconds",
          "that a transaction may stay open: `kafka.transaction.timeout`");

  /** Those of tasks. */
  public static final List<Metric> ALL = List.of(TRANSACTION_TIMEOUT);

  private TopicMetrics() {}
}
