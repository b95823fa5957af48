package io.tributary.jobs.metrics;

import io.tributary.connectors.checkpoint.CheckpointWatch;
import io.tributary.connectors.collect.CollectMetrics;
import io.tributary.connectors.kafka.TopicMetrics;
import io.tributary.connectors.lake.LakeMetrics;
import io.tributary.connectors.model.ModelMetrics;
import io.tributary.connectors.ocr.DocumentMetrics;
import io.tributary.connectors.openai.ChatMetrics;
import io.tributary.connectors.openmeteo.WeatherMetrics;
import io.tributary.connectors.upsert.UpsertMetrics;
import io.tributary.jobs.launch.Lineage;
import io.tributary.pipeline.FeedMetrics;
import io.tributary.pipeline.Metric;
import io.tributary.pipeline.quality.QualityMetrics;
import java.util.List;
import java.util.Locale;

/** Writes the page on operational metrics, {@code docs/metrics.md}, from what the steps have. */
final class MetricsReference {
  private static final String STEP = "flink_taskmanager_job_task_operator_";
  private static final String ENUMERATOR = "flink_jobmanager_job_operator_coordinator_enumerator_";

  private static final String HEAD =
      """
      # Operational metrics

      This page is written by `MetricsReference` from the metrics' own definitions: change the code, not the page, then

          %s

      The names are those that Prometheus knows. Flink's reporter gives them (port 9249 of each part), and the analytics API its own (`/metrics`, port 8090).
      `deploy/prometheus` asks both and has the alerts, each with a [runbook](runbooks/job-down.md); `deploy/grafana` has the dashboards *Feeds* (the whole
      pipeline), *Feed* (one of them, chosen above), *Data quality*, *Kafka*, *Storage*, *Stores and collectors*, *Model* and *Analytics API*.

      Each series of a step has the labels `job_name` (the feed), `operator_name` (the step, with `_` for what is no letter: `tickets_route`) and
      `subtask_index`, besides those named below. Counters begin at 0 whenever a task starts: use them for rates, not for accounts; those are `./tributary audit`'s. Flink's reporter
      calls them gauges, which changes nothing for `rate`. A histogram becomes one series for each `quantile` (0.5, 0.75, 0.95, 0.98, 0.99, 0.999) of the task's last thousand
      values and one that ends in `_count`.

      Every record has one fate: `records_in` = `records_delivered` + `records_rejected` + `records_duplicate`, and where a feed has final windows
      `records_delivered` = `records_windowed` + `records_late`. What tickets' directory brings is counted by steps with `clients` in their names.
      """;

  private record Section(String title, String prefix, List<Metric> metrics) {}

  private static final List<Section> SECTIONS =
      List.of(
          new Section("Records", STEP, FeedMetrics.ALL),
          new Section("Quality budgets", STEP, QualityMetrics.ALL),
          new Section("Lake", STEP, LakeMetrics.ALL),
          new Section("Topics", STEP, TopicMetrics.ALL),
          new Section("Checkpoints", ENUMERATOR, List.of(CheckpointWatch.WITHOUT_CHECKPOINT)),
          new Section("Lineage", ENUMERATOR, List.of(Lineage.LOST)),
          new Section("Stores", STEP, UpsertMetrics.ALL),
          new Section("Sources outside Kafka", STEP, CollectMetrics.ALL),
          new Section("Open-Meteo", STEP, WeatherMetrics.ALL),
          new Section("Documents", STEP, DocumentMetrics.ALL),
          new Section("The texts' model on a server", STEP, ModelMetrics.ALL),
          new Section("The tweets' language model", STEP, ChatMetrics.ALL));

  private MetricsReference() {}

  /** The command that writes the page anew. */
  static String command() {
    return "mvn -q -pl jobs -am test -Dtest=MetricsReferenceTest"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dmetrics.write=true";
  }

  /** The page, in Markdown. */
  static String page() {
    StringBuilder page = new StringBuilder(HEAD.formatted(command()));
    for (Section section : SECTIONS) {
      begin(page, section.title);
      for (Metric metric : section.metrics) {
        String label = metric.label().isEmpty() ? "" : metric.label() + "_";
        row(
            page,
            section.prefix + label + metric.name(),
            metric.kind().name().toLowerCase(Locale.ROOT),
            metric.unit(),
            metric.label(),
            metric.meaning());
      }
    }
    begin(page, "Flink's own that matter");
    OthersMetric.FLINK.forEach(metric -> row(page, metric));
    begin(page, "Analytics API");
    OthersMetric.API.forEach(metric -> row(page, metric));
    begin(page, "Kafka, as the analytics API sees it");
    OthersMetric.KAFKA.forEach(metric -> row(page, metric));
    return page.toString();
  }

  private static void begin(StringBuilder page, String title) {
    page.append("\n## ").append(title).append("\n\n");
    page.append("| metric | type | unit | labels | what |\n| --- | --- | --- | --- | --- |\n");
  }

  private static void row(StringBuilder page, OthersMetric metric) {
    row(page, metric.name(), metric.type(), metric.unit(), metric.labels(), metric.meaning());
  }

  private static void row(
      StringBuilder page, String name, String type, String unit, String labels, String meaning) {
    String quoted = labels.isEmpty() ? "" : "`" + labels.replace(", ", "`, `") + "`";
    page.append("| `%s` | %s | %s | %s | %s |\n".formatted(name, type, unit, quoted, meaning));
  }
}
