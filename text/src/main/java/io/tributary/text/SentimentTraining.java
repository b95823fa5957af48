package io.tributary.text;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes a {@link SentimentModel} of a language from labelled tweets: multinomial logistic
 * regression with L2 regularisation, each sentiment counting the same however many tweets it has,
 * by accelerated gradient descent (Nesterov 1983) over all tweets at once, a fixed number of steps.
 *
 * <p>The same tweets in the same order make the same model, bit by bit, on every machine.
 */
public final class SentimentTraining {
  private static final int LABELS = Sentiment.values().length;
  private static final int STEPS = 250;
  private static final int POWER_STEPS = 30;
  private static final double REGULARISATION = 1;

  /** How much n-grams count beside feelings. */
  private static final float NGRAMS = 2;

  /**
   * A model is surer of what it was trained on than it is right on other tweets: with these
   * temperatures, set on tweets kept apart, what it says is about as likely as it is often right
   * (docs/tweets-analyser.md). They change no sentiment.
   */
  private static final Map<Language, Float> TEMPERATURES =
      Map.of(Language.FR, 1.2f, Language.EN, 1.3f, Language.AR, 1.1f);

  private final Language language;
  private final int[] truth;
  private final double[] importance;

  /** Feelings, then one that is always 1, then buckets. */
  private final int[][] features;

  private final float[][] values;
  private final float[] weights = new float[Ngrams.BUCKETS];

  private SentimentTraining(Language language, List<LabelledText> tweets) {
    this.language = language;
    int many = tweets.size();
    truth = tweets.stream().mapToInt(each -> Sentiment.of(each.label()).ordinal()).toArray();
    int[] counts = new int[LABELS];
    for (int label : truth) {
      counts[label]++;
    }
    importance =
        Arrays.stream(truth).mapToDouble(l -> (double) many / LABELS / counts[l]).toArray();
    features = new int[many][];
    values = new float[many][];
    prepare(tweets);
  }

  /**
   * Trains a model.
   *
   * @param tweets clean ones of this language; labels are the codes of {@link Sentiment}
   */
  public static SentimentModel train(Language language, List<LabelledText> tweets) {
    return new SentimentTraining(language, tweets).model();
  }

