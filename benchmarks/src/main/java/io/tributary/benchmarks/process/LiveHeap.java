package io.tributary.benchmarks.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM's heap holds once all garbage has been collected. */
public final class LiveHeap {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");

  private LiveHeap() {}

  /** Collects a process' garbage and counts what is left, in bytes; the process pauses. */
  public static long bytes(Process process, Path log) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Program histogram =
        new Program(List.of(jcmd, Long.toString(process.pid()), "GC.class_histogram"), log);
    return total(histogram.runForOutput());
  }

  /** The last line of a class histogram. */
  static long total(String histogram) {
    Matcher total = TOTAL.matcher(histogram);
    if (!total.find()) {
      throw new IllegalArgumentException("no total in the histogram:\n" + histogram);
    }
    return Long.parseLong(total.group(1));
  }
}
