package io.tributary.connectors.kafka.source;

import java.time.Duration;

/**
 * How long a job has been running without a completed checkpoint. It outlives the enumerators,
 * which are made anew when the job restarts.
 */
final class CheckpointWatch {
  private final Duration tolerance;
  private final Duration most;
  private Duration without = Duration.ZERO;

  /**
   * Makes a watch.
   *
   * @param tolerance how long is too long
   * @param most what a look counts for at most: a process that stood still was not running
   */
  CheckpointWatch(Duration tolerance, Duration most) {
    this.tolerance = tolerance;
    this.most = most;
  }

  synchronized void completed() {
    without = Duration.ZERO;
  }

  /**
   * Looks again.
   *
   * @param ran for how long the job has been running since the last look
   * @throws NoCheckpoints if that was too long, in all
   */
  synchronized void look(Duration ran) {
    without = without.plus(ran.compareTo(most) < 0 ? ran : most);
    if (without.compareTo(tolerance) > 0) {
      throw new NoCheckpoints(
          "the job has been running for "
              + without.toSeconds()
              + " s without a completed checkpoint, more than checkpoint.failure-tolerance allows:"
              + " the log and the dashboard's page of checkpoints say why they fail; mostly"
              + " checkpoint.path can't be written. Nothing is lost: mend that and start again,"
              + " what was not committed is read again");
    }
  }
}
