package io.tributary.connectors.checkpoint;

import io.tributary.pipeline.Metric;
import java.time.Duration;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/**
 * How long a job has been without a completed checkpoint, whether its tasks run or fail to. A
 * source has one, which outlives its enumerators, since they are made anew when the job restarts;
 * not the job manager.
 */
public final class CheckpointWatch {
  /** Of the job manager. */
  public static final Metric WITHOUT_CHECKPOINT =
      Metric.gauge(
          "seconds_without_checkpoint",
          "seconds",
          "since a checkpoint was completed last, restarts included: no transaction has been open for"
              + " longer");

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** What a look counts for at most: a process that stood still was not running. */
  private static final Duration MOST = LOOK.multipliedBy(5);

  private final Duration tolerance;
  private Duration without = Duration.ZERO;
  private long lookedNanos;

  /**
   * Makes a watch.
   *
   * @param tolerance how long is too long
   */
  public CheckpointWatch(Duration tolerance) {
    this.tolerance = tolerance;
  }

  /**
   * Looks each second for as long as an enumerator lives, and shows the metric. Time in which no
   * task runs counts as well: a job that can't restore fails again and again. After too long a time
   * the job fails with {@link NoCheckpoints}.
   */
  public synchronized void begin(SplitEnumeratorContext<?> context) {
    WITHOUT_CHECKPOINT.showIn(context.metricGroup(), this::secondsWithout);
    lookedNanos = System.nanoTime();
    context.callAsync(() -> true, (yes, no) -> look(), LOOK.toMillis(), LOOK.toMillis());
  }

  /** A checkpoint is complete. */
  public synchronized void completed() {
    without = Duration.ZERO;
  }

  private synchronized long secondsWithout() {
    return without.toSeconds();
  }

  private synchronized void look() {
    long now = System.nanoTime();
    Duration passed = Duration.ofNanos(now - lookedNanos);
    lookedNanos = now;
    look(passed);
  }

  /**
   * Looks again.
   *
   * @param passed since the last look
   * @throws NoCheckpoints if that was too long, in all
   */
  public synchronized void look(Duration passed) {
    without = without.plus(passed.compareTo(MOST) < 0 ? passed : MOST);
    if (without.compareTo(tolerance) > 0) {
      throw new NoCheckpoints(
          "the job has been "
              + without.toSeconds()
              + " s without a completed checkpoint, longer than checkpoint.failure-tolerance allows:"
              + " mostly checkpoint.path or lake.path can't be written or read, or what the job asks"
              + " is away: the brokers, or a model that records wait for; the log and the dashboard's page of checkpoints say what failed. Nothing is"
              + " lost: mend that and start again, what was not committed is read again");
    }
  }
}
