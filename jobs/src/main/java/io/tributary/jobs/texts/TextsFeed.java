package io.tributary.jobs.texts;

import io.tributary.connectors.lake.Dataset;
import io.tributary.pipeline.Feed;
import io.tributary.pipeline.measure.Measures;
import io.tributary.pipeline.measure.MetricPoint;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.ReceivedColumns;
import io.tributary.text.Language;
import java.util.Arrays;
import java.util.List;

/** Texts in three languages: each once, cleaned and classified; counted by language and label. */
final class TextsFeed {
  static final String NAME = "texts";

  /** One for each language. */
  static final List<String> INPUTS =
      Arrays.stream(Language.values()).map(TextsFeed::input).toList();

  /**
   * Milliseconds within which predictions are counted. Counts of several windows can be added up,
   * and any percentile read off them; percentiles themselves can't.
   */
  private static final long[] LATENCIES = {10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000};

  private TextsFeed() {}

  private static String input(Language language) {
    return "raw-text-" + language.code();
  }

  /**
   * The feed.
   *
   * @param classifier says what texts are about
   * @param largest what the topic of processed texts takes, in bytes
   */
  static Feed<RawText, ProcessedText> feed(Classifier classifier, int largest) {
    return Feed.named(NAME, INPUTS, new TextParser())
        .carriedBy(RawText.Wire.INSTANCE)
        .timedBy("timestamp", RawText::timestampMillis)
        .identifiedBy(RawText::identity)
        .enrichedBy(new ProcessTexts(classifier, largest), ProcessedText::raw)
        .measuredBy(measures());
  }

  private static Measures<ProcessedText> measures() {
    Measures<ProcessedText> measures =
        Measures.<ProcessedText>count()
            .per("language", row -> row.language().code())
            .per("label", ProcessedText::label)
            .sum("characters", ProcessedText::characters)
            .sum("tokens", ProcessedText::tokens)
            .tally("language_mismatches", ProcessedText::isMismatch)
            .tally("predicted", ProcessedText::isPredicted);
    for (long millis : LATENCIES) {
      measures =
          measures.tally("predicted_within_" + millis + "ms", row -> row.isPredictedWithin(millis));
    }
    return measures;
  }

  /** The raw zone: the bytes as received, a dataset for each language. */
  static List<Dataset<RawRecord>> received() {
    return Arrays.stream(Language.values())
        .map(
            language -> {
              String topic = input(language);
              return new Dataset<RawRecord>(
                  language.code(),
                  ReceivedColumns.ALL,
                  record -> record.topic().equals(topic),
                  RawRecord::timestamp);
            })
        .toList();
  }

  /** The processed zone: a dataset for each declared language. */
  static List<Dataset<ProcessedText>> processed() {
    return Arrays.stream(Language.values())
        .map(
            language ->
                new Dataset<ProcessedText>(
                    "language=" + language.code(),
                    ProcessedText.LAKE,
                    row -> row.language() == language,
                    row -> row.raw().timestampMillis()))
        .toList();
  }

  /** What the lake holds of their windows: final results only. */
  static List<Dataset<MetricPoint>> windows() {
    return List.of(
        byDimension("texts_by_language", "language"), byDimension("texts_by_label", "label"));
  }

  private static Dataset<MetricPoint> byDimension(String name, String dimension) {
    return new Dataset<>(
        name,
        Columns.<MetricPoint>of()
            .timestampMicros("window_start", point -> point.windowStart() * 1000)
            .timestampMicros("window_end", point -> point.windowEnd() * 1000)
            .label(dimension, MetricPoint::value)
            .int64("texts", MetricPoint::count)
            .int64("characters", point -> point.tallies()[0])
            .int64("tokens", point -> point.tallies()[1]),
        point -> point.isFinal() && point.dimension().equals(dimension),
        MetricPoint::windowStart);
  }
}
