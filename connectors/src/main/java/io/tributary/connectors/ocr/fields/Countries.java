package io.tributary.connectors.ocr.fields;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The seller's country: by its tax number or its bank account, by a country's name, by a telephone
 * number, and at last by the currency, where only one country has it.
 */
final class Countries {
  private static final Set<String> CODES = Set.of(Locale.getISOCountries());
  private static final Map<String, String> NAMES = names();
  private static final Pattern NAME =
      Labels.pattern(
          NAMES.keySet().stream()
              .sorted(Comparator.comparingInt(String::length).reversed())
              .map(Pattern::quote)
              .collect(Collectors.joining("|")));
  private static final Pattern TAX_NUMBER =
      Pattern.compile(
          "(?:tva|vat|btw|ust|iva)[^\\t]{0,40}?(?<![\\p{L}])"
              + "(at|be|bg|cy|cz|de|dk|ee|el|es|fi|fr|hr|hu|ie|it|lt|lu|lv|mt|nl|pl|pt|ro|se|si|sk|gb)"
              + " ?[0-9a-z]{0,2}[0-9][0-9 ]{6,}");
  private static final Pattern GSTIN =
      Labels.pattern("[0-9]{2}[a-z]{5}[0-9]{4}[a-z][0-9a-z]z[0-9a-z]");
  private static final Pattern ACCOUNT =
      Pattern.compile("(?<![\\p{L}0-9])([a-z]{2})[0-9]{2}(?: ?[0-9a-z*]{4}){3,}");
  private static final Pattern TELEPHONE =
      Pattern.compile(
          "(?:\\+|(?<![0-9])00)(33|32|41|44|49|31|34|39|212|213|216|971|966|20|91|60)["
              + " ().0-9-]{6,}");
  private static final Map<String, String> BY_TELEPHONE =
      Map.ofEntries(
          Map.entry("33", "FR"),
          Map.entry("32", "BE"),
          Map.entry("41", "CH"),
          Map.entry("44", "GB"),
          Map.entry("49", "DE"),
          Map.entry("31", "NL"),
          Map.entry("34", "ES"),
          Map.entry("39", "IT"),
          Map.entry("212", "MA"),
          Map.entry("213", "DZ"),
          Map.entry("216", "TN"),
          Map.entry("971", "AE"),
          Map.entry("966", "SA"),
          Map.entry("20", "EG"),
          Map.entry("91", "IN"),
          Map.entry("60", "MY"));
  private static final Pattern FRENCH_REGISTER = Labels.pattern("siret|siren|rcs|naf|ape");
  private static final Pattern MALAYSIAN_COMPANY = Labels.pattern("sdn\\.? ?bhd");

  private Countries() {}

  static Optional<Field<String>> find(List<Line> lines, Optional<String> currency) {
    for (Line line : lines) {
      Matcher tax = TAX_NUMBER.matcher(line.folded());
      if (tax.find()) {
        String code = tax.group(1).toUpperCase(Locale.ROOT);
        return Optional.of(new Field<>(code.equals("EL") ? "GR" : code, 0.95));
      }
    }
    if (any(GSTIN, lines)) {
      return Optional.of(new Field<>("IN", 0.95));
    }
    for (Line line : lines) {
      Matcher account = ACCOUNT.matcher(line.folded());
      if (account.find() && CODES.contains(account.group(1).toUpperCase(Locale.ROOT))) {
        return Optional.of(new Field<>(account.group(1).toUpperCase(Locale.ROOT), 0.85));
      }
    }
    if (any(FRENCH_REGISTER, lines)) {
      return Optional.of(new Field<>("FR", 0.85));
    }
    if (any(MALAYSIAN_COMPANY, lines)) {
      return Optional.of(new Field<>("MY", 0.85));
    }
    for (Line line : lines) {
      Matcher name = NAME.matcher(line.folded());
      if (name.find()) {
        return Optional.of(new Field<>(requireNonNull(NAMES.get(name.group())), 0.7));
      }
    }
    for (Line line : lines) {
      Matcher telephone = TELEPHONE.matcher(line.folded());
      if (telephone.find()) {
        return Optional.of(new Field<>(requireNonNull(BY_TELEPHONE.get(telephone.group(1))), 0.7));
      }
    }
    return currency.flatMap(Countries::onlyOneWith).map(code -> new Field<>(code, 0.5));
  }

  /** The currency of a country. */
  static Optional<String> currency(String country) {
    return Optional.ofNullable(Currency.getInstance(new Locale("", country)))
        .map(Currency::getCurrencyCode);
  }

  private static boolean any(Pattern pattern, List<Line> lines) {
    return lines.stream().anyMatch(line -> pattern.matcher(line.folded()).find());
  }

  /** The dollar's and the dirham's other users are small, but the euro is nobody's alone. */
  private static Optional<String> onlyOneWith(String currency) {
    String country = currency.substring(0, 2);
    return CODES.contains(country) && currency(country).filter(currency::equals).isPresent()
        ? Optional.of(country)
        : Optional.empty();
  }

  private static Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    for (String code : CODES) {
      for (Locale language : List.of(Locale.ENGLISH, Locale.FRENCH, new Locale("ar"))) {
        String name = Folded.of(new Locale("", code).getDisplayCountry(language));
        if (name.length() > 3) {
          names.put(name, code);
        }
      }
    }
    names.put("usa", "US");
    names.put("u.s.a.", "US");
    names.put("nederland", "NL");
    names.put("deutschland", "DE");
    names.put("espana", "ES");
    names.put("italia", "IT");
    // Also words of another meaning.
    names
        .keySet()
        .removeAll(
            Set.of("jersey", "georgia", "jordan", "guinea", "turkey", "chad", "mali", "niger"));
    return Map.copyOf(names);
  }
}
