package io.tributary.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonRowsTest {
  private record Row(String text, long number) {}

  private static final Columns<Row> COLUMNS =
      Columns.<Row>of()
          .text("text", row -> Text.of(row.text()))
          .label("label", Row::text)
          .int64("number", Row::number)
          .timestampMicros("moment", Row::number);

  @Test
  void writesTextsNumbersAndMomentsInUtf8() {
    JsonRows<Row> rows = new JsonRows<>(COLUMNS);
    assertThat(new String(rows.bytes(new Row("\"é😀\"\n", 1_500_000)), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"text\":\"\\\"é😀\\\"\\n\",\"label\":\"\\\"é😀\\\"\\n\",\"number\":1500000,"
                + "\"moment\":\"1970-01-01T00:00:01.500000Z\"}");
  }

  @Test
  void textsOfAnyLengthComeBack() throws Exception {
    JsonRows<Row> rows = new JsonRows<>(COLUMNS);
    Random random = new Random(12);
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder();
      int[] alphabet = {
        'a', 'é', '漢', 0x1F600, 0xFFFD, 0x10FFFF, '"', '\\', 0, 0x1F, ' ', '!', 0x7F, '\n'
      };
      for (int length = random.nextInt(9_000); length > 0; length--) {
        text.appendCodePoint(
            alphabet[random.nextInt(random.nextInt(4) == 0 ? alphabet.length : 1)]);
      }
      byte[] json = rows.bytes(new Row(text.toString(), 0));
      assertThat(new ObjectMapper().readTree(json).path("text").asText())
          .isEqualTo(text.toString());
    }
  }

  @Test
  void nothingOfOneRowIsLeftInTheNext() {
    JsonRows<Row> rows = new JsonRows<>(COLUMNS);
    byte[] first = rows.bytes(new Row("a long text", 1));
    byte[] kept = first.clone();
    byte[] second = rows.bytes(new Row("", 2));
    assertThat(first).isEqualTo(kept);
    assertThat(new String(second, StandardCharsets.UTF_8)).startsWith("{\"text\":\"\",");
  }
}
