package io.tributary.connectors.model;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** The names of the operational metrics of a served model, each by the task that asks it. */
final class ModelMetrics {
  /** Requests that were answered or have failed. */
  static final String REQUESTS = "model_requests";

  /** Those among them that brought no usable answer. */
  static final String FAILED = "model_requests_failed";

  /** Texts that were classified. */
  static final String TEXTS = "model_texts";

  /** A histogram: milliseconds from request to answer, of the last thousand. */
  static final String LATENCY = "model_latency_ms";

  /** A gauge: milliseconds that a request may take, as it was set. */
  static final String TIMEOUT = "model_timeout_ms";

  /** A histogram: texts in a request, of the last thousand. */
  static final String BATCH = "model_batch_size";

  /** A gauge: requests under way. */
  static final String IN_FLIGHT = "model_requests_in_flight";

  /** A gauge: the share of the last requests that were answered well, from 0 to 1. */
  static final String SUCCESS_RATE = "model_success_rate";

  /** A gauge: 0 while the server is asked, 1 while it is being tried again, 2 while it is not. */
  static final String BREAKER = "model_breaker_state";

  private static final int LAST = 1_000;

  final Counter requests;
  final Counter failed;
  final Counter texts;
  final Histogram latency;
  final Histogram batch;

  ModelMetrics(MetricGroup group, CircuitBreaker breaker, IntSupplier inFlight, Duration timeout) {
    requests = group.counter(REQUESTS);
    failed = group.counter(FAILED);
    texts = group.counter(TEXTS);
    latency = group.histogram(LATENCY, new DescriptiveStatisticsHistogram(LAST));
    batch = group.histogram(BATCH, new DescriptiveStatisticsHistogram(LAST));
    group.gauge(TIMEOUT, (Gauge<Long>) timeout::toMillis);
    group.gauge(IN_FLIGHT, (Gauge<Integer>) inFlight::getAsInt);
    group.gauge(SUCCESS_RATE, (Gauge<Double>) () -> successRate(breaker));
    group.gauge(BREAKER, (Gauge<Integer>) () -> state(breaker));
  }

  private static double successRate(CircuitBreaker breaker) {
    CircuitBreaker.Metrics last = breaker.getMetrics();
    int all = last.getNumberOfBufferedCalls();
    return all == 0 ? 1 : last.getNumberOfSuccessfulCalls() / (double) all;
  }

  private static int state(CircuitBreaker breaker) {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> 2;
      case HALF_OPEN -> 1;
      case CLOSED, DISABLED, METRICS_ONLY -> 0;
    };
  }
}
