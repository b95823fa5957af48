package io.tributary.analytics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Flink says of a feed.
 *
 * @param counters sums over the running jobs, by the names of {@link #COUNTERS}
 * @param budgets by what they are for, such as {@code rejected}; empty without budgets
 */
record Operators(List<Job> jobs, Map<String, Long> counters, Map<String, Budget> budgets) {
  /** Operators' counters; what each means says pipeline-core's FeedMetrics. */
  static final List<String> COUNTERS =
      List.of(
          "records_in",
          "records_delivered",
          "records_rejected",
          "records_duplicate",
          "records_late",
          "records_windowed");

  /**
   * A job of a feed.
   *
   * @param dashboard the address of the Flink that has it, without a slash at the end
   */
  record Job(String id, String state, String dashboard) {}

  /**
   * What has become of a quality budget.
   *
   * @param used how much of it the newest window has used up; above 1 it is over
   * @param windowsOver how many windows went over it since the job's last start
   */
  record Budget(double used, long windowsOver) {}

  /** With those of another Flink, which may have an older job of the same feed. */
  Operators and(Operators others) {
    List<Job> allJobs = new ArrayList<>(jobs);
    allJobs.addAll(others.jobs);
    Map<String, Long> sums = new TreeMap<>(counters);
    others.counters.forEach((name, count) -> sums.merge(name, count, Long::sum));
    Map<String, Budget> allBudgets = new TreeMap<>(budgets);
    allBudgets.putAll(others.budgets);
    return new Operators(
        List.copyOf(allJobs),
        Collections.unmodifiableMap(sums),
        Collections.unmodifiableMap(allBudgets));
  }
}
