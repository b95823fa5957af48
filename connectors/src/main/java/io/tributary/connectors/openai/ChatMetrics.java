package io.tributary.connectors.openai;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.tributary.pipeline.Metric;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/** The operational metrics of the chat completions API; one task asks, and has them. */
public final class ChatMetrics {
  static final Metric CALLS = Metric.counter("openai_calls", "calls", "that are over");

  static final Metric FAILED =
      Metric.counter(
          "openai_calls_failed",
          "calls",
          "those among them that brought no reply: an error, or nothing in time");

  static final Metric UNUSABLE =
      Metric.counter(
          "openai_calls_unusable",
          "calls",
          "those among them whose reply could not be used: refused, cut off, or against the schema");

  static final Metric TEXTS = Metric.counter("openai_texts", "texts", "answered by the model");

  static final Metric HITS =
      Metric.counter(
          "openai_cache_hits",
          "texts",
          "that needed no call: their answer was known, or asked for already");

  static final Metric REPEATED =
      Metric.counter("openai_texts_repeated", "texts", "sent once more, for whatever reason");

  static final Metric INSTEAD =
      Metric.counter(
          "openai_texts_without_answer",
          "texts",
          "that the model was meant to answer and the embedded analyser answered instead");

  static final Metric INPUT = Metric.counter("openai_tokens_input", "tokens", "read by the model");

  static final Metric OUTPUT =
      Metric.counter("openai_tokens_output", "tokens", "written by the model");

  static final Metric COST =
      Metric.counter("openai_cost_micros", "millionths of the currency", "that calls have cost");

  static final Metric SPENT =
      Metric.gauge(
          "openai_spent_today_micros",
          "millionths of the currency",
          "spent on this day in UTC, over restarts");

  static final Metric PAUSED =
      Metric.gauge(
          "openai_paused",
          "0, 1",
          "1 while nothing is asked: the day's cap is reached, or the server wants a pause");

  static final Metric WAITED =
      Metric.counter(
          "openai_budget_wait_ms",
          "milliseconds",
          "for which texts were held back by a budget or a server that wanted a pause");

  static final Metric LATENCY =
      Metric.histogram("openai_latency_ms", "milliseconds", "from call to reply");

  static final Metric BATCH = Metric.histogram("openai_batch_size", "texts", "in a call");

  static final Metric IN_FLIGHT = Metric.gauge("openai_calls_in_flight", "calls", "under way");

  static final Metric BREAKER =
      Metric.gauge(
          "openai_breaker_state",
          "0, 1, 2",
          "0 while the server is asked, 1 while it is being tried again, 2 while it is not");

  /** All of them. */
  public static final List<Metric> ALL =
      List.of(
          CALLS, FAILED, UNUSABLE, TEXTS, HITS, REPEATED, INSTEAD, INPUT, OUTPUT, COST, SPENT,
          PAUSED, WAITED, LATENCY, BATCH, IN_FLIGHT, BREAKER);

  private static final long COST_OF_A_MICRO = 1_000_000;

  final Counter calls;
  final Counter failed;
  final Counter unusable;
  final Counter texts;
  final Counter hits;
  final Counter repeated;
  final Counter instead;
  final Counter waited;
  final Histogram latency;
  final Histogram batch;
  private final Counter input;
  private final Counter output;
  private final Counter cost;
  private long rest;

  ChatMetrics(
      MetricGroup group,
      CircuitBreaker breaker,
      IntSupplier inFlight,
      LongSupplier spent,
      BooleanSupplier paused) {
    calls = CALLS.countIn(group);
    failed = FAILED.countIn(group);
    unusable = UNUSABLE.countIn(group);
    texts = TEXTS.countIn(group);
    hits = HITS.countIn(group);
    repeated = REPEATED.countIn(group);
    instead = INSTEAD.countIn(group);
    waited = WAITED.countIn(group);
    input = INPUT.countIn(group);
    output = OUTPUT.countIn(group);
    cost = COST.countIn(group);
    latency = LATENCY.measureIn(group);
    batch = BATCH.measureIn(group);
    SPENT.showIn(group, () -> spent.getAsLong() / COST_OF_A_MICRO);
    PAUSED.showIn(group, () -> paused.getAsBoolean() ? 1 : 0);
    IN_FLIGHT.showIn(group, inFlight::getAsInt);
    BREAKER.showIn(group, () -> state(breaker));
  }

  /** Adds what a call has taken. */
  void spent(Call call) {
    input.inc(call.usage().input());
    output.inc(call.usage().output());
    rest += call.cost();
    cost.inc(rest / COST_OF_A_MICRO);
    rest %= COST_OF_A_MICRO;
  }

  private static int state(CircuitBreaker breaker) {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> 2;
      case HALF_OPEN -> 1;
      case CLOSED, DISABLED, METRICS_ONLY -> 0;
    };
  }
}
