package io.tributary.deploy;

import static java.util.stream.Collectors.toSet;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of all metrics, as docs/metrics.md has them from the code, and those in queries. Of a
 * CronJob nobody tells but kube-state-metrics.
 */
final class OperationalMetrics {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| (counter|gauge|histogram) \\|");
  private static final Pattern IN_A_QUERY = Pattern.compile("\\b(?:flink|tributary|kube)_\\w+");

  /** What Prometheus makes of one histogram. */
  private static final Set<String> SERIES = Set.of("", "_count", "_sum", "_bucket");

  /** As its pages of jobs and of CronJobs have them, each stable. */
  private static final Set<String> KUBE_STATE_METRICS =
      Set.of(
          "kube_cronjob_created",
          "kube_cronjob_status_last_successful_time",
          "kube_job_created",
          "kube_job_failed",
          "kube_job_owner");

  private OperationalMetrics() {}

  /** All of them, as Prometheus knows them. */
  static Set<String> names() {
    Set<String> names = new HashSet<>(KUBE_STATE_METRICS);
    ROW.matcher(Documents.text("docs/metrics.md"))
        .results()
        .forEach(
            row -> {
              names.add(row.group(1));
              if (row.group(2).equals("histogram")) {
                SERIES.forEach(suffix -> names.add(row.group(1) + suffix));
              }
            });
    return names;
  }

  /** What a query, or a document of many, asks for. */
  static Set<String> askedFor(String queries) {
    return IN_A_QUERY.matcher(queries).results().map(match -> match.group()).collect(toSet());
  }
}
