package io.tributary.cli.simulate.invoices;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes amounts as one does in French: {@code 1 234,50}, with spaces that don't break a line. */
final class DecimalComma {
  private static final char SPACE = '\u202F';

  /** With three digits, a comma would be one between thousands. */
  private static final Pattern WITH_CENTS = Pattern.compile("(-?)(\\d+)\\.(\\d\\d)");

  private DecimalComma() {}

  /** An amount with cents in French; any other text as it is. */
  static String write(String amount) {
    Matcher cents = WITH_CENTS.matcher(amount);
    if (!cents.matches()) {
      return amount;
    }
    StringBuilder whole = new StringBuilder(cents.group(2));
    for (int i = whole.length() - 3; i > 0; i -= 3) {
      whole.insert(i, SPACE);
    }
    return cents.group(1) + whole + ',' + cents.group(3);
  }
}
