package io.tributary.pipeline.quality;

import io.tributary.pipeline.Metric;
import java.util.List;

/** The operational metrics of quality budgets; feeds without budgets have none. */
public final class QualityMetrics {
  static final Metric USED =
      Metric.gauge(
              "quality_budget_used",
              "share",
              "how much of `quality.rejected`, `quality.late` or `quality.unenriched` the newest window"
                  + " of `quality.window` has used up; above 1 it is over")
          .by("budget");

  static final Metric WINDOWS_OVER =
      Metric.counter("quality_windows_over", "windows", "that went over it").by("budget");

  /** All of them. */
  public static final List<Metric> ALL = List.of(USED, WINDOWS_OVER);

  private QualityMetrics() {}
}
