package io.tributary.cli.simulate;

import io.tributary.cli.simulate.invoices.SimulateInvoicesCommand;
import io.tributary.cli.simulate.texts.SimulateTextsCommand;
import io.tributary.cli.simulate.tickets.SimulateTicketsCommand;
import io.tributary.cli.simulate.tweets.SimulateTweetsCommand;
import io.tributary.cli.simulate.weather.SimulateWeatherCommand;
import picocli.CommandLine.Command;

/** Realistic records for a feed. */
@Command(
    name = "simulate",
    description = "Writes realistic records to a feed's topics, and to its other sources.",
    synopsisSubcommandLabel = "FEED",
    commandListHeading = "%nFeeds:%n",
    subcommands = {
      SimulateTicketsCommand.class,
      SimulateTextsCommand.class,
      SimulateInvoicesCommand.class,
      SimulateTweetsCommand.class,
      SimulateWeatherCommand.class,
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary simulate tickets --rate 10",
      "  tributary simulate texts --count 100000 --seed 7",
      "  tributary simulate invoices --files inbox --rate 5",
      "  tributary simulate weather --rate 10",
      "  tributary simulate tickets --help",
    })
public final class SimulateCommand {
  SimulateCommand() {}
}
