package io.tributary.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what TensorFlow Serving's json_tensor.cc says, and its tests. */
final class AnswerJsonTest {
  @ParameterizedTest
  @CsvSource({
    "0.2, 0.2",
    "1, 1.0",
    "-1, -1.0",
    "0, 0.0",
    "-0, -0.0",
    "9000000, 9e+06",
    "0.00003, 3e-05",
    "0.0001, 0.0001",
    "100000, 100000.0",
    "0.194204196, 0.194204196",
    "0.00703349, 0.00703349",
    "1234567, 1234567.0",
    "123456789, 123456792.0",
    "1.2345678e-10, 1.23456786e-10",
    "16777216, 16777216.0",
    "3.4028235e38, 3.40282347e+38",
    "NaN, NaN",
    "Infinity, Infinity",
    "-Infinity, -Infinity",
  })
  void writesNumbersInSixDigitsOrNine(float number, String json) {
    assertThat(AnswerJson.decimal(number)).isEqualTo(json);
    assertThat(Float.valueOf(json)).isEqualTo(Float.valueOf(number));
  }

  @Test
  void writesSeveralOutputsAsObjects() {
    assertThat(AnswerJson.of(PredictRequest.Format.ROW, outputs()))
        .isEqualTo(
            """
            {
                "predictions": [
                    {
                        "labels": ["a\\"", "é"],
                        "probabilities": [0.25, 0.75]
                    },
                    {
                        "labels": ["a\\"", "é"],
                        "probabilities": [0.5, 0.5]
                    }
                ]
            }""");
  }

  @Test
  void writesASingleOutputWithoutItsName() {
    Map<String, List<List<Object>>> one = outputs();
    one.remove("labels");
    assertThat(AnswerJson.of(PredictRequest.Format.ROW, one))
        .isEqualTo(
            """
            {
                "predictions": [
                    [0.25, 0.75],
                    [0.5, 0.5]
                ]
            }""");
    assertThat(AnswerJson.of(PredictRequest.Format.COLUMNAR, one))
        .isEqualTo(
            """
            {
                "outputs": [
                    [
                        0.25,
                        0.75
                    ],
                    [
                        0.5,
                        0.5
                    ]
                ]
            }""");
  }

  @Test
  void writesErrorsWithQuotesInThem() {
    assertThat(AnswerJson.error("no \"x\"\n"))
        .isEqualTo("{\n    \"error\": \"no \\\"x\\\"\\n\"\n}");
  }

  private static Map<String, List<List<Object>>> outputs() {
    Map<String, List<List<Object>>> outputs = new TreeMap<>();
    outputs.put("labels", List.of(List.of("a\"", "é"), List.of("a\"", "é")));
    outputs.put("probabilities", List.of(List.of(0.25f, 0.75f), List.of(0.5f, 0.5f)));
    return outputs;
  }
}
