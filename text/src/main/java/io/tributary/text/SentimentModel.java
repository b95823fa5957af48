package io.tributary.text;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Multinomial logistic regression of a language's tweets on {@link Feelings} and on the {@link
 * Ngrams} of the text: the logits of a {@link TextModel} and those of the feelings, together.
 * Immutable and thread-safe.
 */
public final class SentimentModel {
  /** What a model's file begins with. */
  private static final int MAGIC = 0x54524D53; // TRMS

  private final float[] coefficients;
  private final float temperature;
  private final TextModel ngrams;

  /**
   * Makes a model.
   *
   * @param coefficients of feeling <i>f</i> and label <i>l</i> at <i>f</i> · labels + <i>l</i>
   * @param temperature what logits are divided by, so that likely means right as often as it says
   */
  SentimentModel(float[] coefficients, float temperature, TextModel ngrams) {
    this.coefficients = coefficients;
    this.temperature = temperature;
    this.ngrams = ngrams;
  }

  /** The model of a language that comes with the program. */
  static SentimentModel shipped(Language language) {
    String file = EmbeddedAnalyser.file(language);
    try (InputStream in = SentimentModel.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not among the resources");
      }
      return read(in);
    } catch (IOException e) {
      throw new IllegalStateException(file + " can't be read", e);
    }
  }

  /** How likely each sentiment is, in the order of {@link Sentiment}; 1 all together. */
  double[] probabilities(float[] feelings, int[] buckets) {
    double[] logits = ngrams.probabilities(buckets);
    for (int label = 0; label < logits.length; label++) {
      logits[label] = StrictMath.log(logits[label]);
      for (int i = 0; i < feelings.length; i++) {
        logits[label] += coefficients[i * logits.length + label] * feelings[i];
      }
      logits[label] /= temperature;
    }
    TextModel.softmax(logits);
    return logits;
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws IOException if it is no such model, or one of other features than this program's
   */
  public static SentimentModel read(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(from, 1 << 16));
    if (in.readInt() != MAGIC) {
      throw new IOException("this is no model of sentiments");
    }
    int many = in.readInt();
    if (many != Feelings.MANY) {
      throw new IOException("a model of " + many + " feelings, not " + Feelings.MANY);
    }
    float[] coefficients = new float[many * Sentiment.values().length];
    for (int i = 0; i < coefficients.length; i++) {
      coefficients[i] = TextModel.finite(in);
    }
    float temperature = TextModel.finite(in);
    TextModel ngrams = TextModel.read(in);
    if (ngrams.labels().size() != Sentiment.values().length) {
      throw new IOException("a model of " + ngrams.labels() + ", which are not the sentiments");
    }
    return new SentimentModel(coefficients, temperature, ngrams);
  }

  /** Writes it; two equal models are equal bytes. */
  public void write(OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    out.writeInt(MAGIC);
    out.writeInt(Feelings.MANY);
    for (float each : coefficients) {
      out.writeFloat(each);
    }
    out.writeFloat(temperature);
    out.flush();
    ngrams.write(to);
  }
}
