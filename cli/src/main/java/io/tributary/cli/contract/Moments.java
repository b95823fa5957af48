package io.tributary.cli.contract;

import io.tributary.cli.lake.Column;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Moments as the schemas of the feeds' records allow them: RFC 3339, and offsets as {@code +0100}
 * and {@code +01}, and no seconds.
 */
public final class Moments {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)[Tt](\\d\\d:\\d\\d)(?::([0-5]\\d)(?:\\.(\\d+))?)?"
              + "(?:[Zz]|([+-])([01]\\d|2[0-3])(?::?([0-5]\\d))?)");

  private static final int DIGITS = 6;
  private static final long MICROS = 1_000_000;
  private static final long MINUTE = 60;
  private static final long FIRST = LocalDate.of(0, 1, 1).toEpochDay() * 86_400;
  private static final long END = LocalDate.of(10_000, 1, 1).toEpochDay() * 86_400;

  private Moments() {}

  /**
   * Microseconds since the epoch, finer digits cut; null when the text is no moment, or one outside
   * the years 0000 to 9999 in UTC.
   */
  public static @Nullable Long micros(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    long seconds;
    try {
      seconds =
          LocalDate.parse(parts.group(1)).toEpochDay() * 86_400
              + LocalTime.parse(parts.group(2)).toSecondOfDay();
    } catch (DateTimeException noSuchDay) {
      return null;
    }
    seconds += number(parts.group(3));
    if (parts.group(5) != null) {
      long offset = (number(parts.group(6)) * MINUTE + number(parts.group(7))) * MINUTE;
      seconds -= parts.group(5).equals("+") ? offset : -offset;
    }
    if (seconds < FIRST || seconds >= END) {
      return null;
    }
    String fraction = parts.group(4) == null ? "" : parts.group(4);
    String six = (fraction + "0".repeat(DIGITS)).substring(0, DIGITS);
    return seconds * MICROS + number(six);
  }

  /** The same of a column's text; null when the column holds no moments. */
  public static @Nullable Long micros(Column column, String text) {
    return switch (column.type()) {
      case MOMENT -> micros(text);
      case MOMENT_IN_UTC -> {
        Long micros = micros(text);
        yield micros == null ? micros(text + "Z") : micros;
      }
      default -> null;
    };
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
