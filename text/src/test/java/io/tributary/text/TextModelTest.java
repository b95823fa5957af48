package io.tributary.text;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextModelTest {
  private static byte[] model(float bias) throws IOException {
    return model(1, bias);
  }

  private static byte[] model(float weightScale, float bias) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new TextModel(
            "m",
            "1",
            List.of("a", "b"),
            weightScale,
            new byte[Ngrams.BUCKETS],
            new float[] {1, 1},
            new byte[2 * Ngrams.BUCKETS],
            new float[] {bias, 0})
        .write(bytes);
    return bytes.toByteArray();
  }

  @Test
  void aDamagedModelIsRefused() throws IOException {
    byte[] cut = Arrays.copyOf(model(0), 2 * Ngrams.BUCKETS);
    assertThatThrownBy(() -> TextModel.read(new ByteArrayInputStream(cut)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut short");
    byte[] odd = model(Float.NaN);
    assertThatThrownBy(() -> TextModel.read(new ByteArrayInputStream(odd)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds the number NaN");
    byte[] large = model(Float.MAX_VALUE, 0);
    assertThatThrownBy(() -> TextModel.read(new ByteArrayInputStream(large)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("weights are as large as 3.4028235E38");
  }
}
