package io.tributary.cli.simulate;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Realistic records for a feed. */
@Command(
    name = "simulate",
    description = "Writes realistic records to a feed's topics.",
    synopsisSubcommandLabel = "FEED",
    commandListHeading = "%nFeeds:%n",
    subcommands = SimulateTicketsCommand.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary simulate tickets --rate 10",
      "  tributary simulate tickets --help",
    })
public final class SimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  SimulateCommand() {}

  /** Called without a feed: says which there are. */
  @Override
  public Integer call() {
    CommandLine command = spec.commandLine();
    command.usage(command.getErr());
    return ExitCode.USAGE;
  }
}
