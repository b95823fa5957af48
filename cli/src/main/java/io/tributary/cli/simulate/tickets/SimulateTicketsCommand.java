package io.tributary.cli.simulate.tickets;

import io.tributary.cli.simulate.SimulateOptions;
import io.tributary.jobs.tickets.TicketsJob;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tickets at a steady rate, or as fast as the broker takes them. */
@Command(
    name = "tickets",
    description = {
      "Support tickets in five languages from clients all over the world.",
      "Writes the directory of clients first; creates client_tickets and clients when they are missing.",
      "With --seed and --start the records are the same each time, byte for byte."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary simulate tickets --rate 10",
      "  tributary simulate tickets --count 1000000 --seed 7",
      "  tributary simulate tickets --rate 50 --late 0.2 --late-by 2min --invalid 0.1",
    })
public final class SimulateTicketsCommand implements Callable<Integer> {
  @Mixin private SimulateOptions options;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "" + TicketParameters.CLIENTS,
      description = "How many clients there are (${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--rhythm",
      description = "Let the rate follow the hours of the day, --rate being the mean.")
  private boolean rhythm;

  SimulateTicketsCommand() {}

  @Override
  public Integer call() {
    options.simulate(
        new TicketsJob(), common -> new TicketParameters(common, clients, rhythm).simulation());
    return ExitCode.OK;
  }
}
