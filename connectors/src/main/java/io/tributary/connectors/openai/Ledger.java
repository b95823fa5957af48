package io.tributary.connectors.openai;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What was spent, as of a call.
 *
 * @param last the number of the last call that is in it
 * @param day in UTC, since 1970-01-01
 * @param cost of that day's calls
 * @param usage of that day's calls
 * @param pausedUntil in milliseconds since the epoch: before that the server wants no call
 */
record Ledger(long last, long day, long cost, Usage usage, long pausedUntil) {
  static final Ledger EMPTY = new Ledger(0, 0, 0, Usage.NONE, 0);

  Ledger plus(Call call) {
    long today = Math.max(day, day(call.at()));
    boolean isNew = today > day;
    return new Ledger(
        call.number(),
        today,
        (isNew ? 0 : cost) + call.cost(),
        new Usage(
            (isNew ? 0 : usage.input()) + call.usage().input(),
            (isNew ? 0 : usage.output()) + call.usage().output()),
        Math.max(pausedUntil, call.pausedUntil()));
  }

  /** What was spent on the day of a moment. */
  long spent(long now) {
    return day(now) <= day ? cost : 0;
  }

  static long day(long millis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC).toEpochDay();
  }

  /** The end of the day of a moment, in milliseconds since the epoch. */
  static long endOfDay(long millis) {
    return LocalDate.ofEpochDay(day(millis) + 1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant()
        .toEpochMilli();
  }
}
