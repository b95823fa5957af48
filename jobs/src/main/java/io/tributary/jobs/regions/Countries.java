package io.tributary.jobs.regions;

import com.ibm.icu.util.Currency;
import com.ibm.icu.util.Region;
import com.ibm.icu.util.ULocale;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells which country somebody has written down: by an ISO 3166 code of two letters, three letters
 * or three digits, or by its name in French, English or Arabic, a little misspelt perhaps.
 *
 * <p>The names are CLDR's, through ICU, and those in {@code country-names.txt}. A misspelling may
 * have one letter too many, too few, wrong or swapped up to seven letters, two beyond, and must be
 * nearer to one country than to all others; what has three letters or fewer is never one.
 *
 * <p>Unions and what names several countries ({@code European Community}, {@code Korea}) are no
 * country. The Channel Islands are one here, though ISO has a code only for Guernsey and for
 * Jersey: all that is asked of a country is the same for both. Kosovo has no ISO code and is none.
 *
 * <p>Tables only; thread-safe. A misspelling costs a comparison with every name: callers that see
 * the same text again and again should remember the answer.
 */
public final class Countries {
  private static final String NAMES = "country-names.txt";
  private static final String NONE = "none";
  private static final List<String> LANGUAGES = List.of("en", "fr", "ar");
  private static final int LONGEST_NAME = 100;
  private static final int SHORTEST_MISSPELT = 4;
  private static final int SHORT = 7;

  private static final Pattern LETTERS = Pattern.compile("[A-Z]{2,3}");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{3}");

  /** {@code Myanmar (Burma)}, and {@code Korea, Republic of}, which is turned round. */
  private static final Pattern PARENTHESIS = Pattern.compile("(.*?)\\s*\\(.*\\)(.*)");

  private static final Pattern COMMA = Pattern.compile("([^,]+),\\s*([^,]+)");

  /** M49's regions; ICU counts Antarctica to Oceania, M49 to the world alone. */
  private static final Map<Integer, String> REGIONS =
      Map.of(2, "Africa", 9, "Oceania", 19, "Americas", 142, "Asia", 150, "Europe");

  /** What has changed since ICU's data: Bulgaria has had the euro since 2026-01-01. */
  private static final Map<String, String> NEWER_CURRENCIES = Map.of("BG", "EUR");

  private static final Country CHANNEL_ISLANDS =
      new Country("830", "Channel Islands", "Europe", "Northern Europe", "Europe", "GBP");

  private static final Map<String, Country> BY_CODE = byCode();
  private static final Map<String, Optional<Country>> BY_NAME = byName();

  private Countries() {}

  /** The country that a text means; empty if it means none, or could mean several. */
  public static Optional<Country> recognise(String text) {
    String stripped = text.strip();
    String upper = stripped.toUpperCase(Locale.ROOT);
    if (LETTERS.matcher(upper).matches() || DIGITS.matcher(upper).matches()) {
      Country country = BY_CODE.get(upper);
      if (country != null) {
        return Optional.of(country);
      }
    }
    if (stripped.length() > LONGEST_NAME) {
      return Optional.empty();
    }
    for (String form : forms(stripped)) {
      Optional<Country> named = BY_NAME.get(CountryName.normal(form));
      if (named != null) {
        return named;
      }
    }
    Optional<Country> state = BY_NAME.get(CountryName.withoutState(stripped));
    return state != null ? state : misspelt(stripped);
  }

  /** All of them, without the Channel Islands. */
  static Collection<Country> all() {
    Map<String, Country> countries = new TreeMap<>();
    BY_CODE.values().forEach(country -> countries.put(country.code(), country));
    return countries.values();
  }

  private static Optional<Country> misspelt(String name) {
    int letters = CountryName.tellingLetters(name);
    if (letters < SHORTEST_MISSPELT) {
      return Optional.empty();
    }
    String normal = CountryName.normal(name);
    int most = letters <= SHORT ? 1 : 2;
    int nearest = most + 1;
    Optional<Country> found = Optional.empty();
    boolean several = false;
    for (Map.Entry<String, Optional<Country>> each : BY_NAME.entrySet()) {
      if (each.getKey().length() < SHORTEST_MISSPELT) {
        continue;
      }
      int distance = Spelling.distance(normal, each.getKey(), most);
      if (distance < nearest) {
        nearest = distance;
        found = each.getValue();
        several = false;
      } else if (distance == nearest && distance <= most && !found.equals(each.getValue())) {
        several = true;
      }
    }
    return several ? Optional.empty() : found;
  }

