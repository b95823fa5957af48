package io.tributary.analytics;

import java.util.List;

/** What DuckDB says when it can't do something. */
public final class DuckDbFailure {
  private static final String WHY = "Error: ";

  private DuckDbFailure() {}

  /** Why, in one line. Of a statement that fails it says first that it has failed, and then why. */
  public static String reason(Exception failure) {
    List<String> lines = String.valueOf(failure.getMessage()).lines().toList();
    return lines.stream()
        .filter(line -> line.startsWith(WHY))
        .map(line -> line.substring(WHY.length()))
        .findFirst()
        .orElse(lines.isEmpty() ? "" : lines.get(0));
  }
}
