package io.tributary.cli.texts;

import io.tributary.cli.CommandFailure;
import io.tributary.cli.TextTable;
import io.tributary.text.EmbeddedAnalyser;
import io.tributary.text.Evaluation;
import io.tributary.text.LabelledText;
import io.tributary.text.LabelledTweets;
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
    footer = {
      "  tributary evaluate texts --data sib-200",
      "  tributary evaluate tweets --data tweets",
    })
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
    PrintWriter out = spec.commandLine().getOut();
    out.printf("model %s, version %s%n%n", model.name(), model.version());
    List<List<Object>> rows = new ArrayList<>();
    for (Language language : Language.values()) {
      rows.add(List.of(language.code(), figure(evaluation.accuracy(language))));
    }
    rows.add(List.of("all", figure(evaluation.accuracy())));
    table(List.of("language", "accuracy"), rows, out);
    print("", evaluation.labels(), evaluation.all(), out);
    return ExitCode.OK;
  }

  @Command(
      name = "tweets",
      description = {
        "The embedded analyser's sentiments: for each language how often they are right, the mean of",
        "the F1 scores, and what it takes for what, on tweets that it was not trained on."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  tributary evaluate tweets --data tweets",
        "  tributary evaluate tweets --data tweets --models data/models",
      })
  int tweets(
      @Option(
              names = "--data",
              paramLabel = "DIR",
              required = true,
              description = "A folder with xlm-t, a clone of it, and arsarcasm/train.csv.")
          Path data,
      @Option(
              names = "--models",
              paramLabel = "DIR",
              description = "The models; without it those which come with the program.")
          @Nullable Path folder)
      throws IOException {
    EmbeddedAnalyser analyser = folder == null ? EmbeddedAnalyser.shipped() : analyser(folder);
    List<LabelledText> tweets =
        TrainCommand.tweets(data, LabelledTweets::test).values().stream()
            .flatMap(List::stream)
            .toList();
    Evaluation evaluation = Evaluation.of(analyser, tweets);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("analyser %s, version %s%n%n", analyser.name(), analyser.version());
    List<List<Object>> rows = new ArrayList<>();
    for (Language language : Language.values()) {
      rows.add(
          List.of(
              language.code(),
              tweets.stream().filter(each -> each.language() == language).count(),
              figure(evaluation.accuracy(language)),
              figure(evaluation.macroF1(language))));
    }
    table(List.of("language", "tweets", "accuracy", "macro F1"), rows, out);
    evaluation
        .confusion()
        .forEach((language, counts) -> print(language.code(), evaluation.labels(), counts, out));
    return ExitCode.OK;
  }

  private static EmbeddedAnalyser analyser(Path folder) {
    try {
      return EmbeddedAnalyser.read(folder);
    } catch (IOException e) {
      throw new CommandFailure(
          folder + " has no models that can be read (" + e + ")",
          "name a folder that `tributary train tweets` has written",
          e);
    }
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

  private void print(String corner, List<String> labels, int[][] counts, PrintWriter out) {
    out.printf("%nrows: what it is; columns: what the model says%n%n");
    List<String> names = new ArrayList<>(List.of(corner));
    names.addAll(labels);
    List<List<Object>> confusion = new ArrayList<>();
    for (int truth = 0; truth < counts.length; truth++) {
      List<Object> row = new ArrayList<>(List.of(labels.get(truth)));
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
