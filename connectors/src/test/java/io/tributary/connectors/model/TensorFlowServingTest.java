package io.tributary.connectors.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TensorFlowServingTest {
  private final TensorFlowServing serving =
      new TensorFlowServing(
          new ServedModel(
              URI.create("http://127.0.0.1:1"), "model", Duration.ofSeconds(1), 1, 1, 1));

  @Test
  void takesTheLikeliestLabel() throws ServingFailure {
    assertThat(
            serving.predictions(
                "{\"predictions\":[{\"labels\":[\"a\",\"b\"],\"probabilities\":[0.25,0.75]}]}",
                1,
                "3"))
        .containsExactly(new Classification("b", 0.75, "model", "3"));
  }

  @Test
  void aThrottledRequestTellsWhenToComeAgain() {
    HttpHeaders headers =
        HttpHeaders.of(
            Map.of(
                "Date", List.of("Sun, 06 Nov 1994 08:49:37 GMT"),
                "Retry-After", List.of("Sun, 06 Nov 1994 08:50:07 GMT")),
            (name, value) -> true);
    assertThat(TensorFlowServing.failure(429, headers, "").retryAfter())
        .contains(Duration.ofSeconds(30));
  }

  @Test
  void probabilitiesThatAreNoListAreAFailure() {
    assertThatThrownBy(
            () ->
                serving.predictions(
                    "{\"predictions\":[{\"labels\":[\"a\"],\"probabilities\":{\"a\":1}}]}", 1, "3"))
        .isInstanceOf(ServingFailure.class);
  }
}
