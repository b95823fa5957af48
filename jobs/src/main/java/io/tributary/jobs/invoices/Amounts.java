package io.tributary.jobs.invoices;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Amounts as people and programs write them, in ten-thousandths. */
final class Amounts {
  /** Longer than any amount that fits. */
  private static final int LONGEST = 60;

  /** Digits before the point: with four behind it they fit into 64 bits. */
  private static final int MOST_DIGITS = 14;

  /** Spaces between thousands: the plain one, and those that don't break. */
  private static final Pattern GROUPED =
      Pattern.compile("[+-]?[0-9]{1,3}(?:[ \\u00A0\\u202F][0-9]{3})+(?:[.,][0-9]+)?");

  private static final Pattern SPACES = Pattern.compile("[ \\u00A0\\u202F]");

  /** {@code 1,234} may be a thousand or one and a bit; with one or two digits it is plain. */
  private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?[0-9]+,[0-9]{1,2}");

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?");

  private Amounts() {}

  /**
   * Reads an amount: digits with a point, as in JSON; also a decimal comma with one or two digits
   * after it, and spaces between thousands. Empty when it is none, has more than four digits behind
   * the point that are not 0, or 10^14 or more before it.
   */
  static Optional<Long> read(String text) {
    String plain = text.strip();
    if (plain.length() > LONGEST) {
      return Optional.empty();
    }
    if (GROUPED.matcher(plain).matches()) {
      plain = SPACES.matcher(plain).replaceAll("").replace(',', '.');
    } else if (DECIMAL_COMMA.matcher(plain).matches()) {
      plain = plain.replace(',', '.');
    }
    if (!DECIMAL.matcher(plain).matches()) {
      return Optional.empty();
    }
    BigDecimal amount = new BigDecimal(plain).stripTrailingZeros();
    boolean fits =
        amount.signum() == 0
            || amount.scale() <= Invoice.SCALE
                && amount.precision() - amount.scale() <= MOST_DIGITS;
    return fits
        ? Optional.of(amount.setScale(Invoice.SCALE).unscaledValue().longValueExact())
        : Optional.empty();
  }
}
