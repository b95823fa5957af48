package io.tributary.connectors.openai;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** The operational metrics of the chat completions API; one task asks, and has them. */
final class ChatMetrics {
  /** Calls that are over. */
  static final String CALLS = "openai_calls";

  /** Those among them that brought no reply: an error, or nothing in time. */
  static final String FAILED = "openai_calls_failed";

  /** Those among them whose reply could not be used: refused, cut off, or against the schema. */
  static final String UNUSABLE = "openai_calls_unusable";

  /** Texts that the model has answered. */
  static final String TEXTS = "openai_texts";

  /** Texts that needed no call: their answer was known, or asked for already. */
  static final String HITS = "openai_cache_hits";

  /** Texts that were sent once more, for whatever reason. */
  static final String REPEATED = "openai_texts_repeated";

  /** Texts that the model was meant to answer and did not. */
  static final String INSTEAD = "openai_texts_without_answer";

  /** Tokens that were read. */
  static final String INPUT = "openai_tokens_input";

  /** Tokens that were written. */
  static final String OUTPUT = "openai_tokens_output";

  /** Millionths of the currency that calls have cost. */
  static final String COST = "openai_cost_micros";

  /** A gauge: millionths of the currency that were spent on this day in UTC. */
  static final String SPENT = "openai_spent_today_micros";

  /** A gauge: 1 while nothing is asked since the day's cap is reached, else 0. */
  static final String PAUSED = "openai_paused";

  /** Milliseconds for which texts were held back by a budget or a server that wanted a pause. */
  static final String WAITED = "openai_budget_wait_ms";

  /** A histogram: milliseconds from call to reply, of the last thousand. */
  static final String LATENCY = "openai_latency_ms";

  /** A histogram: texts in a call, of the last thousand. */
  static final String BATCH = "openai_batch_size";

  /** A gauge: calls under way. */
  static final String IN_FLIGHT = "openai_calls_in_flight";

  /** A gauge: 0 while the server is asked, 1 while it is being tried again, 2 while it is not. */
  static final String BREAKER = "openai_breaker_state";

  private static final int LAST = 1_000;
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
    calls = group.counter(CALLS);
    failed = group.counter(FAILED);
    unusable = group.counter(UNUSABLE);
    texts = group.counter(TEXTS);
    hits = group.counter(HITS);
    repeated = group.counter(REPEATED);
    instead = group.counter(INSTEAD);
    waited = group.counter(WAITED);
    input = group.counter(INPUT);
    output = group.counter(OUTPUT);
    cost = group.counter(COST);
    latency = group.histogram(LATENCY, new DescriptiveStatisticsHistogram(LAST));
    batch = group.histogram(BATCH, new DescriptiveStatisticsHistogram(LAST));
    group.gauge(SPENT, (Gauge<Long>) () -> spent.getAsLong() / COST_OF_A_MICRO);
    group.gauge(PAUSED, (Gauge<Integer>) () -> paused.getAsBoolean() ? 1 : 0);
    group.gauge(IN_FLIGHT, (Gauge<Integer>) inFlight::getAsInt);
    group.gauge(BREAKER, (Gauge<Integer>) () -> state(breaker));
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