  private void prepare(List<LabelledText> tweets) {
    Feelings feelings = new Feelings(language);
    int[][] buckets = new int[tweets.size()][];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = Ngrams.of(tweets.get(i).text());
      Arrays.stream(buckets[i]).distinct().forEach(bucket -> weights[bucket]++);
    }
    for (int bucket = 0; bucket < weights.length; bucket++) {
      weights[bucket] =
          (float) (StrictMath.log((1.0 + buckets.length) / (1 + weights[bucket])) + 1);
    }
    for (int i = 0; i < buckets.length; i++) {
      addTweet(i, feelings.of(tweets.get(i).text()), buckets[i]);
    }
  }

  private void addTweet(int tweet, float[] feelings, int[] buckets) {
    int[] at = new int[Feelings.MANY + 1 + buckets.length];
    float[] value = Arrays.copyOf(feelings, at.length);
    value[Feelings.MANY] = 1;
    for (int i = 0; i <= Feelings.MANY; i++) {
      at[i] = i;
    }
    int many = Feelings.MANY + 1;
    double squares = 0;
    for (int from = 0, to; from < buckets.length; from = to) {
      to = from + 1;
      while (to < buckets.length && buckets[to] == buckets[from]) {
        to++;
      }
      at[many] = Feelings.MANY + 1 + buckets[from];
      value[many] = (float) ((1 + StrictMath.log(to - from)) * weights[buckets[from]]);
      squares += value[many] * value[many];
      many++;
    }
    for (int i = Feelings.MANY + 1; i < many; i++) {
      value[i] *= (float) (NGRAMS / Math.sqrt(squares));
    }
    features[tweet] = Arrays.copyOf(at, many);
    values[tweet] = Arrays.copyOf(value, many);
  }

  private SentimentModel model() {
    double[] found = descend();
    int many = Feelings.MANY * LABELS;
    float[] coefficients = new float[many];
    float[] biases = new float[LABELS];
    float[] ngrams = new float[Ngrams.BUCKETS * LABELS];
    for (int i = 0; i < many; i++) {
      coefficients[i] = (float) found[i];
    }
    for (int i = 0; i < LABELS; i++) {
      biases[i] = (float) found[many + i];
    }
    for (int i = 0; i < ngrams.length; i++) {
      ngrams[i] = (float) (NGRAMS * found[many + LABELS + i]);
    }
    List<String> labels = Stream.of(Sentiment.values()).map(Sentiment::code).toList();
    return new SentimentModel(
        coefficients,
        TEMPERATURES.getOrDefault(language, 1f),
        TextModel.rounded(
            "sentiment_" + language.code(),
            EmbeddedAnalyser.VERSION,
            labels,
            weights,
            ngrams,
            biases));
  }

  private double[] descend() {
    double[] now = new double[(Feelings.MANY + 1 + Ngrams.BUCKETS) * LABELS];
    double[] ahead = now.clone();
    double[] gradient = new double[now.length];
    double rate = 1 / (curvature() + REGULARISATION);
    // The others stay 0.
    int[] used =
        Arrays.stream(features)
            .flatMapToInt(Arrays::stream)
            .distinct()
            .flatMap(feature -> IntStream.range(feature * LABELS, (feature + 1) * LABELS))
            .toArray();
    double momentum = 1;
    for (int step = 0; step < STEPS; step++) {
      for (int i : used) {
        gradient[i] = REGULARISATION * ahead[i];
      }
      for (int tweet = 0; tweet < truth.length; tweet++) {
        addGradient(tweet, ahead, gradient);
      }
      double next = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      double on = (momentum - 1) / next;
      momentum = next;
      for (int i : used) {
        double moved = ahead[i] - rate * gradient[i];
        ahead[i] = moved + on * (moved - now[i]);
        now[i] = moved;
      }
    }
    return now;
  }

  private void addGradient(int tweet, double[] coefficients, double[] gradient) {
    double[] errors = new double[LABELS];
    int[] at = features[tweet];
    float[] value = values[tweet];
    for (int i = 0; i < at.length; i++) {
      for (int label = 0; label < LABELS; label++) {
        errors[label] += coefficients[at[i] * LABELS + label] * value[i];
      }
    }
    TextModel.softmax(errors);
    errors[truth[tweet]] -= 1;
    for (int label = 0; label < LABELS; label++) {
      errors[label] *= importance[tweet];
    }
    for (int i = 0; i < at.length; i++) {
      for (int label = 0; label < LABELS; label++) {
        gradient[at[i] * LABELS + label] += errors[label] * value[i];
      }
    }
  }

  /** At most so much the gradient changes where coefficients do, by power iteration. */
  private double curvature() {
    double[] direction = new double[Feelings.MANY + 1 + Ngrams.BUCKETS];
    Arrays.fill(direction, 1 / Math.sqrt(direction.length));
    double length = 0;
    for (int step = 0; step < POWER_STEPS; step++) {
      double[] next = new double[direction.length];
      for (int tweet = 0; tweet < truth.length; tweet++) {
        double along = 0;
        for (int i = 0; i < features[tweet].length; i++) {
          along += values[tweet][i] * direction[features[tweet][i]];
        }
        for (int i = 0; i < features[tweet].length; i++) {
          next[features[tweet][i]] += importance[tweet] * along * values[tweet][i];
        }
      }
      double squares = 0;
      for (double each : next) {
        squares += each * each;
      }
      length = Math.sqrt(squares);
      for (int i = 0; i < next.length; i++) {
        direction[i] = next[i] / length;
      }
    }
    return 0.55 * length; // the softmax halves it; a tenth more, since iteration ends from below
  }
}
