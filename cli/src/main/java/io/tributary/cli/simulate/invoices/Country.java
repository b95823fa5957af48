package io.tributary.cli.simulate.invoices;

import io.tributary.cli.simulate.Choice;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Where customers live. The names stand here, and not in the JDK, whose differ with its version.
 *
 * @param alpha2 ISO 3166 alpha-2
 * @param language in which its companies write: {@code fr}, {@code en} or {@code ar}
 * @param misspelt a name with a slip in it that still can mean nothing else
 * @param currency ISO 4217
 * @param rate about how much of the currency is a euro
 * @param weight how many customers it has, relative to the others
 */
record Country(
    String alpha2,
    String language,
    String french,
    String english,
    String arabic,
    String misspelt,
    String currency,
    double rate,
    int weight) {
  static final List<Country> ALL =
      List.of(
          new Country("FR", "fr", "France", "France", "فرنسا", "Frannce", "EUR", 1, 90),
          new Country("DE", "en", "Allemagne", "Germany", "ألمانيا", "Germny", "EUR", 1, 30),
          new Country("BE", "fr", "Belgique", "Belgium", "بلجيكا", "Belgque", "EUR", 1, 20),
          new Country(
              "CH", "fr", "Suisse", "Switzerland", "سويسرا", "Switzerlnad", "CHF", 0.94, 15),
          new Country(
              "LU", "fr", "Luxembourg", "Luxembourg", "لوكسمبورغ", "Luxenbourg", "EUR", 1, 5),
          new Country("ES", "en", "Espagne", "Spain", "إسبانيا", "Espange", "EUR", 1, 20),
          new Country("IT", "en", "Italie", "Italy", "إيطاليا", "Itallie", "EUR", 1, 20),
          new Country("PT", "en", "Portugal", "Portugal", "البرتغال", "Portugl", "EUR", 1, 8),
          new Country("NL", "en", "Pays-Bas", "Netherlands", "هولندا", "Neterlands", "EUR", 1, 12),
          new Country("IE", "en", "Irlande", "Ireland", "أيرلندا", "Irelandd", "EUR", 1, 6),
          new Country(
              "GB",
              "en",
              "Royaume-Uni",
              "United Kingdom",
              "المملكة المتحدة",
              "Untied Kingdom",
              "GBP",
              0.86,
              40),
          new Country(
              "US",
              "en",
              "États-Unis",
              "United States",
              "الولايات المتحدة",
              "Untied States",
              "USD",
              1.08,
              40),
          new Country("CA", "en", "Canada", "Canada", "كندا", "Cannada", "CAD", 1.5, 12),
          new Country("MA", "fr", "Maroc", "Morocco", "المغرب", "Morrocco", "MAD", 10.8, 25),
          new Country("DZ", "fr", "Algérie", "Algeria", "الجزائر", "Algerria", "DZD", 146, 15),
          new Country("TN", "fr", "Tunisie", "Tunisia", "تونس", "Tunissie", "TND", 3.4, 12),
          new Country("EG", "ar", "Égypte", "Egypt", "مصر", "Egyppt", "EGP", 52, 20),
          new Country(
              "SA",
              "ar",
              "Arabie saoudite",
              "Saudi Arabia",
              "السعودية",
              "Saudi Arabai",
              "SAR",
              4.1,
              15),
          new Country(
              "AE",
              "ar",
              "Émirats arabes unis",
              "United Arab Emirates",
              "الإمارات العربية المتحدة",
              "United Arab Emirtes",
              "AED",
              4,
              15),
          new Country("JO", "ar", "Jordanie", "Jordan", "الأردن", "Jordannie", "JOD", 0.77, 6),
          new Country("KW", "ar", "Koweït", "Kuwait", "الكويت", "Kuwwait", "KWD", 0.33, 6),
          new Country("SN", "fr", "Sénégal", "Senegal", "السنغال", "Senegall", "XOF", 656, 8),
          new Country(
              "CI",
              "fr",
              "Côte d’Ivoire",
              "Ivory Coast",
              "ساحل العاج",
              "Cote d'Ivoir",
              "XOF",
              656,
              8),
          new Country("IN", "en", "Inde", "India", "الهند", "Indiia", "INR", 92, 12),
          new Country("JP", "en", "Japon", "Japan", "اليابان", "Jappan", "JPY", 163, 8));

  /** What is written where nobody knows better; no country is found for it. */
  static final List<String> UNKNOWN = List.of("Unspecified", "Atlantis", "n/a", "?", "ZZ");

  private static final int TOTAL = ALL.stream().mapToInt(Country::weight).sum();

  /** ISO 3166 alpha-3. */
  String alpha3() {
    return new Locale.Builder().setRegion(alpha2).build().getISO3Country();
  }

  /** How many digits of its amounts stand behind the point. */
  int decimals() {
    return Currency.getInstance(currency).getDefaultFractionDigits();
  }

  /** Its name in French or in English. */
  String name(String inLanguage) {
    return inLanguage.equals("fr") ? french : english;
  }

  /** Its code or a name, as it might stand on an invoice. */
  String written(SplittableRandom random) {
    return switch (random.nextInt(20)) {
      case 0, 1 -> alpha3();
      case 2, 3, 4 -> english;
      case 5, 6, 7, 8 -> french;
      case 9, 10 -> arabic;
      case 11 ->
          Choice.any(
              List.of(alpha2.toLowerCase(Locale.ROOT), french.toUpperCase(Locale.ROOT)), random);
      default -> alpha2;
    };
  }

  static Country any(SplittableRandom random) {
    int left = random.nextInt(TOTAL);
    for (Country country : ALL) {
      left -= country.weight;
      if (left < 0) {
        return country;
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }
}
