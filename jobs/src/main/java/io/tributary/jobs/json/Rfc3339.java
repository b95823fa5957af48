package io.tributary.jobs.json;

import io.tributary.pipeline.record.Text;
import java.time.LocalDate;
import java.util.OptionalLong;

/**
 * Reads moments: RFC 3339, and what ISO 8601 allows besides: offsets as {@code +0100} and {@code
 * +01}, and no seconds.
 */
public final class Rfc3339 {
  private static final long MICROS = 1_000_000L;
  private static final int NO_OFFSET = Integer.MIN_VALUE;

  /** 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z, in seconds since the epoch. */
  private static final long FIRST = -62_167_219_200L;

  private static final long LAST = 253_402_300_799L;

  private Rfc3339() {}

  /**
   * The moment in microseconds since the epoch, finer digits cut; empty when the text is none, has
   * no offset, or lies outside the years 0000 to 9999 in UTC. Leap seconds are none: the sixtieth
   * second is not a moment that can be counted since the epoch.
   */
  public static OptionalLong micros(Text text) {
    if (text.length() < 17
        || text.byteAt(4) != '-'
        || text.byteAt(7) != '-'
        || (text.byteAt(10) | 0x20) != 't'
        || text.byteAt(13) != ':') {
      return OptionalLong.empty();
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = 0;
    long micros = 0;
    int i = 16;
    if (text.byteAt(i) == ':') {
      second = number(text, 17, 19);
      i = 19;
      if (i < text.length() && text.byteAt(i) == '.') {
        i++;
        for (long unit = 100_000; i < text.length() && digit(text, i) >= 0; i++, unit /= 10) {
          micros += digit(text, i) * unit;
        }
        if (i == 20) {
          return OptionalLong.empty();
        }
      }
    }
    int offset = offset(text, i);
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
        || second > 59
        || offset == NO_OFFSET) {
      return OptionalLong.empty();
    }
    long seconds =
        LocalDate.of(year, month, day).toEpochDay() * 86_400L
            + hour * 3600L
            + minute * 60L
            + second
            - offset;
    return seconds < FIRST || seconds > LAST
        ? OptionalLong.empty()
        : OptionalLong.of(seconds * MICROS + micros);
  }

  /** The offset that the rest of a text is, in seconds. */
  private static int offset(Text text, int from) {
    int length = text.length() - from;
    if (length == 1) {
      return (text.byteAt(from) | 0x20) == 'z' ? 0 : NO_OFFSET;
    }
    boolean colon = length == 6 && text.byteAt(from + 3) == ':';
    if (!colon && length != 5 && length != 3) {
      return NO_OFFSET;
    }
    int hours = number(text, from + 1, from + 3);
    int minutes = length == 3 ? 0 : number(text, text.length() - 2, text.length());
    byte sign = text.byteAt(from);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || sign != '+' && sign != '-') {
      return NO_OFFSET;
    }
    int seconds = hours * 3600 + minutes * 60;
    return sign == '+' ? seconds : -seconds;
  }

  /** Decimal digits, or -1. */
  private static int number(Text text, int from, int to) {
    if (to > text.length()) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = digit(text, i);
      if (digit < 0) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private static int digit(Text text, int i) {
    int digit = text.byteAt(i) - '0';
    return digit <= 9 ? digit : -1;
  }
}
