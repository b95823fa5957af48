package io.tributary.connectors.kafka.source;

import java.time.Duration;

/**
 * How long a job has been without a completed checkpoint, whether its tasks run or fail to. It
 * outlives the enumerators, which are made anew when the job restarts; not the job manager.
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

  synchronized long secondsWithout() {
    return without.toSeconds();
  }

  synchronized void completed() {
    without = Duration.ZERO;
  }

  /**
   * Looks again.
   *
   * @param passed since the last look
   * @throws NoCheckpoints if that was too long, in all
   */
  synchronized void look(Duration passed) {
    without = without.plus(passed.compareTo(most) < 0 ? passed : most);
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
