package io.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class TextModelFuzzTest {
  private static final class Subject {
    /**
     * Weights and coefficients of a model of two or three labels, for which inputs are too short.
     */
    static final byte[] ZEROS = new byte[4 * Ngrams.BUCKETS];
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
        seed(2, 0.5f), seed(1_000, 0.5f), seed(2, Float.NaN), seed(3, Float.MAX_VALUE), seed(1, 1));
  }

  private static byte[] seed(int labels, float number) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeInt(0x54524D31);
      out.writeUTF("name");
      out.writeUTF("1");
      out.writeInt(1);
      out.writeInt(labels);
      for (int i = 0; i < Math.min(labels, 3); i++) {
        out.writeUTF("label" + i);
        out.writeFloat(number);
        out.writeFloat(number);
      }
      out.writeFloat(number);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What is read answers by probabilities. */
  @MethodSource("seeds")
  @FuzzTest
  void classifiesOrIsRefused(byte[] input) throws IOException {
    TextModel model;
    try (InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream(input), new ByteArrayInputStream(Subject.ZEROS))) {
      model = TextModel.read(in);
    } catch (IOException refused) {
      return;
    }
    double[] probabilities = model.probabilities(new int[] {1, 1, 7});
    assertThat(probabilities).hasSameSizeAs(model.labels());
    double all = 0;
    for (double each : probabilities) {
      assertThat(each).isBetween(0.0, 1.0);
      all += each;
    }
    assertThat(all).isBetween(1 - 1e-9, 1 + 1e-9);
  }
}
