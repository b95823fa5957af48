package io.tributary.cli.texts;

import io.tributary.cli.CommandFailure;
import io.tributary.text.EmbeddedAnalyser;
import io.tributary.text.LabelledText;
import io.tributary.text.LabelledTexts;
import io.tributary.text.LabelledTweets;
import io.tributary.text.Language;
import io.tributary.text.LanguageIdentifier;
import io.tributary.text.SentimentModel;
import io.tributary.text.SentimentTraining;
import io.tributary.text.TextModel;
import io.tributary.text.Training;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Models from labelled texts. */
@Command(
    name = "train",
    description = "Makes a feed's models from labelled records.",
    synopsisSubcommandLabel = "FEED",
    commandListHeading = "%nFeeds:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary train texts --data sib-200",
      "  tributary train tweets --data tweets",
    })
public final class TrainCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "texts",
      description = {
        "Makes the classifier and the model of languages from labelled texts.",
        "The same texts make the same files, bit by bit."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  tributary train texts --data sib-200",
        "  tributary train texts --data ours --model-version 2 --out models",
      })
  int texts(
      @Option(
              names = "--data",
              paramLabel = "DIR",
              required = true,
              description = "Files as those of SIB-200: fra_Latn-train.tsv and so on.")
          Path data,
      @Option(
              names = "--model-version",
              paramLabel = "WORD",
              defaultValue = "1",
              description = "The models' version, which each record names (${DEFAULT-VALUE}).")
          String version,
      @Option(
              names = "--out",
              paramLabel = "DIR",
              defaultValue = "data/models",
              description = "Where the models go (${DEFAULT-VALUE}).")
          Path out)
      throws IOException {
    List<LabelledText> texts = read(data, "train");
    Files.createDirectories(out);
    if (texts.stream().map(LabelledText::label).distinct().count() < 2) {
      throw new CommandFailure(
          data + " has fewer than two labels",
          "give it texts of which some are about other things");
    }
    write(Training.train("text_classifier", version, texts), out);
    write(Training.train("language", version, LanguageIdentifier.trainingTexts(texts)), out);
    return ExitCode.OK;
  }

  @Command(
      name = "tweets",
      description = {
        "Makes the embedded analyser's models of sentiments: French and English of tweets that the",
        "program brings along and of XLM-T's, Arabic of ArSarcasm's. The same tweets make the same",
        "files."
      },
      footerHeading = "%nExamples:%n",
      footer = {"  tributary train tweets --data tweets --out data/models"})
  int tweets(
      @Option(
              names = "--data",
              paramLabel = "DIR",
              required = true,
              description = "A folder with xlm-t, a clone of it, and arsarcasm/train.csv.")
          Path data,
      @Option(
              names = "--out",
              paramLabel = "DIR",
              defaultValue = "data/models",
              description = "Where the models go (${DEFAULT-VALUE}).")
          Path out)
      throws IOException {
    Map<Language, List<LabelledText>> tweets = tweets(data, LabelledTweets::train);
    Files.createDirectories(out);
    for (Map.Entry<Language, List<LabelledText>> each : tweets.entrySet()) {
      Path file = out.resolve(EmbeddedAnalyser.file(each.getKey()));
      SentimentModel model = SentimentTraining.train(each.getKey(), each.getValue());
      try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(file))) {
        model.write(to);
      }
      PrintWriter said = spec.commandLine().getOut();
      said.printf("%s: of %d tweets%n", file, each.getValue().size());
      said.flush();
    }
    return ExitCode.OK;
  }

  private void write(TextModel model, Path folder) throws IOException {
    Path file = folder.resolve(model.name() + "-" + model.version() + ".model");
    try (OutputStream out = Files.newOutputStream(file)) {
      model.write(out);
    }
    PrintWriter said = spec.commandLine().getOut();
    said.printf("%s: %s%n", file, String.join(", ", model.labels()));
    said.flush();
  }

  /** A part of a language's labelled tweets. */
  interface TweetPart {
    List<LabelledText> read(Language language, Path folder) throws IOException;
  }

  /** Labelled tweets, or what is wrong with them. */
  static Map<Language, List<LabelledText>> tweets(Path folder, TweetPart part) {
    Map<Language, List<LabelledText>> tweets = new EnumMap<>(Language.class);
    try {
      for (Language language : Language.values()) {
        tweets.put(language, part.read(language, folder));
      }
    } catch (IOException e) {
      throw new CommandFailure(
          String.valueOf(e.getMessage()),
          "name a folder with xlm-t, a clone of it, and arsarcasm/train.csv with --data",
          e);
    }
    return tweets;
  }

  /** Labelled texts, or what is wrong with them. */
  static List<LabelledText> read(Path folder, String part) {
    try {
      return LabelledTexts.read(folder, part);
    } catch (IOException e) {
      throw new CommandFailure(
          String.valueOf(e.getMessage()), "name a folder of such files with --data", e);
    }
  }
}
