package io.tributary.cli.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class TopicRowFuzzTest {
  private static final class Subject {
    static final Columns<Object> COLUMNS =
        Columns.<Object>of()
            .json("a", row -> Text.of(""))
            .nullWhere(row -> true)
            .bytes("c", row -> null)
            .int64("d", row -> 0)
            .nullWhere(row -> true)
            .real("e", row -> 0)
            .nullWhere(row -> true)
            .decimal("f", 18, 4, row -> null)
            .date("g", row -> 0)
            .nullWhere(row -> true)
            .timestampMicros("h", row -> 0)
            .nullWhere(row -> true)
            .texts("b", row -> List.of()); // the last, since each row must have it
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            "{\"a\":{\"x\":[1e0]},\"b\":[\"é\"],\"c\":\"AQI=\",\"d\":7,\"e\":0.1,\"f\":-12.34,\"g\":\"2026-01-31\",\"h\":\"2026-01-31T00:00:00.000001Z\"}",
            "{\"b\":[null]}",
            "{\"b\":\"null\"}",
            "{\"c\":\"?\"}",
            "{\"d\":1e400,\"e\":1e400}",
            "{\"g\":\"2026-02-30\"}",
            "[]")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void isReadOrRefused(byte[] record) {
    try {
      assertThat(TopicRow.read(record).values(Subject.COLUMNS, Map.of())).hasSize(8);
    } catch (IOException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }
}
