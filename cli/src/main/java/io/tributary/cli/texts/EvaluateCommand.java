package io.tributary.cli.texts;

import io.tributary.cli.CommandFailure;
import io.tributary.cli.TextTable;
import io.tributary.text.Evaluation;
import io.tributary.text.Language;
import io.tributary.text.TextModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How good a model is. */
@Command(
    name = "evaluate",
    description = "Says how often a feed's model is right on records it was not trained on.",
    synopsisSubcommandLabel = "FEED",
    commandListHeading = "%nFeeds:%n",
    footerHeading = "%nExamples:%n",
    footer = {"  tributary evaluate texts --data sib-200"})
public final class EvaluateCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "texts",
      description = "The classifier's accuracy for each language, and what it takes for what.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  tributary evaluate texts --data sib-200",
        "  tributary evaluate texts --data ours --model data/models/text_classifier-2.model",
      })
  int texts(
      @Option(
              names = "--data",
              paramLabel = "DIR",
              required = true,
              description = "Files as those of SIB-200: fra_Latn-dev.tsv and so on.")
          Path data,
      @Option(
              names = "--model",
              paramLabel = "FILE",
              description = "The model; without it that which comes with the program.")
          @Nullable Path file)
      throws IOException {
    TextModel model = file == null ? TextModel.shipped() : read(file);
    Evaluation evaluation;
    try {
      evaluation = Evaluation.of(model, TrainCommand.read(data, "dev"));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          String.valueOf(e.getMessage()), "evaluate it on texts of its labels", e);
    }
    print(model, evaluation, spec.commandLine().getOut());
    return ExitCode.OK;
  }

  private static TextModel read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return TextModel.read(in);
    } catch (IOException e) {
      throw new CommandFailure(
          file + " can't be read (" + e + ")",
          "name a file that `tributary train texts` has written",
          e);
    }
  }

  private void print(TextModel model, Evaluation evaluation, PrintWriter out) {
    out.printf("model %s, version %s%n%n", model.name(), model.version());
    List<List<Object>> rows = new ArrayList<>();
    for (Language language : Language.values()) {
      rows.add(List.of(language.code(), figure(evaluation.accuracy(language))));
    }
    rows.add(List.of("all", figure(evaluation.accuracy())));
    table(List.of("language", "accuracy"), rows, out);

    out.printf("%nrows: what it is; columns: what the model says%n%n");
    List<String> names = new ArrayList<>(List.of(""));
    names.addAll(evaluation.labels());
    List<List<Object>> confusion = new ArrayList<>();
    int[][] counts = evaluation.all();
    for (int truth = 0; truth < counts.length; truth++) {
      List<Object> row = new ArrayList<>(List.of(evaluation.labels().get(truth)));
      for (int count : counts[truth]) {
        row.add(count);
      }
      confusion.add(row);
    }
    table(names, confusion, out);
    out.flush();
  }

  private void table(List<String> names, List<List<Object>> rows, PrintWriter out) {
    new TextTable(names, rows).printRows(out, true, spec.commandLine().getColorScheme().ansi());
  }

  private static String figure(double share) {
    return String.format(Locale.ROOT, "%.3f", share);
  }
}
