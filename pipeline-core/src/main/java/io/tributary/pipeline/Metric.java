package io.tributary.pipeline;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * An operational metric that a step has: it is made of what stands here, and so is the page that
 * describes it, {@code docs/metrics.md}.
 *
 * @param name as Flink's REST API shows it behind the step's name
 * @param unit what is counted or measured
 * @param meaning what it says, in one sentence without a capital and a full stop
 * @param label what tells its series apart, besides job, step and task; empty when nothing does
 */
public record Metric(String name, Kind kind, String unit, String meaning, String label) {
  /** How many of the newest values a histogram holds. */
  private static final int LAST = 1_000;

  /** What Prometheus is told. */
  public enum Kind {
    /** Begins at 0 whenever a task starts, and rises. */
    COUNTER,
    /** What is so now. */
    GAUGE,
    /** Quantiles of each task's last thousand values, and how many there were. */
    HISTOGRAM
  }

  public static Metric counter(String name, String unit, String meaning) {
    return new Metric(name, Kind.COUNTER, unit, meaning, "");
  }

  public static Metric gauge(String name, String unit, String meaning) {
    return new Metric(name, Kind.GAUGE, unit, meaning, "");
  }

  public static Metric histogram(String name, String unit, String meaning) {
    return new Metric(name, Kind.HISTOGRAM, unit, meaning, "");
  }

  /** The same, with a label of its own. */
  public Metric by(String otherLabel) {
    return new Metric(name, kind, unit, meaning, otherLabel);
  }

  /** The counter of a step. */
  public Counter countIn(MetricGroup group) {
    require(Kind.COUNTER, "");
    return group.counter(name);
  }

  /** The counter of a step for one value of its label. */
  public Counter countIn(MetricGroup group, String value) {
    require(Kind.COUNTER, label);
    return group.addGroup(label, value).counter(name);
  }

  /** Has a step show what is so whenever somebody asks. */
  public void showIn(MetricGroup group, Gauge<? extends Number> now) {
    require(Kind.GAUGE, "");
    group.gauge(name, now);
  }

  /** Has a step show what is so for one value of its label. */
  public void showIn(MetricGroup group, String value, Gauge<? extends Number> now) {
    require(Kind.GAUGE, label);
    group.addGroup(label, value).gauge(name, now);
  }

  /** The histogram of a step. */
  public Histogram measureIn(MetricGroup group) {
    require(Kind.HISTOGRAM, "");
    return group.histogram(name, new DescriptiveStatisticsHistogram(LAST));
  }

  private void require(Kind wanted, String labelled) {
    if (kind != wanted || !label.equals(labelled)) {
      throw new IllegalStateException(name + " is a " + kind + " by '" + label + "'");
    }
  }
}
