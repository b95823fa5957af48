package io.tributary.lineage;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.JobID;

/**
 * The reports of the jobs of this JVM. They are here, and not with the hooks, because Flink's
 * adaptive scheduler copies a job, and its hook, for each of its attempts: what one attempt's hook
 * has sent, the next one's must know.
 */
public final class Reports {
  /** Restarts wait a minute at most, by default, before they begin again. */
  static final Duration RESTART = Duration.ofMinutes(2);

  /** How long an event is tried to be sent. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Map<JobID, RunReport> RUNNING = new ConcurrentHashMap<>();

  private Reports() {}

  /** Notes what happened to a job; nobody waits. */
  static void of(LineageHook hook, JobID job, RunEvent event) {
    RUNNING.compute(
        job,
        (id, report) -> {
          if (report != null && report.note(event)) {
            return report;
          }
          // An end whose beginning nobody has seen: that of an attempt long given up.
          if (event.state() != RunState.RUNNING) {
            return report;
          }
          RunReport begun =
              new RunReport(id, hook, RESTART, PATIENCE, over -> RUNNING.remove(id, over));
          begun.note(RunEvent.of(RunState.START, hook.submitted()));
          begun.note(event);
          begun.start();
          return begun;
        });
  }

  /** How many events of a job that runs were given up in this JVM. */
  public static long lost(JobID job) {
    RunReport report = RUNNING.get(job);
    return report == null ? 0 : report.lost();
  }
}
