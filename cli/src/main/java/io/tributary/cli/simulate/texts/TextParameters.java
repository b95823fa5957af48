package io.tributary.cli.simulate.texts;

import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;

/**
 * All on which simulated texts depend: the same parameters give the same bytes.
 *
 * @param common what every simulation depends on
 * @param mismatches the share of valid texts in another language than the declared one, 0 to 1
 */
public record TextParameters(SimulationParameters common, double mismatches) {
  /** The share of texts in another language unless somebody says otherwise. */
  public static final double MISMATCHES = 0.02;

  public TextParameters {
    SimulationParameters.requireShare("--mismatches", mismatches);
  }

  /** Texts of which the usual share is in another language. */
  public TextParameters(SimulationParameters common) {
    this(common, MISMATCHES);
  }

  /** Texts without end; makes everything that does not depend on the single one first. */
  public Simulation simulation() {
    return new Simulation(common, random -> new TextAuthor(this));
  }
}
