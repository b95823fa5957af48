package io.tributary.jobs.launch;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The names of a deployment's transactions: prefix, step, and two numbers of Flink's. */
public final class DeploymentTransactions implements Predicate<String> {
  static final String TOPIC = "topic";
  static final String DEAD_LETTERS = "dead-letters";
  static final String LATE = "late";
  static final String METRICS = "metrics";

  private static final List<String> STEPS = List.of(TOPIC, DEAD_LETTERS, LATE, METRICS);

  /** What a checkpoint itself may take. */
  private static final Duration CHECKPOINT = Duration.ofSeconds(2);

  /** Kafka's time-outs go on while somebody watches. */
  private static final Duration LONGEST_WATCH = Duration.ofMinutes(1);

  private final Pattern names;

  /**
   * Knows the names.
   *
   * @param prefix the setting {@code kafka.transaction.prefix}. The prefix {@code tickets} isn't
   *     taken for that of {@code tickets-test}
   */
  public DeploymentTransactions(String prefix) {
    names = Pattern.compile(Pattern.quote(prefix) + "-(" + String.join("|", STEPS) + ")-\\d+-\\d+");
  }

  /**
   * How long nothing may happen to a deployment's transactions before it is taken for dead: a
   * checkpoint must come within. At most a minute, also for those that checkpoint more seldom.
   */
  public static Duration watch(Duration checkpointInterval) {
    Duration watch = checkpointInterval.plus(CHECKPOINT);
    return watch.compareTo(LONGEST_WATCH) < 0 ? watch : LONGEST_WATCH;
  }

  @Override
  public boolean test(String name) {
    return names.matcher(name).matches();
  }
}
