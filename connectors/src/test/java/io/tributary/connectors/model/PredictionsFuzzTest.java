package io.tributary.connectors.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class PredictionsFuzzTest {
  private static final class Subject {
    static final TensorFlowServing SERVING =
        new TensorFlowServing(
            new ServedModel(
                URI.create("http://127.0.0.1:1"),
                "text_classifier",
                Duration.ofSeconds(1),
                1,
                1,
                1));
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            "{\"predictions\":[{\"labels\":[\"sport\",\"other\"],\"probabilities\":[0.75,2.5e-1]}]}",
            "{\"predictions\":[{\"labels\":[\"sport\"],\"probabilities\":{\"a\":1}}]}",
            "{\"predictions\":[{\"labels\":[1],\"probabilities\":[\"0.5\"]}]}",
            "{\"predictions\":[{\"labels\":[\"\"],\"probabilities\":[1e400]}]}",
            "{\"error\":\"none\"}")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** What a server answers that was asked about one text. */
  @MethodSource("seeds")
  @FuzzTest
  void isALabelWithAProbabilityOrAFailure(byte[] bytes) {
    List<Classification> answers;
    try {
      answers = Subject.SERVING.predictions(new String(bytes, StandardCharsets.UTF_8), 1, "1");
    } catch (ServingFailure failure) {
      assertThat(failure.getMessage()).isNotBlank().hasSizeLessThan(400);
      return;
    }
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).label()).isNotEmpty();
    assertThat(answers.get(0).score()).isBetween(0.0, 1.0);
  }
}
