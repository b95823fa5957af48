package io.tributary.connectors.openai;

import java.time.Duration;
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

  /** The longest pause that is kept, in milliseconds: a proxy's slip must not last for years. */
  static final long LONGEST_PAUSE = Duration.ofDays(1).toMillis();

  Ledger plus(Call call) {
    Ledger before = asOf(call.at());
    long today = Math.max(before.day, day(call.at()));
    boolean isNew = today > before.day;
    return new Ledger(
        call.number(),
        today,
        (isNew ? 0 : cost) + call.cost(),
        new Usage(
            (isNew ? 0 : usage.input()) + call.usage().input(),
            (isNew ? 0 : usage.output()) + call.usage().output()),
        Math.max(before.pausedUntil, call.pausedUntil()));
  }

  /**
   * What of it can be true at a moment. A clock that was ahead for a while has left days and pauses
   * behind that are to come: what was spent then counts for today, and no pause is longer than the
   * longest one from now. A day ahead is left as it is, since clocks are put back at midnight, too.
   */
  Ledger asOf(long now) {
    long today = day(now);
    return new Ledger(
        last,
        day > today + 1 ? today : day,
        cost,
        usage,
        Math.min(pausedUntil, now + LONGEST_PAUSE));
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
