package io.tributary.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PredictRequestTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"instances\":[\"é\",\"b\"]}",
        "{\"instances\":[{\"clean_text\":\"é\"},{\"clean_text\":\"b\"}]}",
        "{\"instances\":[{\"b64\":\"w6k=\"},\"b\"]}",
        "{\"instances\":[{\"clean_text\":{\"b64\":\"w6k=\"}},{\"clean_text\":\"b\"}]}",
        "{\"inputs\":{\"clean_text\":[\"é\",\"b\"]}}",
        "{\"inputs\":[\"é\",\"b\"]}",
        "{\"inputs\":[\"\\u00e9\",\"b\"],\"signature_name\":\"\"} and more",
      })
  void readsABatchHoweverItIsWritten(String body) throws ApiError {
    PredictRequest request = PredictRequest.parse(body.getBytes(UTF_8));

    StringTensor input = request.input("clean_text");
    assertThat(input.shape()).containsExactly(2L);
    assertThat(input.values().stream().map(each -> new String(each, UTF_8)))
        .containsExactly("é", "b");
    assertThat(request.signature()).isNull();
  }

  @Test
  void keepsTheShapeOfLists() throws ApiError {
    StringTensor rows =
        PredictRequest.parse("{\"instances\":[[\"a\",\"b\"]]}".getBytes(UTF_8)).input("x");
    assertThat(rows.shape()).isEqualTo(List.of(1L, 2L));
    StringTensor one = PredictRequest.parse("{\"inputs\":\"a\"}".getBytes(UTF_8)).input("x");
    assertThat(one.shape()).isEmpty();
    StringTensor none = PredictRequest.parse("{\"inputs\":[]}".getBytes(UTF_8)).input("x");
    assertThat(none.shape()).containsExactly(0L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"inputs\":[[\"a\"],\"b\"]} | JSON Value: \"b\" found at incorrect level: 2",
        "{\"inputs\":[\"a\",[\"b\"]]} | Encountered list at unexpected level: 1 expected < 1",
        "{\"inputs\":[[\"a\"],[\"b\",\"c\"]]} | Encountered list at unexpected size: 2 at level: 1",
        "{\"inputs\":[{\"b64\":\"?\"}]} | Unable to base64 decode",
        "{\"inputs\":[{\"a\":\"b\"}]} | not formatted correctly for base64 data",
        "{\"inputs\":[true]} | JSON Value: true Type: True is not of expected type: string",
        "{\"instances\":[[\"a\"],[\"b\",\"c\"]]} | Expecting shape [1] but got: [2]",
        "{\"instances\":[{\"x\":\"a\"},\"b\"]} | Expecting object but got list at item 1",
        "{\"instances\":[\"a\",{\"x\":\"b\"}]} | Expecting value/list but got object at item 1",
        "{\"instances\":[{}]} | JSON object: {} keys must be equal to: x",
      })
  void saysWhatIsWrongInTheWordsOfTheRealOne(String body, String error) throws ApiError {
    PredictRequest request = PredictRequest.parse(body.getBytes(UTF_8));

    assertThatThrownBy(() -> request.input("x"))
        .isInstanceOf(ApiError.class)
        .hasMessageContaining(error);
  }
}
