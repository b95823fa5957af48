package io.tributary.lineage;

import java.time.Instant;

/**
 * Something that has happened to a run.
 *
 * @param error of {@link RunState#FAIL}, why; else empty
 */
public record RunEvent(RunState state, Instant at, String error) {
  static RunEvent of(RunState state, Instant at) {
    return new RunEvent(state, at, "");
  }

  boolean endsTheRun() {
    return state == RunState.COMPLETE || state == RunState.ABORT || state == RunState.FAIL;
  }
}
