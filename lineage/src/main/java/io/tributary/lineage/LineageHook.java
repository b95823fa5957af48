package io.tributary.lineage;

import java.time.Instant;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.JobStatusHook;

/**
 * Has events sent of a job. It travels with the job, as Flink's job graph keeps it: so it works on
 * any cluster whose class path has this class, without any configuration of the cluster's.
 *
 * <p>Flink calls it in the job manager's main thread, where it only notes what happened.
 */
public final class LineageHook implements JobStatusHook {
  private static final long serialVersionUID = 1L;

  private final EventText text;
  private final Backend backend;
  private final Instant submitted;

  /**
   * Makes a hook.
   *
   * @param submitted when the job was: the time of {@link RunState#START}, which a job manager that
   *     takes over sends again as it was
   */
  public LineageHook(EventText text, Backend backend, Instant submitted) {
    this.text = text;
    this.backend = backend;
    this.submitted = submitted;
  }

  @Override
  public void onCreated(JobID job) {
    Reports.of(this, job, RunEvent.of(RunState.RUNNING, Instant.now()));
  }

  @Override
  public void onFinished(JobID job) {
    Reports.of(this, job, RunEvent.of(RunState.COMPLETE, Instant.now()));
  }

  @Override
  public void onCanceled(JobID job) {
    Reports.of(this, job, RunEvent.of(RunState.ABORT, Instant.now()));
  }

  @Override
  public void onFailed(JobID job, Throwable cause) {
    Throwable root = cause;
    while (root != null && root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    Reports.of(this, job, new RunEvent(RunState.FAIL, Instant.now(), String.valueOf(root)));
  }

  EventText text() {
    return text;
  }

  Backend backend() {
    return backend;
  }

  Instant submitted() {
    return submitted;
  }
}
