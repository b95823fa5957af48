package io.tributary.connectors.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
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
  void probabilitiesThatAreNoListAreAFailure() {
    assertThatThrownBy(
            () ->
                serving.predictions(
                    "{\"predictions\":[{\"labels\":[\"a\"],\"probabilities\":{\"a\":1}}]}", 1, "3"))
        .isInstanceOf(ServingFailure.class);
  }
}
