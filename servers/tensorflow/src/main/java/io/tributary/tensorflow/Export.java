package io.tributary.tensorflow;

import io.tributary.text.TextModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a model of texts for TensorFlow Serving. */
@Command(
    name = "servers/tensorflow/export",
    description = {
      "Writes a model of texts as a version that TensorFlow Serving can load.",
      "Equal models make equal files."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  servers/tensorflow/export",
      "  servers/tensorflow/export --model data/models/text_classifier-2.model",
    })
public final class Export implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "Say this.")
  private boolean help;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model; without it that which comes with the program.")
  private @Nullable Path file;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "models/text_classifier",
      description = "The folder of its versions (${DEFAULT-VALUE}).")
  private Path out;

  private Export() {}

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Export())
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  command.getErr().println("export: " + e.getMessage());
                  return ExitCode.SOFTWARE;
                })
            .execute(args));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter said = spec.commandLine().getOut();
    said.println(SavedModelFolder.write(model(), out));
    said.flush();
    return ExitCode.OK;
  }

  private TextModel model() throws IOException {
    if (file == null) {
      return TextModel.shipped();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return TextModel.read(in);
    } catch (IOException e) {
      throw new IOException(
          file + " can't be read (" + e + "): name one that `tributary train texts` has written",
          e);
    }
  }
}
