package io.tributary.lineage;

/** What OpenLineage calls the type of a run's event. */
public enum RunState {
  START,
  RUNNING,
  COMPLETE,
  ABORT,
  FAIL
}
