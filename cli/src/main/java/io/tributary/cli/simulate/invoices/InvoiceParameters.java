package io.tributary.cli.simulate.invoices;

import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;
import java.time.Duration;
import java.util.Set;

/**
 * All on which simulated invoices depend: the same parameters give the same bytes.
 *
 * @param common what every simulation depends on
 * @param corrections the share of valid invoices that correct an earlier one, 0 to 1
 * @param sources where there are any, at least one
 */
public record InvoiceParameters(
    SimulationParameters common, double corrections, Set<Source> sources) {
  /** The share of corrections unless somebody says otherwise. */
  public static final double CORRECTIONS = 0.03;

  /** How far late ones lie behind unless somebody says otherwise: days are what is added up. */
  static final Duration LATE_BY = Duration.ofDays(2);

  public InvoiceParameters {
    SimulationParameters.requireShare("--corrections", corrections);
    SimulationParameters.require(!sources.isEmpty(), "no source is named");
    sources = Set.copyOf(sources);
  }

  /** Invoices in some sources, of which the usual share is corrected, and late ones days late. */
  public static InvoiceParameters usual(SimulationParameters common, Set<Source> sources) {
    return new InvoiceParameters(common.withLateBy(LATE_BY), CORRECTIONS, sources);
  }

  /** Invoices without end; makes everything that does not depend on the single one first. */
  public Simulation simulation() {
    return new Simulation(common, random -> new InvoiceAuthor(this, random));
  }
}
