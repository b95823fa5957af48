package io.tributary.cli;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One line that says how far something has come: renewed in place on a terminal, else printed once
 * every ten seconds.
 */
public final class Progress {
  private static final long TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long FILE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final String CLEAR_LINE = "\r\u001B[K";

  private final PrintWriter err;
  private final boolean terminal;
  private long next;
  private boolean shown;

  /** A line on the terminal's error output, if it is one. */
  public Progress(PrintWriter err) {
    this(err, System.console() != null);
  }

  Progress(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
    this.next = System.nanoTime() + (terminal ? TERMINAL_NANOS : FILE_NANOS);
  }

  /** Shows the line when it is time for it; cheap otherwise. */
  public void show(Supplier<String> line) {
    long now = System.nanoTime();
    if (now - next < 0) {
      return;
    }
    if (terminal) {
      err.print(CLEAR_LINE + line.get());
      shown = true;
      next = now + TERMINAL_NANOS;
    } else {
      err.println(line.get());
      next = now + FILE_NANOS;
    }
    err.flush();
  }

  /** Takes the line away. */
  public void clear() {
    if (shown) {
      err.print(CLEAR_LINE);
      err.flush();
      shown = false;
    }
  }
}