  private static List<String> forms(String name) {
    Matcher comma = COMMA.matcher(name);
    return comma.matches() ? List.of(name, comma.group(2) + " " + comma.group(1)) : List.of(name);
  }

  private static Map<String, Country> byCode() {
    Map<String, Country> countries = new HashMap<>();
    for (String code : Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2)) {
      Region region = Region.getInstance(code);
      String subregion = Regions.region(code).orElse(null);
      if (subregion == null) {
        continue;
      }
      Country country = country(code, region, subregion);
      countries.put(code, country);
      countries.put(Regions.threeLetters(code), country);
      countries.put(String.format(Locale.ROOT, "%03d", region.getNumericCode()), country);
    }
    return Map.copyOf(countries);
  }

  private static Country country(String code, Region region, String subregion) {
    String macro = code.equals("AQ") ? "Antarctica" : macroRegion(region);
    String continent = macro;
    if (macro.equals("Americas")) {
      continent = subregion.equals("South America") ? "South America" : "North America";
    }
    return new Country(code, name(code, "en"), macro, subregion, continent, currency(code));
  }

  private static String macroRegion(Region region) {
    Region continent = region.getContainingRegion(Region.RegionType.CONTINENT);
    return Objects.requireNonNull(REGIONS.get(continent.getNumericCode()));
  }

  /** Its own where two are legal tender, as in Lesotho, where the rand is too. */
  @SuppressWarnings("JavaUtilDate") // ICU asks for one
  private static String currency(String code) {
    String newer = NEWER_CURRENCIES.get(code);
    if (newer != null) {
      return newer;
    }
    String @Nullable [] now = Currency.getAvailableCurrencyCodes(new ULocale("", code), new Date());
    if (now == null || now.length == 0) {
      return "";
    }
    return Arrays.stream(now).filter(each -> each.startsWith(code)).findFirst().orElse(now[0]);
  }

  private static String name(String code, String language) {
    return ULocale.getDisplayCountry("und_" + code, language);
  }

  /** Names in full come before those without their parenthesis, which are less sure. */
  private static Map<String, Optional<Country>> byName() {
    Map<String, Optional<Country>> names = new HashMap<>();
    names.put(CountryName.normal(CHANNEL_ISLANDS.name()), Optional.of(CHANNEL_ISLANDS));
    for (String name : List.of("Îles Anglo-Normandes", "جزر القنال", "جزر القناة")) {
      names.put(CountryName.normal(name), Optional.of(CHANNEL_ISLANDS));
    }
    for (Country country : all()) {
      for (String language : LANGUAGES) {
        add(names, name(country.code(), language), Optional.of(country));
      }
    }
    addListed(names);
    for (Country country : all()) {
      for (String language : LANGUAGES) {
        Matcher parts = PARENTHESIS.matcher(name(country.code(), language));
        if (parts.matches()) {
          names.putIfAbsent(
              CountryName.normal(parts.group(1) + " " + parts.group(2)), Optional.of(country));
        }
      }
    }
    return Map.copyOf(names);
  }

  private static void addListed(Map<String, Optional<Country>> names) {
    try (InputStream file = Objects.requireNonNull(Countries.class.getResourceAsStream(NAMES));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int colon = line.indexOf(':');
        if (!line.startsWith("#") && colon > 0) {
          String code = line.substring(0, colon);
          Optional<Country> country = Optional.ofNullable(BY_CODE.get(code));
          if (country.isEmpty() && !code.equals(NONE)) {
            throw new IllegalStateException(NAMES + ": " + code + " is no country's code");
          }
          for (String name : line.substring(colon + 1).split(";", -1)) {
            add(names, name, country);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(
      Map<String, Optional<Country>> names, String name, Optional<Country> country) {
    for (String form : forms(name.strip())) {
      if (CountryName.normal(form).isEmpty()) {
        throw new IllegalStateException("a name of " + country + " has no letters: " + name);
      }
      Optional<Country> other = names.putIfAbsent(CountryName.normal(form), country);
      if (other != null && !other.equals(country)) {
        throw new IllegalStateException(name + " is " + country + " and " + other);
      }
    }
  }
}
