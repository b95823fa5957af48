package io.tributary.cli.simulate.tickets;

import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;

/**
 * All on which simulated tickets depend: the same parameters give the same bytes.
 *
 * @param common what every simulation depends on
 * @param clients how many clients write, 1 to 10 million
 * @param rhythm whether the rate follows the hours of the day (UTC), its own being the mean
 */
public record TicketParameters(SimulationParameters common, int clients, boolean rhythm) {
  /** How many clients write unless somebody says otherwise. */
  public static final int CLIENTS = 2_000;

  private static final int MOST_CLIENTS = 10_000_000;

  public TicketParameters {
    SimulationParameters.require(
        clients >= 1 && clients <= MOST_CLIENTS, "--clients " + clients + ": 1 to 10000000");
  }

  /** Tickets of usually many clients, round the clock. */
  public TicketParameters(SimulationParameters common) {
    this(common, CLIENTS, false);
  }

  /** Tickets without end; makes everything that does not depend on the single one first. */
  public Simulation simulation() {
    return new Simulation(common, random -> new TicketAuthor(this, random));
  }
}
