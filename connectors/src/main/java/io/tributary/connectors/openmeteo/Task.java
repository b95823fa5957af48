package io.tributary.connectors.openmeteo;

import io.tributary.connectors.openmeteo.WeatherPosition.Claim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something to ask, or to read when its answer is there. */
final class Task {
  final Request request;

  /** The answer that is kept; null when it is to be asked for. */
  @Nullable String answer;

  /** What this job has in the ledger by the last attempt, in the order of the places. */
  List<Claim> claims = List.of();

  /** How many observations of the answer have been delivered. */
  int delivered;

  int failures;
  String error = "";
  long dueNanos = System.nanoTime();

  Task(Request request) {
    this.request = request;
  }

  boolean isDue(long now) {
    return dueNanos - now <= 0;
  }
}
