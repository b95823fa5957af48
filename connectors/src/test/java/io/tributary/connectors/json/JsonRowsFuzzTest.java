package io.tributary.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class JsonRowsFuzzTest {
  private static final class Subject {
    static final ObjectMapper TREES = BoundedJson.mapper();
    static final JsonRows<byte[]> ROWS =
        new JsonRows<>(
            Columns.<byte[]>of()
                .text("text", Subject::whole)
                .text("part", Subject::part)
                .label("label", row -> whole(row).toString())
                .texts("texts", row -> List.of(part(row).toString(), whole(row).toString()))
                .bytes("bytes", row -> row)
                .int64("number", row -> whole(row).hashCode())
                .decimal("decimal", 18, 4, row -> BigDecimal.valueOf(row.length, 4)));

    static Text whole(byte[] row) {
      return Text.of(new String(row, StandardCharsets.UTF_8));
    }

    /** A view of a text from one of its letters on. */
    static Text part(byte[] row) {
      Text whole = whole(row);
      int from = whole.length() / 3;
      while (from > 0 && (whole.byteAt(from) & 0xC0) == 0x80) {
        from--;
      }
      return Text.view(whole.array(), from, whole.length() - from);
    }
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            "", "plain text of some length", "\"\\\n\u0000\u001f\u007f\u2028é😀", "é".repeat(99))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void aRowIsALineThatReadsAsItWas(byte[] row) throws IOException {
    byte[] written = Subject.ROWS.bytes(row);
    assertThat(new String(written, StandardCharsets.UTF_8)).doesNotContain("\n", "\r");
    JsonNode read = Subject.TREES.readTree(written);
    assertThat(read.path("text").textValue()).isEqualTo(Subject.whole(row).toString());
    assertThat(read.path("part").textValue()).isEqualTo(Subject.part(row).toString());
    assertThat(read.path("label").textValue()).isEqualTo(Subject.whole(row).toString());
    assertThat(read.path("texts").path(1).textValue()).isEqualTo(Subject.whole(row).toString());
    assertThat(read.path("bytes").binaryValue()).isEqualTo(row);
    assertThat(read.path("decimal").decimalValue())
        .isEqualByComparingTo(BigDecimal.valueOf(row.length, 4));
  }
}
