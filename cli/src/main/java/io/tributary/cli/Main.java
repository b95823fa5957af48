package io.tributary.cli;

import io.tributary.cli.audit.AuditCommand;
import io.tributary.cli.check.CheckCommand;
import io.tributary.cli.cluster.ClusterCommand;
import io.tributary.cli.repair.RepairCommand;
import io.tributary.cli.replay.ReplayCommand;
import io.tributary.cli.simulate.SimulateCommand;
import io.tributary.cli.texts.EvaluateCommand;
import io.tributary.cli.texts.TrainCommand;
import io.tributary.cli.upgrade.UpgradeCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program behind {@code ./tributary}. Exit codes: 0 done, 1 failed, 2 called wrongly. */
@Command(
    name = "tributary",
    description = "Five streams, one lake.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed; the message says what to do", "2:called wrongly"},
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      KafkaCommand.class,
      ClusterCommand.class,
      PublishCommand.class,
      ShowCommand.class,
      SimulateCommand.class,
      ConfigCommand.class,
      TopicsCommand.class,
      PreflightCommand.class,
      UpgradeCommand.class,
      AuditCommand.class,
      CheckCommand.class,
      ReplayCommand.class,
      RepairCommand.class,
      TransactionsCommand.class,
      AnalyticsCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary run tickets",
      "  tributary kafka",
      "  tributary simulate tickets --rate 10",
      "  tributary show tickets_by_type --limit 5",
      "",
      "tributary COMMAND --help says more about each. tributary flink is Flink's own command line,",
      "tributary test runs the tests."
    })
public final class Main implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show where an error comes from.")
  private boolean verbose;

  Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The commands, ready to be executed; tests give it writers of their own. */
  static CommandLine commandLine() {
    OneLineErrors errors = new OneLineErrors();
    return new CommandLine(new Main())
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  boolean verbose() {
    return verbose;
  }

  /** Called without a command: says which there are. */
  @Override
  public Integer call() {
    CommandLine command = spec.commandLine();
    command.usage(command.getErr());
    return ExitCode.USAGE;
  }
}
