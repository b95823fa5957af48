package io.tributary.jobs.json;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.OptionalLong;

/** Reads moments: ISO 8601 dates and times with an offset or {@code Z}. */
public final class Rfc3339 {
  private static final long MICROS = 1_000_000L;

  /** Offsets as {@code +01:00}, {@code +0100} and {@code +01}, too; seconds may be left out. */
  private static final DateTimeFormatter ANY =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(java.util.Locale.ROOT)
          .withResolverStyle(java.time.format.ResolverStyle.STRICT);

  private Rfc3339() {}

  /**
   * The moment in microseconds since the epoch, finer digits cut; empty when the text is none, has
   * no offset, or lies outside the years 0000 to 9999.
   */
  public static OptionalLong micros(String text) {
    OptionalLong plain = plain(text);
    return plain.isPresent() ? plain : any(text);
  }

  private static OptionalLong any(String text) {
    try {
      OffsetDateTime at = OffsetDateTime.parse(text, ANY);
      long seconds = at.toEpochSecond();
      int year = LocalDate.ofEpochDay(Math.floorDiv(seconds, 86_400L)).getYear();
      return year < 0 || year > 9999
          ? OptionalLong.empty()
          : OptionalLong.of(seconds * MICROS + at.getNano() / 1000);
    } catch (DateTimeException e) {
      return OptionalLong.empty();
    }
  }

  /** The form that nearly all have, {@code 2025-12-19T14:23:45.123456Z}, without a formatter. */
  private static OptionalLong plain(String text) {
    int length = text.length();
    if (length < 20
        || length > 30
        || text.charAt(length - 1) != 'Z'
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(10) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':') {
      return OptionalLong.empty();
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (year < 0
        || month < 1
        || month > 12
        || day < 1
        || day > 28 && day > LocalDate.of(year, month, 1).lengthOfMonth()
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 59) {
      return OptionalLong.empty();
    }
    long micros = 0;
    if (length > 20) {
      if (text.charAt(19) != '.' || length == 21) {
        return OptionalLong.empty();
      }
      long unit = 100_000;
      for (int i = 20; i < length - 1; i++, unit /= 10) {
        int digit = text.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          return OptionalLong.empty();
        }
        micros += digit * unit;
      }
    }
    long seconds =
        LocalDate.of(year, month, day).toEpochDay() * 86_400L
            + hour * 3600L
            + minute * 60L
            + second;
    return OptionalLong.of(seconds * MICROS + micros);
  }

  /** Decimal digits, or -1. */
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
