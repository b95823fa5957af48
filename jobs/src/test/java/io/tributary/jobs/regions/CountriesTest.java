package io.tributary.jobs.regions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.ibm.icu.util.ULocale;
import io.tributary.jobs.InLocale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountriesTest {
  private static final List<String> LANGUAGES = List.of("en", "fr", "ar");

  private static final String LATIN = "abcdefghijklmnopqrstuvwxyz";
  private static final String ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي";

  private static Optional<String> code(String text) {
    return Countries.recognise(text).map(Country::code);
  }

  @Test
  void knowsEachOfThe249CountriesByItsCodesAndNames() {
    assertThat(Countries.all()).hasSize(249);
    List<String> wrong = new ArrayList<>();
    for (String code : Locale.getISOCountries()) {
      Locale locale = new Locale.Builder().setRegion(code).build();
      List<String> forms = new ArrayList<>(List.of(code, locale.getISO3Country()));
      for (String language : LANGUAGES) {
        String name = ULocale.getDisplayCountry("und_" + code, language);
        forms.add(name);
        forms.add(" " + name.toUpperCase(Locale.ROOT) + ".");
        forms.add(name.replace(' ', '-').replace('’', '\''));
        // A second source: the JDK's own, of another year.
        forms.add(locale.getDisplayCountry(Locale.forLanguageTag(language)));
      }
      forms.stream()
          .flatMap(form -> Stream.of(form, form.toLowerCase(Locale.ROOT)))
          .filter(form -> !code(form).equals(Optional.of(code)))
          .forEach(form -> wrong.add(code + " " + form + " " + code(form)));
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void saysOfEachCountryWhereItIsAndWhatItPaysWith() {
    for (Country country : Countries.all()) {
      assertThat(country.region())
          .isIn("Africa", "Americas", "Asia", "Europe", "Oceania", "Antarctica");
      assertThat(country.subregion()).isEqualTo(Regions.region(country.code()).orElseThrow());
      assertThat(country.continent())
          .isIn(
              "Africa",
              "Asia",
              "Europe",
              "North America",
              "South America",
              "Oceania",
              "Antarctica");
      assertThat(country.currency().matches("[A-Z]{3}") || country.code().equals("AQ"))
          .as(country.toString())
          .isTrue();
    }
    assertThat(Countries.recognise("fr"))
        .contains(new Country("FR", "France", "Europe", "Western Europe", "Europe", "EUR"));
    assertThat(Countries.recognise("Brésil"))
        .contains(new Country("BR", "Brazil", "Americas", "South America", "South America", "BRL"));
    assertThat(Countries.recognise("JAM"))
        .contains(new Country("JM", "Jamaica", "Americas", "Caribbean", "North America", "JMD"));
    assertThat(Countries.recognise("Antarctica").orElseThrow().currency()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "HR, EUR", "BG, EUR", "LS, LSL", "PA, PAB", "VE, VES", "SL, SLE", "CW, XCG", "GG, GBP",
    "ZW, ZWG"
  })
  void knowsTheCurrencyInUseNow(String code, String currency) {
    assertThat(Countries.recognise(code).orElseThrow().currency()).isEqualTo(currency);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "USA; US",
        "U.S.A.; US",
        "u.s.; US",
        "Etats-Unis d'Amérique; US",
        "UK; GB",
        "U.K.; GB",
        "Royaume Uni; GB",
        "ROYAUME-UNI; GB",
        "Grande Bretagne; GB",
        "Scotland; GB",
        "EIRE; IE",
        "RSA; ZA",
        "Côte d'Ivoire; CI",
        "COTE D IVOIRE; CI",
        "Ivory Coast; CI",
        "Holland; NL",
        "the Netherlands; NL",
        "Pays bas; NL",
        "Corée du Sud; KR",
        "Korea, Republic of; KR",
        "Republic of Korea; KR",
        "Tchéquie; CZ",
        "République Tchèque; CZ",
        "250; FR",
        "004; AF",
        "Viet Nam; VN",
        "Vietnam; VN",
        "Iran, Islamic Republic of; IR",
        "Russian Federation; RU",
        "Bosnia and Herzegovina; BA",
        "Bosnie et Herzégovine; BA",
        "St Lucia; LC",
        "Saint Kitts and Nevis; KN",
        "Turkey; TR",
        "Türkiye; TR",
        "Burma; MM",
        "Swaziland; SZ",
        "Macau; MO",
        "Hong Kong; HK",
        "Republic of the Congo; CG",
        "Congo; CG",
        "RDC; CD",
        "Gambia, The; GM",
        "Bahamas; BS",
        "Palestine; PS",
        "Vatican; VA",
        "Taïwan; TW",
        "السعودية; SA",
        "المملكة العربية السعوديّة; SA",
        "فَرَنْسَا; FR",
        "فرنـــسا; FR",
        "الإمارات العربية المتحدة; AE",
        "امارات; AE",
        "بريطانيا; GB",
        "البوسنة و الهرسك; BA",
        "سورية; SY",
        "مصر; EG",
        "المانيا; DE"
      })
  void knowsWhatElseCountriesAreCalled(String name, String code) {
    assertThat(code(name)).contains(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Frnace; FR", "Germny; DE", "Allemange; DE", "Switzerlnad; CH", "Untied Kingdom; GB",
        "Unitd Kingdm; GB", "Phillipines; PH", "Belguim; BE", "Portugual; PT", "Autstria; AT",
        "Royaumme-Unis; GB"
      })
  void forgivesAMisspelling(String name, String code) {
    assertThat(code(name)).contains(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        ".",
        "N/A",
        "?",
        "XX",
        "ZZ",
        "QQQ",
        "999",
        "4",
        "0",
        "1234",
        "FRX",
        "Unspecified",
        "unknown",
        "inconnu",
        "European Community",
        "Union européenne",
        "Europe",
        "Asia",
        "World",
        "Other",
        "Paris",
        "London",
        "Berlin",
        "Dubai",
        "Atlantis",
        "Korea",
        "Virgin Islands",
        "Nigera",
        "Austrlia",
        "Irak/Iran",
        "Bali",
        "Nice",
        "Siberia",
        "Omar",
        "Kosovo",
        "FR, DE",
        "the",
        "ال",
        "\u0000",
        "🇫🇷",
        "Franc fort",
        "Frrnnce"
      })
  void recognisesNothingElse(String text) {
    assertThat(code(text)).isEmpty();
  }

  @Test
  void takesNoLongTextForAName() {
    assertThat(code("France".repeat(100_000))).isEmpty();
  }

  @Test
  void takesTheChannelIslandsForOneThoughTheyHaveNoCode() {
    assertThat(Countries.recognise("Channel Islands"))
        .contains(
            new Country("830", "Channel Islands", "Europe", "Northern Europe", "Europe", "GBP"));
    assertThat(code("Îles anglo-normandes")).contains("830");
    assertThat(code("Jersey")).contains("JE");
  }

  @Test
  void readsNamesAlikeWhereverItRuns() throws Exception {
    for (String name : List.of("ITALIE", "it", "İtalie")) {
      assertThat(InLocale.of("tr-TR", () -> code(name))).as(name).contains("IT");
    }
  }

  /** Figures for docs/invoices-sources.md. */
  @Test
  void isRarelyWrongAboutOneWrongLetter() {
    Random random = new Random(20260121);
    List<Country> all = List.copyOf(Countries.all());
    int right = 0;
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Country country = all.get(random.nextInt(all.size()));
      String language = LANGUAGES.get(random.nextInt(LANGUAGES.size()));
      String name = ULocale.getDisplayCountry("und_" + country.code(), language);
      String misspelt = misspelt(name, language.equals("ar") ? ARABIC : LATIN, random);
      Optional<String> found = code(misspelt);
      if (found.isPresent() && found.get().equals(country.code())) {
        right++;
      } else if (found.isPresent()) {
        wrong.add(misspelt + " " + found.get());
      }
    }
    assertThat(right).isGreaterThan(940);
    assertThat(wrong).hasSizeLessThan(5);
  }

  private static String misspelt(String name, String letters, Random random) {
    int at = random.nextInt(name.length() - 1);
    char letter = letters.charAt(random.nextInt(letters.length()));
    return switch (random.nextInt(4)) {
      case 0 -> name.substring(0, at) + letter + name.substring(at);
      case 1 -> name.substring(0, at) + name.substring(at + 1);
      case 2 -> name.substring(0, at) + letter + name.substring(at + 1);
      default ->
          name.substring(0, at) + name.charAt(at + 1) + name.charAt(at) + name.substring(at + 2);
    };
  }

  @Test
  @EnabledIfSystemProperty(named = "tributary.samples", matches = ".+")
  void knowsTheCountriesOfRealInvoices() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> days =
        Files.list(Path.of(System.getProperty("tributary.samples"), "online-retail", "by-day"))) {
      for (Path day : days.toList()) {
        Files.readAllLines(day).stream()
            .skip(1)
            .forEach(line -> names.add(line.substring(line.lastIndexOf(',') + 1)));
      }
    }
    assertThat(names).hasSizeGreaterThan(15).contains("EIRE", "Channel Islands", "Hong Kong");
    Map<String, String> codes =
        names.stream()
            .collect(
                Collectors.toMap(
                    name -> name, name -> code(name).orElse(""), (a, b) -> a, TreeMap::new));
    assertThat(codes).doesNotContainValue("");
    assertThat(codes).containsEntry("EIRE", "IE").containsEntry("Channel Islands", "830");
  }

  @Test
  @EnabledIfSystemProperty(named = "tributary.samples", matches = ".+")
  void knowsNearlyAllNamesThatRestCountriesHas() throws IOException {
    JsonNode countries =
        new ObjectMapper()
            .readTree(
                Path.of(
                        System.getProperty("tributary.samples"),
                        "restcountries",
                        "countriesV3.1.json")
                    .toFile());
    int asked = 0;
    int right = 0;
    List<String> wrong = new ArrayList<>();
    for (JsonNode country : countries) {
      String code = country.path("cca2").asText();
      if (code.equals("XK")) {
        continue;
      }
      for (String name :
          List.of(
              country.at("/name/common").asText(),
              country.at("/name/official").asText(),
              country.at("/translations/fra/common").asText(),
              country.at("/translations/fra/official").asText(),
              country.at("/translations/ara/common").asText(),
              country.at("/translations/ara/official").asText())) {
        asked++;
        Optional<String> found = code(name);
        if (found.equals(Optional.of(code))) {
          right++;
        } else if (found.isPresent()) {
          wrong.add(code + " " + name + " " + found.get());
        }
      }
    }
    assertThat((double) right / asked).isGreaterThan(0.87);
    // Two countries are called so, and ISO or ICU gives the name to the other one.
    assertThat(wrong).containsOnly("CD الكونغو CG", "MF سانت مارتن SX", "SX Saint-Martin MF");
  }
}
