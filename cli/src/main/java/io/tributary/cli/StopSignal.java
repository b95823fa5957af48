package io.tributary.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C (or a {@code kill}), as something a command can wait for and ask. The first signal only
 * asks, so that everything in the process still works while the command finishes what it does; the
 * second one ends the process at once.
 */
public final class StopSignal implements AutoCloseable {
  /** What a command says that was asked to stop a job, and waits until it has. */
  static final String STOPPING =
      "stopping with a savepoint; Ctrl-C again ends it at once, and the next start goes on from the"
          + " newest checkpoint";

  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

  private final CountDownLatch asked = new CountDownLatch(1);
  private final List<SignalHandler> before;

  private StopSignal() {
    before = SIGNALS.stream().map(name -> Signal.handle(new Signal(name), this::handle)).toList();
  }

  /** Begins to listen. */
  public static StopSignal listen() {
    return new StopSignal();
  }

  private void handle(Signal signal) {
    if (isAsked()) {
      Runtime.getRuntime().halt(128 + signal.getNumber());
    }
    ask();
  }

  /** Asks the command to stop, as a signal does. */
  public void ask() {
    asked.countDown();
  }

  /** Whether the command has been asked to stop. */
  public boolean isAsked() {
    return asked.getCount() == 0;
  }

  /**
   * Waits for the signal.
   *
   * @return whether it came within that time
   */
  public boolean await(long time, TimeUnit unit) {
    try {
      return asked.await(time, unit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Waits for the signal as long as it takes. */
  public void await() {
    await(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }

  /** Listens no more: a signal does again what it did before. */
  @Override
  public void close() {
    for (int i = 0; i < SIGNALS.size(); i++) {
      Signal.handle(new Signal(SIGNALS.get(i)), before.get(i));
    }
  }
}
