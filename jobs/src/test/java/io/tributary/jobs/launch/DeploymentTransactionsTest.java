package io.tributary.jobs.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DeploymentTransactionsTest {
  private final DeploymentTransactions transactions = new DeploymentTransactions("tickets.1");

  @Test
  void knowsTheNamesThatTheSinksGive() {
    assertThat(
            List.of(
                "tickets.1-topic-0-1",
                "tickets.1-dead-letters-0-0",
                "tickets.1-late-0-12",
                "tickets.1-metrics-3-0"))
        .allMatch(transactions);
  }

  @Test
  void takesNoOtherDeploymentsForItsOwn() {
    assertThat(
            List.of(
                "tickets-1-topic-0-1",
                "tickets.1-test-topic-0-1",
                "tickets.1-topic",
                "old-tickets.1-topic-0-1"))
        .noneMatch(transactions);
  }
}
