package io.tributary.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class BoundedJsonFuzzTest {
  private static final class Subject {
    static final ObjectMapper EXACT =
        BoundedJson.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            "{\"a\":[1,-2.50,1e400,null,true,\"\\u0000\\ud83d\\ude00\\ud800\"],\"b\":{\"a\":{}}}",
            "[".repeat(BoundedJson.DEPTH) + "]".repeat(BoundedJson.DEPTH),
            "[".repeat(BoundedJson.DEPTH + 1) + "]".repeat(BoundedJson.DEPTH + 1),
            "9".repeat(BoundedJson.NUMBER + 1),
            "[100e2147483647,1e-2147483648,1e999999999]",
            "\ufeff\"é\"",
            "1 2")
        .flatMap(
            text ->
                Stream.of(
                    text.getBytes(StandardCharsets.UTF_8),
                    text.getBytes(StandardCharsets.UTF_16LE)));
  }

  /** Also in a larger one, as parts of answers and of files are. */
  @MethodSource("seeds")
  @FuzzTest
  void whatIsReadCanBeWrittenAndReadAgain(byte[] bytes) throws IOException {
    JsonNode read;
    try {
      read = Subject.EXACT.readTree(bytes);
    } catch (IOException refused) {
      return;
    }
    if (read.isMissingNode()) {
      return;
    }
    byte[] written = Subject.EXACT.writeValueAsBytes(read);
    assertThat(Subject.EXACT.readTree(written)).isEqualTo(read);
    assertThat(Subject.EXACT.writeValueAsBytes(Subject.EXACT.createObjectNode().set("part", read)))
        .isNotEmpty();
  }
}
