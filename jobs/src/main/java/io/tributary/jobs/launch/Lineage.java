package io.tributary.jobs.launch;

import io.tributary.jobs.lineage.JobDatasets;
import io.tributary.jobs.lineage.RunEvents;
import io.tributary.jobs.settings.LineageKeys;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.lineage.Backend;
import io.tributary.lineage.LineageHook;
import io.tributary.lineage.Reports;
import io.tributary.pipeline.Metric;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.core.execution.JobStatusHook;
import org.apache.flink.metrics.MetricGroup;

/**
 * OpenLineage events of a job, for who wants them. Only {@link #isOn} may be asked where nobody
 * does: all else needs classes that are not in the jobs' jar.
 */
public final class Lineage {
  /** Of the job manager; a source shows it, since nothing else of a job has metrics there. */
  public static final Metric LOST =
      Metric.gauge(
          "lineage_events_lost",
          "events",
          "of lineage that were given up, since the job manager runs the job; shown where lineage is"
              + " on, by each source");

  private static final String KEY = "LINEAGE_API_KEY";

  private Lineage() {}

  static boolean isOn(Settings settings) {
    return settings.get(LineageKeys.URL).isPresent() || settings.get(LineageKeys.FILE).isPresent();
  }

  /**
   * What has a job's events sent.
   *
   * @param ends the environment's transformations
   * @throws LaunchProblem if Flink lacks the classes for it
   */
  static JobStatusHook hook(Settings settings, Collection<Transformation<?>> ends) {
    try {
      return new LineageHook(
          RunEvents.of(
              settings.get(LineageKeys.NAMESPACE),
              settings.feed(),
              settings.get(SettingKeys.BOUNDED),
              settings.get(LineageKeys.PARENT).map(RunEvents.Parent::of),
              JobDatasets.of(ends)),
          new Backend(
              settings.get(LineageKeys.URL).map(URI::toString).orElse(""),
              local(LineageKeys.FILE.key(), settings.get(LineageKeys.FILE)),
              local(LineageKeys.API_KEY_FILE.key(), settings.get(LineageKeys.API_KEY_FILE)),
              KEY,
              settings.get(LineageKeys.TIMEOUT)),
          Instant.now());
    } catch (NoClassDefFoundError e) {
      throw new LaunchProblem(
          "lineage.url, lineage.file: Flink's lib lacks the lineage jar, here or on the cluster: put"
              + " lineage/target/tributary-lineage.jar there (docs/lineage.md), or unset them",
          e);
    }
  }

  private static String local(String key, Optional<String> path) {
    return path.map(each -> LocalPath.of(key, each).toString()).orElse("");
  }

  /** The source; where lineage is on, one that shows how many events were given up. */
  static <T, S extends SourceSplit, E> Source<T, S, E> shownBy(
      Settings settings, Source<T, S, E> source) {
    return isOn(settings) ? new LineageSource<>(source) : source;
  }

  static void showLostIn(MetricGroup group) {
    String id = group.getAllVariables().get("<job_id>");
    if (id != null) {
      JobID job = JobID.fromHexString(id);
      LOST.showIn(group, () -> Reports.lost(job));
    }
  }
}
