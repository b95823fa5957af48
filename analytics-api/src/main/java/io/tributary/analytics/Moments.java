package io.tributary.analytics;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Moments as the mirror has them, in microseconds since the epoch, and days since then. */
final class Moments {
  static final long SECOND = 1_000_000L;
  static final long DAY = 86_400 * SECOND;

  private Moments() {}

  static Instant ofMicros(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static long micros(Instant moment) {
    // ChronoUnit counts by the nanosecond, of which a long holds 292 years.
    return moment.getEpochSecond() * SECOND + moment.getNano() / 1_000;
  }

  static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
