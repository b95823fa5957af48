package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonLinesTest {
  @Test
  void splitsAtLineFeedsAndDropsTheCarriageReturnBeforeThem() throws IOException {
    assertThat(lines("a\r\nb\n\nc")).containsExactly("a", "b", "", "c");
    assertThat(lines("a\n")).containsExactly("a");
    assertThat(lines("")).isEmpty();
  }

  @Test
  void keepsBytesThatAreNoText() throws IOException {
    byte[] line = {(byte) 0xFF, 0, (byte) 0xC3};
    assertThat(new JsonLines(new ByteArrayInputStream(line)).next()).isEqualTo(line);
  }

  @Test
  void readsLinesLongerThanItsBuffer() throws IOException {
    String line = "x".repeat(1_000_000);
    assertThat(lines(line + "\ny\n" + line)).containsExactly(line, "y", line);
  }

  private static List<String> lines(String text) throws IOException {
    List<String> all = new ArrayList<>();
    try (JsonLines lines =
        new JsonLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)))) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        all.add(new String(line, StandardCharsets.ISO_8859_1));
      }
    }
    return all;
  }
}
