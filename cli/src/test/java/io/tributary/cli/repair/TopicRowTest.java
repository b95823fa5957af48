package io.tributary.cli.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopicRowTest {
  private static final Columns<Object> COLUMNS =
      Columns.<Object>of()
          .text("id", row -> Text.of(""))
          .json("metadata", row -> Text.of(""))
          .texts("stems", row -> List.of())
          .bytes("key", row -> null)
          .yesOrNo("flag", row -> true)
          .int64("count", row -> 0)
          .real("score", row -> 0)
          .decimal("amount", 18, 4, row -> null)
          .date("day", row -> 0)
          .timestampMillis("received_at", row -> 0)
          .timestampMicros("at", row -> 0)
          .label("country", row -> "")
          .nullWhere(row -> true);

  private static TopicRow read(String json) throws IOException {
    return TopicRow.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsEachTypeAsTheTopicWritesIt() throws Exception {
    TopicRow row =
        read(
            """
            {"id":"é\\n","metadata":{"a" : [1e0, "}"], "b":null},"stems":["x","\\u00e9"],"key":"AQI=","flag":true,
             "n":9007199254740993,"score":0.1,"amount":-12.3400,"day":"2026-01-31",
             "received_at":"2026-01-31T00:00:00.001Z","at":"2026-01-31T00:00:00.000001Z","country":null}""");

    Object[] values = row.values(COLUMNS, Map.of("count", "n"));

    assertThat(values)
        .containsExactly(
            "é\n",
            "{\"a\" : [1e0, \"}\"], \"b\":null}",
            List.of("x", "é"),
            new byte[] {1, 2},
            true,
            9007199254740993L,
            0.1,
            new BigDecimal("-12.3400"),
            20_484L,
            1_769_817_600_001L,
            1_769_817_600_000_001L,
            null);
  }

  @Test
  void isNoRowWithoutWhatEveryRowHas() {
    assertThatThrownBy(() -> read("{\"id\":null}").values(COLUMNS, Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessage("no id in it");
    assertThatThrownBy(() -> read("[]")).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stems | [null]",
        "stems | \"null\"",
        "key | \"?\"",
        "count | 9223372036854775808",
        "score | \"much\"",
        "amount | \"1,5\"",
        "day | \"2026-02-30\"",
        "at | \"noon\""
      })
  void isNoRowWithAValueThatItsColumnDoesNotHold(String column, String value) throws IOException {
    String others =
        "\"id\":\"1\",\"metadata\":{},\"stems\":[],\"flag\":true,\"count\":1,\"score\":1,\"day\":\"2026-01-31\",\"received_at\":\"2026-01-31T00:00:00Z\",\"at\":\"2026-01-31T00:00:00Z\"";
    assertThat(read("{" + others + "}").values(COLUMNS, Map.of())).hasSize(12);

    TopicRow row = read("{%s,\"%s\":%s}".formatted(others, column, value)); // the last one holds
    assertThatThrownBy(() -> row.values(COLUMNS, Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(column);
  }

  @Test
  void aTombstoneIsNoRow() {
    assertThatThrownBy(() -> TopicRow.read(null)).isInstanceOf(IOException.class);
  }
}
