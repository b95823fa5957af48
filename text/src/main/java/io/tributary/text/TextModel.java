package io.tributary.text;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear model: multinomial logistic regression on the {@link Ngrams} of a text.
 *
 * <p>Of a text in which bucket <i>b</i> occurs <i>n</i> times, the value is (1 + ln n) · weight(b),
 * and all values together have length 1. The logit of a label is its bias and the sum over all
 * buckets of value and coefficient; the softmax of the logits are the probabilities.
 *
 * <p>Weights and coefficients are kept as bytes, to be multiplied by a scale: 1 byte for each
 * bucket's weight and one for each bucket and label. Immutable and thread-safe.
 */
public final class TextModel {
  /** What a model's file begins with. */
  private static final int MAGIC = 0x54524D31; // TRM1

  private static final int MOST_LABELS = 1_000;
  private static final String TOPICS = "text_classifier-1.model";

  private final String name;
  private final String version;
  private final List<String> labels;
  private final float weightScale;
  private final byte[] weights;
  private final float[] scales;
  private final byte[] coefficients;
  private final float[] biases;

  /**
   * Makes a model.
   *
   * @param labels what it tells apart, two or more
   * @param weights of each bucket, unsigned, in units of {@code weightScale}
   * @param scales of each label
   * @param coefficients of bucket <i>b</i> and label <i>l</i> at <i>b</i> · labels + <i>l</i>, in
   *     units of the label's scale
   */
  TextModel(
      String name,
      String version,
      List<String> labels,
      float weightScale,
      byte[] weights,
      float[] scales,
      byte[] coefficients,
      float[] biases) {
    this.name = name;
    this.version = version;
    this.labels = List.copyOf(labels);
    this.weightScale = weightScale;
    this.weights = weights;
    this.scales = scales;
    this.coefficients = coefficients;
    this.biases = biases;
  }

  /**
   * The same with weights and coefficients rounded to bytes.
   *
   * @param coefficients of bucket <i>b</i> and label <i>l</i> at <i>b</i> · labels + <i>l</i>
   */
  static TextModel rounded(
      String name,
      String version,
      List<String> labels,
      float[] weights,
      float[] coefficients,
      float[] biases) {
    int many = labels.size();
    float heaviest = 0;
    for (float weight : weights) {
      heaviest = Math.max(heaviest, weight);
    }
    float weightScale = heaviest / 255;
    byte[] lightWeights = new byte[weights.length];
    for (int i = 0; i < weights.length; i++) {
      lightWeights[i] = (byte) Math.round(weights[i] / weightScale);
    }
    float[] scales = new float[many];
    for (int i = 0; i < coefficients.length; i++) {
      scales[i % many] = Math.max(scales[i % many], Math.abs(coefficients[i]) / 127);
    }
    byte[] light = new byte[coefficients.length];
    for (int i = 0; i < light.length; i++) {
      light[i] = (byte) Math.round(coefficients[i] / scales[i % many]);
    }
    return new TextModel(name, version, labels, weightScale, lightWeights, scales, light, biases);
  }

  /** The classifier that comes with the program, loaded once. */
  public static TextModel shipped() {
    return Shipped.CLASSIFIER;
  }

  private static final class Shipped {
    static final TextModel CLASSIFIER = shipped(TOPICS);
  }

