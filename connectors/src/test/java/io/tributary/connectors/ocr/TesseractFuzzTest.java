package io.tributary.connectors.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.connectors.ocr.fields.Line;
import io.tributary.connectors.ocr.pages.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class TesseractFuzzTest {
  static Stream<byte[]> seeds() {
    String word = "5\t1\t1\t1\t1\t1\t10\t0\t50\t9\t90.5\tTotal\n";
    return Stream.of(
            "level\tpage_num\n" + word + word.replace("\t10", "\t400").replace("Total", "٤٥٫٥٠"),
            word.replace("90.5", "-nan"),
            word.replace("90.5", "NaN"),
            word.replace("50", "Infinity").replace("10", "-1e999"),
            word.replace("Total", "\u200f \u0301"))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** The table that the program writes. */
  @MethodSource("seeds")
  @FuzzTest
  void isReadAsLinesOrRefused(byte[] bytes) {
    List<String> table = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    List<Line> lines;
    try {
      lines = Tesseract.lines(table);
    } catch (Unreadable refused) {
      assertThat(refused.getMessage()).doesNotContain("\n");
      return;
    }
    assertThat(lines).hasSizeLessThanOrEqualTo(table.size());
    assertThat(lines).allMatch(line -> !line.toString().contains("\n"));
  }
}
