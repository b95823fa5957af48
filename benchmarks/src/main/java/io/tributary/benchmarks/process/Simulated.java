package io.tributary.benchmarks.process;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the simulator says that it has sent.
 *
 * @param late valid, but created long ago
 */
public record Simulated(long valid, long late, long duplicates, long invalid) {
  private static final Pattern SUMMARY =
      Pattern.compile("(\\d+) valid, (\\d+) late, (\\d+) duplicates, (\\d+) invalid");

  /** Reads what {@code simulate} has printed; the last summary counts. */
  public static Simulated in(String output) {
    Matcher summary = SUMMARY.matcher(output);
    Simulated last = null;
    while (summary.find()) {
      last =
          new Simulated(
              Long.parseLong(summary.group(1)),
              Long.parseLong(summary.group(2)),
              Long.parseLong(summary.group(3)),
              Long.parseLong(summary.group(4)));
    }
    if (last == null) {
      throw new IllegalArgumentException("the simulator does not say what it sent:\n" + output);
    }
    return last;
  }

  public long records() {
    return valid + late + duplicates + invalid;
  }

  /** Every valid record once. */
  public long delivered() {
    return valid + late;
  }
}
