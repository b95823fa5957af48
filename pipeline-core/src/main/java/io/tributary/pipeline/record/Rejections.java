package io.tributary.pipeline.record;

import io.tributary.pipeline.FeedMetrics;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts what a step rejects, in all and by reason. */
public final class Rejections {
  private final Counter all;

  /** In the order of the reasons. */
  private final Counter[] byReason;

  public Rejections(MetricGroup group) {
    all = FeedMetrics.REJECTED.countIn(group);
    RejectReason[] reasons = RejectReason.values();
    byReason = new Counter[reasons.length];
    // Each from the start: rates don't see the rejection with which a series begins.
    for (RejectReason reason : reasons) {
      byReason[reason.ordinal()] = FeedMetrics.REJECTIONS.countIn(group, reason.name());
    }
  }

  public void count(RejectReason reason) {
    all.inc();
    byReason[reason.ordinal()].inc();
  }
}
