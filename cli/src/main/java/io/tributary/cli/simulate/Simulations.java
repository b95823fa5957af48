package io.tributary.cli.simulate;

import io.tributary.cli.simulate.invoices.InvoiceParameters;
import io.tributary.cli.simulate.invoices.Source;
import io.tributary.cli.simulate.texts.TextParameters;
import io.tributary.cli.simulate.tickets.TicketParameters;
import io.tributary.cli.simulate.tweets.TweetParameters;
import io.tributary.cli.simulate.weather.WeatherParameters;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Each feed's simulation to its topics, by the feed's name, with what is usual where only that feed
 * has it.
 */
public final class Simulations {
  private static final Map<String, Function<SimulationParameters, Simulation>> BY_FEED =
      Map.of(
          "tickets", common -> new TicketParameters(common).simulation(),
          "texts", common -> new TextParameters(common).simulation(),
          "tweets", common -> new TweetParameters(common).simulation(),
          "invoices", common -> InvoiceParameters.usual(common, Set.of(Source.KAFKA)).simulation(),
          "weather", common -> WeatherParameters.usual(common).simulation());

  private Simulations() {}

  /** A feed's records without end. */
  public static Simulation of(String feed, SimulationParameters parameters) {
    Function<SimulationParameters, Simulation> simulation = BY_FEED.get(feed);
    if (simulation == null) {
      throw new IllegalArgumentException("nobody simulates " + feed);
    }
    return simulation.apply(parameters);
  }
}
