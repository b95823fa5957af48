package io.tributary.cli.simulate.weather;

import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;
import java.time.Duration;

/** All on which simulated weather depends: the same parameters give the same bytes. */
public record WeatherParameters(SimulationParameters common) {
  /** How long ago late ones were asked for: most often somebody has asked again since. */
  static final Duration LATE_BY = Duration.ofHours(6);

  /** Parameters with what is usual where only weather has it. */
  public static WeatherParameters usual(SimulationParameters common) {
    return new WeatherParameters(common.withLateBy(LATE_BY));
  }

  /** Observations without end. */
  public Simulation simulation() {
    return new Simulation(common, random -> new WeatherAuthor(common));
  }
}
