package io.tributary.jobs.launch;

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

  @Override
  public boolean test(String name) {
    return names.matcher(name).matches();
  }
}
