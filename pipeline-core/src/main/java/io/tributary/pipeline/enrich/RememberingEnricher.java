package io.tributary.pipeline.enrich;

/**
 * An enricher whose answers are dear, so that it remembers them, and that may have to wait for them
 * for hours: meanwhile records lie in the state, and checkpoints pass.
 */
public interface RememberingEnricher<T, E> extends AsyncEnricher<T, E> {
  /**
   * Whether a single instance serves the whole job: what it remembers, and what it may ask for, is
   * in one place then. If not, it remembers nothing; but records that an earlier run has left in
   * the state are still found.
   */
  boolean isAlone();

  /** How many keys are remembered at most. */
  int remembers();

  /** Gives it what it remembers, before it is opened; only if it is alone. */
  default void recall(Memory memory) {}

  /** A checkpoint is being taken: what is remembered now is in it. */
  default void checkpoint(long number) {}

  /** A checkpoint is complete. */
  default void completed(long number) {}
}
