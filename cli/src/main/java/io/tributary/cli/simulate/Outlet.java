package io.tributary.cli.simulate;

import io.tributary.cli.StopSignal;

/** Where simulated records go. For one thread, but for what is said otherwise. */
public interface Outlet extends AutoCloseable {
  /**
   * Takes a record; it may be on its way until the next {@link #flush}.
   *
   * @throws io.tributary.cli.CommandFailure when this one, or one before, could not be taken
   */
  void send(SimulatedRecord record);

  /**
   * Returns when all records have arrived.
   *
   * @throws io.tributary.cli.CommandFailure when some could not be taken
   */
  void flush();

  /** How many records have arrived. */
  long delivered();

  /** Waits, after the last record, where they are fetched and not sent. */
  default void linger(StopSignal stop) {}

  @Override
  void close();
}
