package io.tributary.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one does to the processes of servers. */
public final class Processes {
  private static final long STOPPED_WITHIN_SECONDS = 30;
  private static final int LOG_LINES_SHOWN = 15;
  private static final Pattern HISTOGRAM_TOTAL =
      Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");

  private Processes() {}

  /**
   * Sends a signal.
   *
   * @param name such as {@code STOP}, which freezes a process where it stands, and {@code CONT}
   * @throws ServerFailure when there is no such process
   */
  public static void signal(String name, long pid) {
    try {
      int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
      if (code != 0) {
        throw new ServerFailure("process " + pid + " can't be sent SIG" + name);
      }
    } catch (IOException e) {
      throw new ServerFailure("process " + pid + " can't be sent SIG" + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What a JVM's heap holds once all garbage has been collected, in bytes; it pauses for that.
   *
   * @throws ServerFailure when there is no such JVM
   */
  public static long liveHeap(long pid) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process process =
          new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
      return total(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ServerFailure("the heap of " + pid + " can't be looked at", e);
    }
  }

  /** The last line of a class histogram. */
  static long total(String histogram) {
    Matcher total = HISTOGRAM_TOTAL.matcher(histogram);
    if (!total.find()) {
      throw new ServerFailure("no total in the histogram:\n" + histogram);
    }
    return Long.parseLong(total.group(1));
  }

  /** Ends it, by {@code kill -9} or gently, and returns when it is gone. */
  static void end(@Nullable Process process, boolean forcibly) {
    if (process == null) {
      return;
    }
    if (forcibly) {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
    try {
      if (!process.waitFor(STOPPED_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The last lines of a log, or why there are none. */
  static String logEnd(Path log) {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
    } catch (IOException e) {
      return "(" + log + " can't be read: " + e.getMessage() + ")";
    }
  }
}
