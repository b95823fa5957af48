package io.tributary.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Lines about what runs: renewed in place on a terminal, else printed every ten seconds. */
final class StatusLines {
  private static final String CLEAR_LINE = "\r\u001B[K";
  private static final String UP = "\u001B[A";

  /** What doesn't fit is cut: a line that went on below would not be cleared. */
  private static final String CUT = "\u001B[?7l";

  private static final String WRAP = "\u001B[?7h";
  private static final long FILE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final PrintWriter out;
  private final boolean terminal;
  private long printedNanos = System.nanoTime() - FILE_NANOS;
  private int shown;

  StatusLines(PrintWriter out) {
    this(out, System.console() != null);
  }

  StatusLines(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void show(List<String> lines) {
    if (terminal) {
      out.print(CUT);
      for (int i = 1; i < shown; i++) {
        out.print(UP);
      }
      for (int i = 0; i < lines.size(); i++) {
        out.print((i == 0 ? "" : "\n") + CLEAR_LINE + lines.get(i));
      }
      out.print(WRAP);
      shown = lines.size();
    } else if (System.nanoTime() - printedNanos >= FILE_NANOS) {
      printedNanos = System.nanoTime();
      lines.forEach(out::println);
    }
    out.flush();
  }
}
