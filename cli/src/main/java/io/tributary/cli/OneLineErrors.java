package io.tributary.cli;

import io.tributary.analytics.StartFailure;
import io.tributary.connectors.kafka.admin.BrokerProblem;
import io.tributary.jobs.launch.LaunchProblem;
import io.tributary.jobs.preflight.PreflightProblem;
import io.tributary.jobs.settings.InvalidSettings;
import io.tributary.testkit.ServerFailure;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says an error in one line, and where it comes from only with {@code --verbose}. */
final class OneLineErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {
  /** Their messages say what to do. */
  private static final List<Class<? extends Exception>> EXPECTED =
      List.of(
          CommandFailure.class,
          StartFailure.class,
          ServerFailure.class,
          BrokerProblem.class,
          LaunchProblem.class,
          PreflightProblem.class);

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    print(command, wrong(e));
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    boolean verbose = ((Main) command.getCommandSpec().root().userObject()).verbose();
    if (e instanceof InvalidSettings invalid) {
      invalid.lines().forEach(line -> print(command, line));
      return ExitCode.USAGE;
    }
    boolean expected = EXPECTED.stream().anyMatch(type -> type.isInstance(e));
    String message = expected ? firstLine(e) : e.getClass().getSimpleName() + ": " + firstLine(e);
    print(command, expected || verbose ? message : message + " (--verbose shows where)");
    if (verbose) {
      e.printStackTrace(command.getErr());
    }
    return ExitCode.SOFTWARE;
  }

  private static void print(CommandLine command, String message) {
    command.getErr().println(command.getColorScheme().errorText("tributary: " + message));
  }

  private static String wrong(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched
        ? "don't know what '" + unmatched.getUnmatched().get(0) + "' is"
        : firstLine(e);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
