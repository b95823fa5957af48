package io.tributary.connectors.kafka.admin;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/** How long transactions may stay open, by us and by the brokers. */
public final class TransactionTimeout {

  private static final String LIMIT = "transaction.max.timeout.ms";

  private TransactionTimeout() {}

  /**
   * Makes sure that the brokers accept our time-out; else every producer would be refused, once the
   * job runs. Brokers that keep their settings to themselves pass.
   *
   * @throws BrokerProblem when it is longer than theirs
   */
  public static void check(Admin admin, Duration configured) {
    BrokerConfig.value(admin, LIMIT)
        .flatMap(limit -> problem(configured, Duration.ofMillis(Long.parseLong(limit))))
        .ifPresent(
            problem -> {
              throw new BrokerProblem(problem);
            });
  }

  static Optional<String> problem(Duration configured, Duration limit) {
    return configured.compareTo(limit) <= 0
        ? Optional.empty()
        : Optional.of(
            "kafka.transaction.timeout: "
                + configured.toMillis()
                + " ms is longer than the brokers' "
                + LIMIT
                + ", "
                + limit.toMillis()
                + " ms: lower it, or raise theirs");
  }
}
