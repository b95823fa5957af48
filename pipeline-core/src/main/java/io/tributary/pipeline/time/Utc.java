package io.tributary.pipeline.time;

import java.time.LocalDate;

/** Moments as microseconds since the epoch, in UTC, written as RFC 3339 says. */
public final class Utc {
  private static final long DAY_MICROS = 86_400_000_000L;

  private Utc() {}

  /** Such as {@code 2025-12-19T14:23:45.123456Z}: always six digits, for years 0000 to 9999. */
  public static String format(long micros) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(micros, DAY_MICROS));
    long rest = Math.floorMod(micros, DAY_MICROS);
    byte[] text = new byte[27];
    digits(text, 0, 4, date.getYear());
    text[4] = '-';
    digits(text, 5, 2, date.getMonthValue());
    text[7] = '-';
    digits(text, 8, 2, date.getDayOfMonth());
    text[10] = 'T';
    digits(text, 11, 2, rest / 3_600_000_000L);
    text[13] = ':';
    digits(text, 14, 2, rest / 60_000_000L % 60);
    text[16] = ':';
    digits(text, 17, 2, rest / 1_000_000L % 60);
    text[19] = '.';
    digits(text, 20, 6, rest % 1_000_000L);
    text[26] = 'Z';
    return new String(text, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static void digits(byte[] text, int from, int count, long number) {
    long left = number;
    for (int i = from + count - 1; i >= from; i--) {
      text[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
  }
}
