package io.tributary.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Makes a {@link TextModel} from labelled texts: stochastic gradient descent with AdaGrad's step
 * sizes (Duchi, Hazan, Singer 2011) on the cross entropy, with L2 regularisation of what a text
 * touches, and with n-grams left out at random (Wager, Wang, Liang 2013), which helps where texts
 * are few; a bucket's weight is its inverse document frequency, ln((1 + N) / (1 + n)) + 1. The
 * order of the texts makes a difference, so the model is the mean of several that met them in other
 * orders.
 *
 * <p>The same texts in the same order make the same model, bit by bit, on every machine.
 */
public final class Training {
  private static final int RUNS = 5;
  private static final int EPOCHS = 20;
  private static final double RATE = 0.5;
  private static final double BIAS_RATE = 0.02;
  private static final double REGULARISATION = 1e-4;
  private static final double SMALLEST = 1e-3;
  private static final double LEFT_OUT = 0.4;

  private final List<String> labels;
  private final int[] truth;
  private final int[][] buckets;
  private final float[][] values;
  private final float[] weights = new float[Ngrams.BUCKETS];
  private final float[] mean;
  private final double[] meanBiases;

  private Training(List<LabelledText> texts) {
    TreeSet<String> found = new TreeSet<>();
    texts.forEach(each -> found.add(each.label()));
    if (found.size() < 2) {
      throw new IllegalArgumentException("labels: " + found + ", two or more are needed");
    }
    labels = List.copyOf(found);
    truth = texts.stream().mapToInt(each -> labels.indexOf(each.label())).toArray();
    buckets = new int[texts.size()][];
    values = new float[texts.size()][];
    mean = new float[Ngrams.BUCKETS * labels.size()];
    meanBiases = new double[labels.size()];
    prepare(texts);
  }

  /**
   * Trains a model.
   *
   * @param texts clean ones, of two labels or more
   */
  public static TextModel train(String name, String version, List<LabelledText> texts) {
    Training training = new Training(texts);
    for (int run = 0; run < RUNS; run++) {
      training.add(training.new Descent(run));
    }
    return training.rounded(name, version);
  }

  private void prepare(List<LabelledText> texts) {
    for (int i = 0; i < buckets.length; i++) {
      int[] all = Ngrams.of(texts.get(i).text());
      int[] once = new int[all.length];
      float[] logs = new float[all.length];
      int many = 0;
      for (int from = 0, to; from < all.length; from = to) {
        to = from + 1;
        while (to < all.length && all[to] == all[from]) {
          to++;
        }
        once[many] = all[from];
        logs[many++] = (float) (1 + StrictMath.log(to - from));
        weights[all[from]]++;
      }
      buckets[i] = Arrays.copyOf(once, many);
      values[i] = Arrays.copyOf(logs, many);
    }
    for (int bucket = 0; bucket < weights.length; bucket++) {
      weights[bucket] =
          (float) (StrictMath.log((1.0 + buckets.length) / (1 + weights[bucket])) + 1);
    }
    for (int i = 0; i < buckets.length; i++) {
      double squares = 0;
      for (int j = 0; j < buckets[i].length; j++) {
        values[i][j] *= weights[buckets[i][j]];
        squares += values[i][j] * values[i][j];
      }
      for (int j = 0; j < buckets[i].length; j++) {
        values[i][j] /= (float) Math.sqrt(squares);
      }
    }
  }

  private void add(Descent descent) {
    for (int i = 0; i < mean.length; i++) {
      mean[i] += descent.coefficients[i] / RUNS;
    }
    for (int i = 0; i < meanBiases.length; i++) {
      meanBiases[i] += descent.biases[i] / RUNS;
    }
  }

  /** One run over the texts, in orders that its seed decides. */
  private final class Descent {
    final float[] coefficients = new float[mean.length];
    final double[] biases = new double[labels.size()];
    private final float[] gradients = new float[mean.length];
    private final Random random;

    Descent(long seed) {
      random = new Random(seed);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < buckets.length; i++) {
        order.add(i);
      }
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        Collections.shuffle(order, random);
        order.forEach(this::step);
      }
    }

    private void step(int text) {
      int many = labels.size();
      double[] errors = biases.clone();
      float[] kept = values[text].clone();
      for (int j = 0; j < kept.length; j++) {
        kept[j] = random.nextFloat() < LEFT_OUT ? 0 : (float) (kept[j] / (1 - LEFT_OUT));
        int at = buckets[text][j] * many;
        for (int label = 0; label < many; label++) {
          errors[label] += coefficients[at + label] * kept[j];
        }
      }
      TextModel.softmax(errors);
      errors[truth[text]] -= 1;
      for (int label = 0; label < many; label++) {
        biases[label] -= BIAS_RATE * errors[label];
      }
      for (int j = 0; j < kept.length; j++) {
        if (kept[j] != 0) {
          learn(buckets[text][j] * many, kept[j], errors);
        }
      }
    }

    private void learn(int at, float value, double[] errors) {
      for (int label = 0; label < errors.length; label++) {
        double gradient = errors[label] * value + REGULARISATION * coefficients[at + label];
        gradients[at + label] += (float) (gradient * gradient);
        coefficients[at + label] -=
            (float) (RATE * gradient / (Math.sqrt(gradients[at + label]) + SMALLEST));
      }
    }
  }

  private TextModel rounded(String name, String version) {
    float[] biases = new float[labels.size()];
    for (int i = 0; i < biases.length; i++) {
      biases[i] = (float) meanBiases[i];
    }
    return TextModel.rounded(name, version, labels, weights, mean, biases);
  }
}
