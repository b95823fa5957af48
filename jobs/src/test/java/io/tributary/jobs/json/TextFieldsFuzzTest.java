package io.tributary.jobs.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.jobs.JsonSeeds;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Two readers of JSON: what one takes and finds, the other does. */
@Timeout(10)
class TextFieldsFuzzTest {
  private static final class Subject {
    static final TextFields FIELDS = new TextFields("text", "list", "object");
    static final ObjectMapper TREES =
        new ObjectMapper(BoundedJson.records().build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  }

  static Stream<byte[]> seeds() {
    return JsonSeeds.of(
        "{\"text\":\"a\\\"é\\u00e9\\ud83d\\ude00\",\"list\":[\"x\",\"\\\\\"],\"object\":{\"text\":[{}]}}",
        "{\"a\":{\"text\":1},\"te\\u0078t\":2,\"list\":null}",
        "\ufeff{}");
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsAsATreeDoes(byte[] bytes) {
    try {
      Subject.FIELDS.read(bytes);
    } catch (Rejection rejection) {
      return;
    }
    JsonNode tree;
    try {
      tree = Subject.TREES.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (NumberFormatException e) {
      return; // what fits into no BigDecimal is a number of JSON nevertheless
    } catch (IOException e) {
      throw new AssertionError("no JSON, but read", e);
    }
    assertThat(tree.isObject()).isTrue();
    check(0, tree.path("text"));
    check(1, tree.path("list"));
    check(2, tree.path("object"));
  }

  private static void check(int field, JsonNode found) {
    assertThat(Subject.FIELDS.optional(field).map(Text::toString))
        .isEqualTo(Optional.ofNullable(found.textValue()));
    assertThat(Subject.FIELDS.number(field).isPresent()).isEqualTo(found.isNumber());
    try {
      Optional<Text> object = Subject.FIELDS.object(field);
      assertThat(object.isPresent()).isEqualTo(found.isObject());
      assertThat(read(object)).isEqualTo(found.isObject() ? found : null);
    } catch (Rejection other) {
      assertThat(found.isObject() || found.isNull() || found.isMissingNode()).isFalse();
    }
    try {
      Optional<Text> array = Subject.FIELDS.array(field);
      assertThat(array.isPresent()).isEqualTo(found.isArray());
      assertThat(read(array)).isEqualTo(found.isArray() ? found : null);
      Subject.FIELDS
          .texts(field)
          .ifPresent(
              texts ->
                  assertThat(texts)
                      .isEqualTo(Stream.of(found).flatMap(TextFieldsFuzzTest::texts).toList()));
    } catch (Rejection other) {
      assertThat(found.isNull() || found.isMissingNode()).isFalse();
    }
  }

  private static Stream<String> texts(JsonNode array) {
    Stream.Builder<String> texts = Stream.builder();
    array.forEach(each -> texts.add(each.textValue()));
    return texts.build();
  }

  private static JsonNode read(Optional<Text> json) {
    try {
      return json.isEmpty() ? null : Subject.TREES.readTree(json.get().toString());
    } catch (IOException e) {
      throw new AssertionError("a part that is no JSON: " + json, e);
    }
  }
}
