package io.tributary.jobs.launch;

import io.tributary.connectors.kafka.admin.Transactions;
import io.tributary.connectors.kafka.admin.Transactions.Trace;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/**
 * Whether this start would be the second deployment with its transactions' names: both would read
 * and commit the same records, and abort each other's transactions. One that has nothing to write
 * shows itself at each checkpoint all the same; so it is watched for the time of one, unless
 * nothing has happened to the names since a run ended in good order.
 */
final class SecondDeployment {
  /** Task managers work on for a while when their job manager has died. */
  private static final Duration LAST_BREATH = Duration.ofSeconds(15);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final Transactions transactions;
  private final RestingTransactions resting;
  private final String prefix;
  private final Duration watch;
  private final Consumer<String> says;

  SecondDeployment(Admin admin, Settings settings, Consumer<String> says) {
    this.prefix = settings.get(SettingKeys.KAFKA_TRANSACTION_PREFIX);
    this.transactions = new Transactions(admin, new DeploymentTransactions(prefix));
    this.resting = new RestingTransactions(settings);
    this.watch = DeploymentTransactions.watch(settings.get(SettingKeys.CHECKPOINT_INTERVAL));
    this.says = says;
  }

  /**
   * Watches, and waits for a deployment that is about to end.
   *
   * @throws LaunchProblem if there is another deployment
   */
  void refuse() throws InterruptedException {
    Map<String, Trace> seen = transactions.signsOfLife();
    // Taken away: of two starts one after the other only the first may rely on it.
    boolean rested = resting.take(seen);
    if (seen.isEmpty() || rested) {
      return;
    }
    says.accept(
        "watching the transactions of "
            + prefix
            + " for "
            + watch.toSeconds()
            + " s: it isn't known that the run before has ended");
    long begun = System.nanoTime();
    long quietSince = begun;
    while (System.nanoTime() - quietSince < watch.toNanos()) {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
      Map<String, Trace> now = transactions.signsOfLife();
      Optional<String> alive = Transactions.workedOn(seen, now);
      seen = now;
      if (alive.isPresent()) {
        if (System.nanoTime() - begun > LAST_BREATH.toNanos()) {
          throw refused(alive.get());
        }
        if (quietSince == begun) {
          says.accept(
              "another deployment works with them: waiting for it to end, at most "
                  + LAST_BREATH.toSeconds()
                  + " s");
        }
        quietSince = System.nanoTime();
      }
    }
  }

  private LaunchProblem refused(String name) {
    return new LaunchProblem(
        "kafka.transaction.prefix: a running deployment works with the transactions of "
            + prefix
            + " ("
            + name
            + "): stop that one first, or give this one another prefix, lake.path and"
            + " checkpoint.path");
  }
}
