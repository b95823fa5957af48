package io.tributary.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BoundedJsonTest {
  static List<String> beyond() {
    return List.of(
        "[".repeat(BoundedJson.DEPTH + 1) + "]".repeat(BoundedJson.DEPTH + 1),
        "[" + "1".repeat(BoundedJson.NUMBER + 1) + "]",
        "{\"" + "n".repeat(BoundedJson.NAME + 1) + "\":1}",
        "[\"" + "s".repeat(BoundedJson.STRING + 1) + "\"]");
  }

  @ParameterizedTest
  @MethodSource("beyond")
  void refusesWhatGoesBeyondItsBounds(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> BoundedJson.mapper().readTree(bytes))
        .isInstanceOf(StreamConstraintsException.class);
  }

  @Test
  void takesWhatIsJustWithin() throws IOException {
    String deep = "[".repeat(BoundedJson.DEPTH) + "]".repeat(BoundedJson.DEPTH);
    assertThat(BoundedJson.mapper().readTree(deep).isArray()).isTrue();
    String number = "1".repeat(BoundedJson.NUMBER);
    assertThat(BoundedJson.mapper().readTree(number).asText()).isEqualTo(number);
  }

  @Test
  void boundsTheDepthOfRecordsToo() throws IOException {
    String deep = "[".repeat(BoundedJson.DEPTH + 1) + "]".repeat(BoundedJson.DEPTH + 1);
    assertThatThrownBy(
            () -> {
              try (JsonParser parser = BoundedJson.records().build().createParser(deep)) {
                parser.nextToken();
                parser.skipChildren();
              }
            })
        .isInstanceOf(StreamConstraintsException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e-2147483648", "100e2147483647", "[{\"a\":1e99999999999}]", "-1.5E+3000000000"})
  void aNumberThatNoDecimalCanHoldIsAnErrorOfReading(String json) {
    ObjectMapper exact =
        BoundedJson.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> exact.readTree(bytes)).isInstanceOf(JsonProcessingException.class);
    assertThatThrownBy(() -> exact.readTree(json)).isInstanceOf(JsonProcessingException.class);
    assertThatThrownBy(() -> exact.readTree(new ByteArrayInputStream(bytes)))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void whatWasReadCanBeAPartOfWhatIsWritten() throws IOException {
    ObjectMapper mapper = BoundedJson.mapper();
    String deep = "[".repeat(BoundedJson.DEPTH) + "]".repeat(BoundedJson.DEPTH);
    ObjectNode larger = mapper.createObjectNode();
    larger.putArray("lines").addObject().set("part", mapper.readTree(deep));
    assertThat(mapper.writeValueAsString(larger)).contains(deep);
  }
}
