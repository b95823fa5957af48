package io.tributary.connectors.model;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.tributary.pipeline.Metric;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/** The operational metrics of a served model, each by the task that asks it. */
public final class ModelMetrics {
  static final Metric REQUESTS =
      Metric.counter(
          "model_requests", "requests", "to the model that were answered or have failed");

  static final Metric FAILED =
      Metric.counter(
          "model_requests_failed", "requests", "those among them that brought no usable answer");

  static final Metric TEXTS = Metric.counter("model_texts", "texts", "classified by the server");

  /** Counted by who has another answer instead. */
  public static final Metric WITHOUT_ANSWER =
      Metric.counter(
          "model_texts_without_answer",
          "texts",
          "that the server was meant to classify and did not: by `model.policy` they have the embedded"
              + " model's answer, are unclassified or, refused ones with `wait`, dead letters");

  static final Metric LATENCY =
      Metric.histogram("model_latency_ms", "milliseconds", "from request to answer");

  static final Metric TIMEOUT =
      Metric.gauge("model_timeout_ms", "milliseconds", "that a request may take: `model.timeout`");

  static final Metric BATCH = Metric.histogram("model_batch_size", "texts", "in a request");

  static final Metric IN_FLIGHT = Metric.gauge("model_requests_in_flight", "requests", "under way");

  static final Metric SUCCESS_RATE =
      Metric.gauge(
          "model_success_rate",
          "0 to 1",
          "the share of the last twenty requests that were answered well; refusals and 429 aren't counted");

  static final Metric BREAKER =
      Metric.gauge(
          "model_breaker_state",
          "0, 1, 2",
          "0 while the server is asked, 1 while it is being tried again, 2 while it is not");

  /** All of them. */
  public static final List<Metric> ALL =
      List.of(
          REQUESTS,
          FAILED,
          TEXTS,
          WITHOUT_ANSWER,
          LATENCY,
          TIMEOUT,
          BATCH,
          IN_FLIGHT,
          SUCCESS_RATE,
          BREAKER);

  final Counter requests;
  final Counter failed;
  final Counter texts;
  final Histogram latency;
  final Histogram batch;

  ModelMetrics(MetricGroup group, CircuitBreaker breaker, IntSupplier inFlight, Duration timeout) {
    requests = REQUESTS.countIn(group);
    failed = FAILED.countIn(group);
    texts = TEXTS.countIn(group);
    latency = LATENCY.measureIn(group);
    batch = BATCH.measureIn(group);
    TIMEOUT.showIn(group, timeout::toMillis);
    IN_FLIGHT.showIn(group, inFlight::getAsInt);
    SUCCESS_RATE.showIn(group, () -> successRate(breaker));
    BREAKER.showIn(group, () -> state(breaker));
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
