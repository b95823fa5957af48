package io.tributary.connectors.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransactionTimeoutTest {

  @Test
  void mayBeAsLongAsTheBrokersAllow() {
    Duration limit = Duration.ofMinutes(15);
    assertThat(TransactionTimeout.problem(limit, limit)).isEmpty();
    assertThat(TransactionTimeout.problem(Duration.ofHours(1), limit))
        .contains(
            "kafka.transaction.timeout: 3600000 ms is longer than the brokers'"
                + " transaction.max.timeout.ms, 900000 ms: lower it, or raise theirs");
  }
}
