package io.tributary.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (or a {@code kill}), as something a command can wait for and ask. From the signal until
 * {@link #close} the process stays alive, so that the command can finish what it does and say so;
 * when its patience ends, so does the process.
 */
public final class StopSignal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::holdUp, "stop-signal");

  private final Duration patience;

  private StopSignal(Duration patience) {
    this.patience = patience;
  }

  /** Begins to listen, with 30 seconds of patience. */
  public static StopSignal listen() {
    return listen(PATIENCE);
  }

  /**
   * Begins to listen.
   *
   * @param patience how long the process outlives the signal at most
   */
  public static StopSignal listen(Duration patience) {
    StopSignal signal = new StopSignal(patience);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
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

  /** The command has finished: the process may end. */
  @Override
  public void close() {
    finished.countDown();
    if (!isAsked()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException endingAlready) {
        asked.countDown();
      }
    }
  }

  private void holdUp() {
    asked.countDown();
    try {
      if (!finished.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
