package io.tributary.text;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How often a model is right on texts that it was not trained on.
 *
 * @param labels the model's
 * @param confusion for each language how many texts of a label (row) were given a label (column)
 */
public record Evaluation(List<String> labels, Map<Language, int[][]> confusion) {

  /** Lets a model label texts whose labels are known; all of them must be labels of the model. */
  public static Evaluation of(TextModel model, List<LabelledText> texts) {
    return of(model.labels(), texts, text -> model.predict(text.text()).label());
  }

  /** Lets an analyser say how tweets feel whose sentiments are known. */
  public static Evaluation of(EmbeddedAnalyser analyser, List<LabelledText> tweets) {
    return of(
        Stream.of(Sentiment.values()).map(Sentiment::code).toList(),
        tweets,
        tweet ->
            analyser.analyse(TextCleaner.clean(tweet.text()), tweet.language()).sentiment().code());
  }

  private static Evaluation of(
      List<String> labels, List<LabelledText> texts, Function<LabelledText, String> labelling) {
    Map<Language, int[][]> confusion = new EnumMap<>(Language.class);
    for (LabelledText each : texts) {
      int truth = labels.indexOf(each.label());
      if (truth < 0) {
        throw new IllegalArgumentException(
            "label " + each.label() + " is not among the model's: " + labels);
      }
      int said = labels.indexOf(labelling.apply(each));
      confusion
          .computeIfAbsent(each.language(), l -> new int[labels.size()][labels.size()])[truth][
          said]++;
    }
    return new Evaluation(labels, confusion);
  }

  /** The share of a language's texts that were labelled rightly; NaN of none. */
  public double accuracy(Language language) {
    int[][] counts = confusion.get(language);
    return counts == null ? Double.NaN : accuracy(counts);
  }

  /** The share of all texts. */
  public double accuracy() {
    return accuracy(all());
  }

  /** The mean of the labels' F1 scores in a language; NaN of no texts. */
  public double macroF1(Language language) {
    int[][] counts = confusion.get(language);
    if (counts == null) {
      return Double.NaN;
    }
    double sum = 0;
    for (int label = 0; label < counts.length; label++) {
      int all = 0;
      for (int other = 0; other < counts.length; other++) {
        all += counts[label][other] + counts[other][label];
      }
      sum += all == 0 ? 0 : 2.0 * counts[label][label] / all;
    }
    return sum / counts.length;
  }

  /** The confusion of all languages together. */
  public int[][] all() {
    int[][] all = new int[labels.size()][labels.size()];
    for (int[][] counts : confusion.values()) {
      for (int truth = 0; truth < all.length; truth++) {
        for (int said = 0; said < all.length; said++) {
          all[truth][said] += counts[truth][said];
        }
      }
    }
    return all;
  }

  private static double accuracy(int[][] counts) {
    int right = 0;
    int all = 0;
    for (int truth = 0; truth < counts.length; truth++) {
      right += counts[truth][truth];
      for (int count : counts[truth]) {
        all += count;
      }
    }
    return (double) right / all;
  }
}
