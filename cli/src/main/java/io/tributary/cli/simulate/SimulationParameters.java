package io.tributary.cli.simulate;

import java.time.Duration;
import java.time.Instant;

/**
 * On what every simulation depends.
 *
 * @param seed any number
 * @param rate records a second of event time, more than 0
 * @param start the event time of the first
 * @param duplicates the share of copies, 0 to 1
 * @param late the share of late ones, 0 to 1
 * @param invalid the share of invalid ones, 0 to 1
 * @param outOfOrder how far a record on time lies behind the newest at most
 * @param lateBy how far a late one lies behind: this to three times this
 */
public record SimulationParameters(
    long seed,
    double rate,
    Instant start,
    double duplicates,
    double late,
    double invalid,
    Duration outOfOrder,
    Duration lateBy) {

  public SimulationParameters {
    require(rate > 0 && rate <= 1e9, "--rate " + rate + ": more than 0, at most 1e9");
    requireShare("--duplicates", duplicates);
    requireShare("--late", late);
    requireShare("--invalid", invalid);
    require(
        duplicates + late + invalid <= 1, "--duplicates, --late and --invalid: together at most 1");
    require(!outOfOrder.isNegative(), "--out-of-order " + outOfOrder + ": not negative");
    require(!lateBy.isNegative() && !lateBy.isZero(), "--late-by " + lateBy + ": more than 0");
  }

  /** The same, but late ones lie that far behind. */
  public SimulationParameters withLateBy(Duration duration) {
    return new SimulationParameters(
        seed, rate, start, duplicates, late, invalid, outOfOrder, duration);
  }

  /** Refuses what is no share. */
  public static void requireShare(String option, double share) {
    require(share >= 0 && share <= 1, option + " " + share + ": 0 to 1");
  }

  /**
   * Refuses a parameter.
   *
   * @throws IllegalArgumentException with that message unless it holds
   */
  public static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
