package io.tributary.jobs.texts;

import io.tributary.connectors.json.JsonRows;
import io.tributary.pipeline.enrich.AsyncEnricher;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import io.tributary.text.Language;
import io.tributary.text.LanguageIdentifier;
import io.tributary.text.LanguageIdentifier.Identified;
import io.tributary.text.Ngrams;
import io.tributary.text.TextCleaner;
import io.tributary.text.WordAnalyzer;
import io.tributary.text.Words;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * Cleans each text, tells its language, cuts it into words, and classifies it. A text that makes
 * too large a record that way is rejected: the topic wouldn't take it, now or after any restart.
 */
final class ProcessTexts implements AsyncEnricher<RawText, ProcessedText> {
  private static final long serialVersionUID = 1L;

  /** A byte can become six in JSON, and a text stands there thrice, once as stems. */
  private static final int MOST_GROWTH = 18;

  /** What is not the text's: names, numbers, key, the batch's head. */
  private static final int BESIDES = 4096;

  private final Classifier classifier;
  private final int largest;
  private transient @Nullable WordAnalyzer analyzer;

  /**
   * Makes the step.
   *
   * @param classifier says what they are about
   * @param largest the most bytes that the topic of processed texts takes in a record
   */
  ProcessTexts(Classifier classifier, int largest) {
    this.classifier = classifier;
    this.largest = largest;
  }

  @Override
  public int capacity() {
    return classifier.capacity();
  }

  @Override
  public void open(MetricGroup metrics, Executor task) {
    analyzer = new WordAnalyzer();
    classifier.open(metrics, task);
  }

  @Override
  public CompletionStage<ProcessedText> enrich(RawText raw) {
    if (analyzer == null) {
      throw new IllegalStateException("not opened");
    }
    String clean = TextCleaner.clean(raw.text().toString());
    int[] ngrams = Ngrams.of(clean);
    Identified identified = LanguageIdentifier.shipped().identify(clean, ngrams);
    Language language = identified.language().orElse(raw.language());
    Words words = analyzer.analyze(language, clean);
    return classifier
        .classify(clean, ngrams)
        .thenApply(
            classified -> {
              ProcessedText processed =
                  new ProcessedText(raw, clean, identified, words, classified);
              try {
                refuseTooLarge(processed);
              } catch (Rejection tooLarge) {
                throw new CompletionException(tooLarge);
              }
              return processed;
            });
  }

  private void refuseTooLarge(ProcessedText processed) throws Rejection {
    RawText raw = processed.raw();
    long others = BESIDES + raw.metadata().length() + 2L * raw.textId().length();
    if (others + (long) MOST_GROWTH * raw.text().length() <= largest) {
      return; // as for nearly all: no need to write it down
    }
    long bytes = BESIDES + new JsonRows<>(ProcessedText.TOPIC).bytes(processed).length;
    if (bytes > largest) {
      throw new Rejection(
          RejectReason.TOO_LONG,
          "text",
          "text makes a record of some %d bytes with what was found out about it, and the topic takes %d"
              .formatted(bytes, largest));
    }
  }

  @Override
  public void close() {
    classifier.close();
    if (analyzer != null) {
      analyzer.close();
    }
  }
}
