package io.tributary.cli.simulate;

import java.time.Duration;
import java.time.Instant;

/**
 * All on which simulated tickets depend: the same parameters give the same bytes.
 *
 * @param seed any number
 * @param rate tickets a second of event time, more than 0
 * @param start the event time of the first
 * @param duplicates the share of copies, 0 to 1
 * @param late the share of late ones, 0 to 1
 * @param invalid the share of invalid ones, 0 to 1
 * @param clients how many clients write, 1 to 10 million
 * @param outOfOrder how far a ticket on time lies behind the newest at most
 * @param lateBy how far a late one lies behind: this to three times this
 * @param rhythm whether the rate follows the hours of the day (UTC), {@code rate} being the mean
 */
public record TicketParameters(
    long seed,
    double rate,
    Instant start,
    double duplicates,
    double late,
    double invalid,
    int clients,
    Duration outOfOrder,
    Duration lateBy,
    boolean rhythm) {
  private static final int MOST_CLIENTS = 10_000_000;

  public TicketParameters {
    require(rate > 0 && rate <= 1e9, "--rate " + rate + ": more than 0, at most 1e9");
    require(share(duplicates), "--duplicates " + duplicates + ": 0 to 1");
    require(share(late), "--late " + late + ": 0 to 1");
    require(share(invalid), "--invalid " + invalid + ": 0 to 1");
    require(
        duplicates + late + invalid <= 1, "--duplicates, --late and --invalid: together at most 1");
    require(clients >= 1 && clients <= MOST_CLIENTS, "--clients " + clients + ": 1 to 10000000");
    require(!outOfOrder.isNegative(), "--out-of-order " + outOfOrder + ": not negative");
    require(!lateBy.isNegative() && !lateBy.isZero(), "--late-by " + lateBy + ": more than 0");
  }

  private static boolean share(double share) {
    return share >= 0 && share <= 1;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