  /** A model that comes with the program. */
  static TextModel shipped(String file) {
    try (InputStream in = TextModel.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not among the resources");
      }
      return read(in);
    } catch (IOException e) {
      throw new IllegalStateException(file + " can't be read", e);
    }
  }

  public String name() {
    return name;
  }

  public String version() {
    return version;
  }

  /** What it tells apart. */
  public List<String> labels() {
    return labels;
  }

  /** Of each bucket, unsigned; a copy. */
  public byte[] weights() {
    return weights.clone();
  }

  /** What a unit of {@link #coefficients} stands for, of each label; a copy. */
  public float[] scales() {
    return scales.clone();
  }

  /** Of bucket <i>b</i> and label <i>l</i> at <i>b</i> · labels + <i>l</i>; a copy. */
  public byte[] coefficients() {
    return coefficients.clone();
  }

  /** Of each label; a copy. */
  public float[] biases() {
    return biases.clone();
  }

  private float weight(int bucket) {
    return (weights[bucket] & 0xFF) * weightScale;
  }

  /** The likeliest label of a clean text; of a text without words what is likeliest of any. */
  public Prediction predict(String clean) {
    return predict(Ngrams.of(clean));
  }

  /** The same, by the text's n-grams. */
  public Prediction predict(int[] ngrams) {
    double[] probabilities = probabilities(ngrams);
    int best = likeliest(probabilities);
    return new Prediction(labels.get(best), probabilities[best]);
  }

  static int likeliest(double[] probabilities) {
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      if (probabilities[i] > probabilities[best]) {
        best = i;
      }
    }
    return best;
  }

  /**
   * How likely each label is, in the order of {@link #labels}; 1 all together.
   *
   * @param buckets a text's n-grams
   */
  public double[] probabilities(int[] buckets) {
    int many = labels.size();
    double[] sums = new double[many];
    double squares = 0;
    for (int i = 0, next; i < buckets.length; i = next) {
      next = i + 1;
      while (next < buckets.length && buckets[next] == buckets[i]) {
        next++;
      }
      double value = (1 + StrictMath.log(next - i)) * weight(buckets[i]);
      squares += value * value;
      int at = buckets[i] * many;
      for (int label = 0; label < many; label++) {
        sums[label] += value * coefficients[at + label];
      }
    }
    double length = squares == 0 ? 1 : Math.sqrt(squares);
    for (int label = 0; label < many; label++) {
      sums[label] = biases[label] + scales[label] * sums[label] / length;
    }
    softmax(sums);
    return sums;
  }

  /** In place. */
  static void softmax(double[] logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      most = Math.max(most, logit);
    }
    double all = 0;
    for (int i = 0; i < logits.length; i++) {
      logits[i] = StrictMath.exp(logits[i] - most);
      all += logits[i];
    }
    for (int i = 0; i < logits.length; i++) {
      logits[i] /= all;
    }
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws IOException if it is no model, or one of other n-grams than {@link Ngrams#VERSION}
   */
  public static TextModel read(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(from, 1 << 16));
    if (in.readInt() != MAGIC) {
      throw new IOException("this is no text model");
    }
    String name = in.readUTF();
    String version = in.readUTF();
    int ngrams = in.readInt();
    if (ngrams != Ngrams.VERSION) {
      throw new IOException(
          "model " + name + " " + version + " is of n-grams " + ngrams + ", not " + Ngrams.VERSION);
    }
    int many = in.readInt();
    if (many < 2 || many > MOST_LABELS) {
      throw new IOException("model " + name + " " + version + " has " + many + " labels");
    }
    List<String> labels = new ArrayList<>();
    float[] biases = new float[many];
    float[] scales = new float[many];
    for (int i = 0; i < many; i++) {
      labels.add(in.readUTF());
      biases[i] = finite(in);
      scales[i] = finite(in);
    }
    float weightScale = finite(in);
    if (!Float.isFinite(0xFF * weightScale)) {
      throw new IOException("this model is damaged: its weights are as large as " + weightScale);
    }
    byte[] weights = bytes(Ngrams.BUCKETS, in);
    byte[] coefficients = bytes(Ngrams.BUCKETS * many, in);
    return new TextModel(name, version, labels, weightScale, weights, scales, coefficients, biases);
  }

  /** A number of a model. */
  static float finite(DataInputStream in) throws IOException {
    float number = in.readFloat();
    if (!Float.isFinite(number)) {
      throw new IOException("this model is damaged: it holds the number " + number);
    }
    return number;
  }

  /** Takes memory as bytes come, however many there should be. */
  private static byte[] bytes(int many, DataInputStream in) throws IOException {
    byte[] bytes = in.readNBytes(many);
    if (bytes.length < many) {
      throw new EOFException(
          "this model is cut short: it has %d bytes of %d".formatted(bytes.length, many));
    }
    return bytes;
  }

  /** Writes it; two equal models are equal bytes. */
  public void write(OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    out.writeInt(MAGIC);
    out.writeUTF(name);
    out.writeUTF(version);
    out.writeInt(Ngrams.VERSION);
    out.writeInt(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      out.writeUTF(labels.get(i));
      out.writeFloat(biases[i]);
      out.writeFloat(scales[i]);
    }
    out.writeFloat(weightScale);
    out.write(weights);
    out.write(coefficients);
    out.flush();
  }
}
