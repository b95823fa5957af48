package io.tributary.jobs.invoices;

import io.tributary.jobs.json.Decimals;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Amounts as people and programs write them, in ten-thousandths: at most 14 digits before the
 * point, so that they fit into 64 bits, and 4 behind it.
 */
final class Amounts {
  /** Longer than any number that fits, with zeros behind it. */
  private static final int LONGEST = 100;

  private static final BigDecimal LIMIT = BigDecimal.TEN.pow(14);

  /** The plain space, and those that don't break a line. */
  private static final String SPACE = "[ \\u00A0\\u202F]";

  /**
   * Digits with a point, or with a comma, and spaces between thousands. A comma without such spaces
   * may be one between thousands as well, but not before one or two digits.
   */
  private static final Pattern TEXT =
      Pattern.compile(
          (" *[+-]?(?:[0-9]{1,14}(?:\\.[0-9]{0,4}0*|,[0-9]{1,2})?|\\.[0-9]{1,4}0*"
                  + "|(?:[0-9]{1,2}(?:_[0-9]{3}){1,4}|[0-9]{3}(?:_[0-9]{3}){1,3})"
                  + "(?:[.,][0-9]{1,4}0*)?) *")
              .replace("_", SPACE));

  private static final Pattern SPACES = Pattern.compile(SPACE);

  private Amounts() {}

  /** A number of JSON, as it is written; empty when it doesn't fit. */
  static Optional<Long> ofNumber(String number) {
    return Decimals.read(number).filter(Amounts::fits).map(Amounts::scaled);
  }

  private static boolean fits(BigDecimal amount) {
    return amount.signum() == 0
        || amount.stripTrailingZeros().scale() <= Invoice.SCALE
            && amount.precision() - (long) amount.scale() <= LIMIT.precision()
            && amount.abs().compareTo(LIMIT) < 0;
  }

  /** A text; empty when it is no amount or doesn't fit. */
  static Optional<Long> ofText(String text) {
    return text.length() <= LONGEST && TEXT.matcher(text).matches()
        ? Optional.of(scaled(new BigDecimal(SPACES.matcher(text).replaceAll("").replace(',', '.'))))
        : Optional.empty();
  }

  private static long scaled(BigDecimal amount) {
    return amount.setScale(Invoice.SCALE).unscaledValue().longValueExact();
  }
}
