package io.tributary.cli.simulate.tickets;

import java.util.SplittableRandom;

/** When people write and about what: by the hour, UTC. */
final class DailyRhythm {
  private static final long HOUR_MICROS = 3_600_000_000L;

  // Relative to the mean of the day, which is 1.
  private static final double[] LOAD = {
    0.35, 0.25, 0.20, 0.20, 0.25, 0.40, 0.70, 1.10, 1.60, 1.85, 1.80, 1.60,
    1.35, 1.50, 1.65, 1.60, 1.45, 1.30, 1.15, 1.05, 0.95, 0.75, 0.55, 0.40
  };

  /** The hours in which offices are open. */
  private static final int MORNING = 7;

  private static final int EVENING = 18;

  // billing, technical, account, general in percent
  private static final int[] BY_DAY = {35, 30, 15, 20};
  private static final int[] BY_NIGHT = {15, 50, 25, 10};

  private static final String[] TYPES = {"billing", "technical", "account", "general"};

  private DailyRhythm() {}

  /** How many tickets come at this time, relative to the mean. */
  static double load(long epochMicros) {
    return LOAD[hour(epochMicros)];
  }

  static String requestType(long epochMicros, SplittableRandom random) {
    int hour = hour(epochMicros);
    int[] shares = hour >= MORNING && hour < EVENING ? BY_DAY : BY_NIGHT;
    int left = random.nextInt(100);
    for (int i = 0; i < shares.length; i++) {
      left -= shares[i];
      if (left < 0) {
        return TYPES[i];
      }
    }
    throw new IllegalStateException("the shares are not 100");
  }

  private static int hour(long epochMicros) {
    return (int) Math.floorMod(Math.floorDiv(epochMicros, HOUR_MICROS), 24L);
  }
}
