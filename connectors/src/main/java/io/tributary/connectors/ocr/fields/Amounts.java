package io.tributary.connectors.ocr.fields;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of money in a line, whatever parts their thousands and decimals. */
final class Amounts {
  private static final String NUMBER =
      "[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,] ?[0-9]{1,4})?"
          + "|[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:\\.[0-9]{1,4})?"
          + "|[0-9]{1,3}(?:\\.[0-9]{3})+(?:,[0-9]{1,4})?"
          + "|[0-9]+(?:[.,][0-9]{1,4})?";
  private static final String CURRENCY = Currencies.PATTERN;
  private static final Pattern AMOUNT =
      Pattern.compile(
          "(?<![0-9][.,'/:]?|[0-9]-|[\\p{L}#_]|[\\p{L}]-)"
              + "(?<open>\\()?(?<sign>- ?)?(?<before>"
              + CURRENCY
              + ")?[ .:]?(?<inner>- ?)?(?<number>"
              + NUMBER
              + ")(?![0-9]|[.,'/:][0-9]|-[0-9\\p{L}]|[_/])(?<trailing>-(?![0-9]))?"
              + " ?(?<after>"
              + CURRENCY
              + ")?(?<close>\\))?");
  private static final Pattern CURRENCY_ONLY =
      Pattern.compile("(?<before>" + CURRENCY + ")[ :.]*$");

  /** So many digits without a decimal point are somebody's number, not an amount. */
  private static final int MOST_DIGITS = 8;

  /**
   * An amount in a line.
   *
   * @param begin where its text begins in the line, with its currency
   * @param end after its last character
   * @param currency its code, when it is written beside
   * @param hasDecimals whether decimals are written
   * @param confidence of its cell, from 0 to 1
   */
  record Found(
      int begin,
      int end,
      BigDecimal value,
      Optional<String> currency,
      boolean hasDecimals,
      double confidence) {
    /** Whether it looks like money and not like any number. */
    boolean isMoney() {
      return hasDecimals || currency.isPresent();
    }
  }

  private Amounts() {}

  /** All of a line, in their order; no dates, percentages and long numbers. */
  static List<Found> in(Line line, Optional<String> currencyOfDocument) {
    StringBuilder text = new StringBuilder(line.folded());
    for (Dates.Found date : Dates.in(line)) {
      text.replace(date.begin(), date.end(), "_".repeat(date.end() - date.begin()));
    }
    List<Found> found = new ArrayList<>();
    Matcher matcher = AMOUNT.matcher(text);
    while (matcher.find()) {
      if (isPercentage(text, matcher.end("number"))) {
        continue;
      }
      String number = matcher.group("number");
      Optional<String> currency =
          written(matcher.group("after")).or(() -> written(matcher.group("before")));
      if (currency.isEmpty()) {
        currency = inCellBefore(text, matcher.start());
      }
      Optional<String> known = currency.or(() -> currencyOfDocument);
      Parsed parsed = parse(number, known);
      if (parsed.decimals == 0
          && number.chars().filter(Character::isDigit).count() > MOST_DIGITS
          && !hasGroups(number)) {
        continue;
      }
      boolean isNegative =
          matcher.group("sign") != null
              || matcher.group("inner") != null
              || matcher.group("trailing") != null
              || (matcher.group("open") != null && matcher.group("close") != null);
      found.add(
          new Found(
              matcher.start(),
              matcher.end(),
              isNegative ? parsed.value.negate() : parsed.value,
              currency,
              parsed.decimals > 0,
              line.cellAt(matcher.start("number")).confidence()));
    }
    return found;
  }

  private static boolean isPercentage(CharSequence text, int end) {
    int next = end < text.length() && text.charAt(end) == ' ' ? end + 1 : end;
    return next < text.length() && (text.charAt(next) == '%' || text.charAt(next) == '٪');
  }

  private static Optional<String> written(String sign) {
    return sign == null ? Optional.empty() : Currencies.code(sign);
  }

  /** A currency may stand in a column of its own. */
  private static Optional<String> inCellBefore(CharSequence text, int begin) {
    int end = begin;
    while (end > 0 && (text.charAt(end - 1) == Line.CELL_END || text.charAt(end - 1) == ' ')) {
      end--;
    }
    Matcher matcher = CURRENCY_ONLY.matcher(text.subSequence(Math.max(0, end - 12), end));
    return matcher.find() ? written(matcher.group("before")) : Optional.empty();
  }

  private static boolean hasGroups(String number) {
    return number.matches("[0-9]{1,3}([ .,'][0-9]{3})+");
  }

  private record Parsed(BigDecimal value, int decimals) {}

  /**
   * The last point or comma parts the decimals, unless three digits follow it and no other sign
   * parts thousands: {@code 1.234} is a thousand, but of dinars, which have three decimals.
   */
  private static Parsed parse(String number, Optional<String> currency) {
    int point = Math.max(number.lastIndexOf('.'), number.lastIndexOf(','));
    if (point < 0) {
      return new Parsed(new BigDecimal(digits(number)), 0);
    }
    String tail = digits(number.substring(point + 1));
    char sign = number.charAt(point);
    boolean isAlone = number.indexOf(sign) == point;
    boolean hasOther = number.chars().anyMatch(c -> c != sign && !Character.isDigit(c));
    boolean hasThreeDecimals = currency.filter(code -> Currencies.decimals(code) == 3).isPresent();
    boolean partsDecimals = isAlone && (tail.length() != 3 || hasOther || hasThreeDecimals);
    if (!partsDecimals) {
      return new Parsed(new BigDecimal(digits(number)), 0);
    }
    return new Parsed(
        new BigDecimal(digits(number.substring(0, point)) + '.' + tail), tail.length());
  }

  private static String digits(String text) {
    return text.replaceAll("[^0-9]", "");
  }
}
