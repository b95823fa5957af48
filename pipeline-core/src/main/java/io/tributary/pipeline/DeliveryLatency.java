package io.tributary.pipeline;

import io.tributary.pipeline.record.RawRecord;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/**
 * Measures how long records were under way; not each of them, which would cost more than it says.
 */
public final class DeliveryLatency {
  private static final int ONE_IN = 16;

  private final Histogram latency;
  private int since;

  public DeliveryLatency(MetricGroup group) {
    latency = FeedMetrics.DELIVERY_LATENCY.measureIn(group);
  }

  /** Says that a record is delivered now. */
  public void measure(RawRecord raw) {
    if (since++ % ONE_IN == 0) {
      latency.update(System.currentTimeMillis() - raw.timestamp());
    }
  }
}
