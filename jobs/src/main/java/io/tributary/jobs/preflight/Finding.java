package io.tributary.jobs.preflight;

import java.util.Locale;

/**
 * What was found out about one thing.
 *
 * @param operator the operator's uid, or its id where the savepoint doesn't say more
 * @param name the state's name; for other subjects what people call them
 * @param detail why, and what to do about it; may be empty
 */
public record Finding(
    String operator, Subject subject, String name, Verdict verdict, String detail) {

  /** In words: the operator, the state, what becomes of it, and why. */
  public String sentence() {
    String found = operator + " " + name + " is " + verdict.word();
    return detail.isEmpty() ? found : found + " (" + detail + ")";
  }

  /** What it is about. */
  public enum Subject {
    KEYED_STATE,
    OPERATOR_STATE,
    KEY,
    COORDINATOR,
    MAX_PARALLELISM,
    SETTINGS,
    TRANSACTIONS,
    FILES,
    OTHER;

    /** As programs read it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
