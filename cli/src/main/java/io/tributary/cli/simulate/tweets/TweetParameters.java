package io.tributary.cli.simulate.tweets;

import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;

/** All on which simulated tweets depend: the same parameters give the same bytes. */
public record TweetParameters(SimulationParameters common) {
  /** Tweets without end; makes everything that does not depend on the single one first. */
  public Simulation simulation() {
    return new Simulation(common, random -> new TweetAuthor(common.seed()));
  }
}
