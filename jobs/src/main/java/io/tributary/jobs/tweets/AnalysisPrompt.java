package io.tributary.jobs.tweets;

import io.tributary.connectors.openai.Prompt;
import io.tributary.text.Sentiment;
import io.tributary.text.TextModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a language model is told to do with tweets. */
final class AnalysisPrompt {
  /** One more for each change of the text or of the labels, which is a new file. */
  static final String VERSION = "1";

  /** What only a language model says: none of the others. */
  private static final String OTHER = "other";

  private AnalysisPrompt() {}

  static Prompt shipped() {
    return new Prompt(VERSION, text(), sentiments(), topics());
  }

  private static String text() {
    String file = "analysis-prompt-" + VERSION + ".txt";
    try (InputStream in = AnalysisPrompt.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> sentiments() {
    return Arrays.stream(Sentiment.values()).map(Sentiment::code).toList();
  }

  private static List<String> topics() {
    return Stream.concat(TextModel.shipped().labels().stream(), Stream.of(OTHER)).toList();
  }
}
