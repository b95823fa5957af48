package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlinkStorageTest {
  private static long option(String name) {
    return Long.parseLong(FlinkStorage.IMPATIENT.get("s3." + name));
  }

  /** As measured: the client retries each attempt, and Hadoop's retries come around that. */
  @Test
  void aCommandWaitsAMinuteForAServerThatSaysNothing() {
    long questions = (1 + option("attempts.maximum")) * (1 + option("retry.limit"));

    assertThat(questions * option("connection.timeout")).isLessThanOrEqualTo(60_000);
    assertThat(questions * option("connection.establish.timeout")).isLessThanOrEqualTo(60_000);
    assertThat(questions).as("a hiccup is no outage").isGreaterThanOrEqualTo(3);
  }
}
