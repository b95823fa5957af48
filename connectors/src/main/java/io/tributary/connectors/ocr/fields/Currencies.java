package io.tributary.connectors.ocr.fields;

import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How currencies are written, in {@link Folded} form. */
final class Currencies {
  /** What isn't the code itself; a sign of several currencies stands for the most common one. */
  private static final Map<String, String> SIGNS =
      Map.ofEntries(
          Map.entry("€", "EUR"),
          Map.entry("euros", "EUR"),
          Map.entry("euro", "EUR"),
          Map.entry("يورو", "EUR"),
          Map.entry("$", "USD"),
          Map.entry("us$", "USD"),
          Map.entry("ca$", "CAD"),
          Map.entry("us dollars", "USD"),
          Map.entry("دولار", "USD"),
          Map.entry("£", "GBP"),
          Map.entry("¥", "JPY"),
          Map.entry("₹", "INR"),
          Map.entry("rs.", "INR"),
          Map.entry("rs", "INR"),
          Map.entry("rm", "MYR"),
          Map.entry("dh", "MAD"),
          Map.entry("dhs", "MAD"),
          Map.entry("د.م.", "MAD"),
          Map.entry("د.م", "MAD"),
          Map.entry("درهم مغربي", "MAD"),
          Map.entry("درهم", "MAD"),
          Map.entry("د.ا.", "AED"),
          Map.entry("د.ا", "AED"),
          Map.entry("درهم اماراتي", "AED"),
          Map.entry("dt", "TND"),
          Map.entry("د.ت.", "TND"),
          Map.entry("د.ت", "TND"),
          Map.entry("دينار تونسي", "TND"),
          Map.entry("da", "DZD"),
          Map.entry("د.ج.", "DZD"),
          Map.entry("د.ج", "DZD"),
          Map.entry("دينار جزائري", "DZD"),
          Map.entry("ر.س.", "SAR"),
          Map.entry("ر.س", "SAR"),
          Map.entry("ريال", "SAR"),
          Map.entry("ج.م.", "EGP"),
          Map.entry("ج.م", "EGP"),
          Map.entry("جنيه", "EGP"),
          Map.entry("fcfa", "XOF"),
          Map.entry("f cfa", "XOF"),
          Map.entry("fr.", "CHF"),
          Map.entry("kr", "SEK"));

  private static final Map<String, String> WRITTEN = written();

  /** A currency, as part of a pattern on folded text. */
  static final String PATTERN =
      WRITTEN.keySet().stream()
          .sorted(Comparator.comparingInt(String::length).reversed())
          .map(Currencies::quoted)
          .collect(Collectors.joining("|", "(?:", ")"));

  private Currencies() {}

  /** The code of what {@link #PATTERN} has found. */
  static Optional<String> code(String folded) {
    return Optional.ofNullable(WRITTEN.get(folded));
  }

  /** How many decimals its amounts have. */
  static int decimals(String code) {
    return Math.max(0, Currency.getInstance(code).getDefaultFractionDigits());
  }

  private static String quoted(String sign) {
    String quoted = java.util.regex.Pattern.quote(sign);
    return Character.isLetter(sign.charAt(0)) ? "(?<![\\p{L}])" + quoted + "(?![\\p{L}])" : quoted;
  }

  private static Map<String, String> written() {
    Map<String, String> written = new HashMap<>(SIGNS);
    for (Currency currency : Currency.getAvailableCurrencies()) {
      String code = currency.getCurrencyCode();
      if (!code.startsWith("X") || code.equals("XOF") || code.equals("XAF")) {
        written.put(code.toLowerCase(Locale.ROOT), code);
      }
    }
    // These are words of the three languages.
    written
        .keySet()
        .removeIf(code -> code.equals("all") || code.equals("top") || code.equals("try"));
    return Map.copyOf(written);
  }
}
