package io.tributary.connectors.openmeteo;

import io.tributary.pipeline.Metric;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The operational metrics of what is asked of Open-Meteo. */
public final class WeatherMetrics {
  static final Metric REQUESTS =
      Metric.counter("weather_requests", "requests", "sent to the API since the task started");

  static final Metric FAILED =
      Metric.counter(
          "weather_requests_failed",
          "requests",
          "those among them that were refused, or without an answer that can be read and kept");

  static final Metric GIVEN_UP =
      Metric.counter(
          "weather_given_up",
          "requests",
          "slots of forecasts, and periods of the past, that were given up; the latter are tried again");

  static final Metric SECONDS_SINCE_ANSWER =
      Metric.gauge(
          "weather_seconds_since_answer", "seconds", "since the last good answer, or the start");

  /** All of them. */
  public static final List<Metric> ALL = List.of(REQUESTS, FAILED, GIVEN_UP, SECONDS_SINCE_ANSWER);

  final Counter requests;
  final Counter failed;
  final Counter givenUp;
  private volatile long answeredNanos = System.nanoTime();

  WeatherMetrics(MetricGroup group) {
    requests = REQUESTS.countIn(group);
    failed = FAILED.countIn(group);
    givenUp = GIVEN_UP.countIn(group);
    SECONDS_SINCE_ANSWER.showIn(
        group, () -> TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - answeredNanos));
  }

  void answered() {
    answeredNanos = System.nanoTime();
  }
}
