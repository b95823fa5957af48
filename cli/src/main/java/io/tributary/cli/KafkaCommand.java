package io.tributary.cli;

import io.tributary.testkit.FreePort;
import io.tributary.testkit.KafkaBroker;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A real broker in the foreground. */
@Command(
    name = "kafka",
    description = "A real single-node Kafka broker in the foreground, on this machine only.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary kafka",
      "  tributary kafka --port 9192 --data /var/tmp/kafka",
    })
final class KafkaCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "On which it listens (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data/kafka",
      description = "Where its records lie; kept when it stops (./${DEFAULT-VALUE}).")
  private Path data;

  @Override
  public Integer call() {
    if (port < 1 || port > 65_535) {
      throw new ParameterException(spec.commandLine(), "--port " + port + ": 1 to 65535");
    }
    if (!FreePort.isFree(port)) {
      throw new CommandFailure(
          "port " + port + " is taken by another program",
          "stop that one, or choose another with --port");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (StopSignal stop = StopSignal.listen();
        KafkaBroker broker = KafkaBroker.start(data, port)) {
      out.println("Kafka listens on " + broker.bootstrap() + "; Ctrl-C stops it");
      out.println("Its records are in " + broker.data());
      out.flush();
      stop.await();
      out.println("Stopping");
      out.flush();
    }
    return ExitCode.OK;
  }
}
