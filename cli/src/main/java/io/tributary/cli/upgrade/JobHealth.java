package io.tributary.cli.upgrade;

import java.util.Locale;
import java.util.Set;

/**
 * How a job is, as Flink's REST interface tells it.
 *
 * @param state Flink's word, such as {@code RUNNING}
 * @param runsWhole whether each of its tasks runs
 * @param restarts how often it was restarted
 * @param checkpoints how many it has completed since it was started
 * @param reads whether it has read records, or is known to stand at the input's end
 */
record JobHealth(String state, boolean runsWhole, long restarts, long checkpoints, boolean reads) {
  // SUSPENDED is none of them: another job manager will take it over.
  private static final Set<String> ENDED = Set.of("FAILED", "CANCELED", "FINISHED");
  private static final Set<String> FAILING = Set.of("FAILING", "RESTARTING");

  boolean hasEnded() {
    return hasEnded(state);
  }

  /** Whether that is a job's last state. */
  static boolean hasEnded(String state) {
    return ENDED.contains(state);
  }

  /** Whether it won't come to run without a failure any more. */
  boolean hasFailed() {
    return hasEnded() || FAILING.contains(state) || restarts > 0;
  }

  boolean isWell(int wantedCheckpoints) {
    return runsWhole && restarts == 0 && checkpoints >= wantedCheckpoints && reads;
  }

  @Override
  public String toString() {
    return "%s, %d restarts, %d checkpoints, %s"
        .formatted(
            state.toLowerCase(Locale.ROOT),
            restarts,
            checkpoints,
            reads ? "reading" : "nothing read yet");
  }
}
