package io.tributary.cli.simulate.tickets;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Where clients live.
 *
 * @param alpha2 ISO 3166 alpha-2
 * @param language in which its people write
 * @param weight how many clients it has, relative to the others
 */
record Country(String alpha2, String language, int weight) {
  /** At least one of nearly every subregion of the UN's M49, with an emphasis on our languages. */
  static final List<Country> ALL =
      List.of(
          new Country("FR", "fr", 90),
          new Country("DE", "de", 60),
          new Country("US", "en", 60),
          new Country("ES", "es", 40),
          new Country("GB", "en", 40),
          new Country("EG", "ar", 25),
          new Country("MA", "ar", 25),
          new Country("DZ", "ar", 15),
          new Country("TN", "ar", 10),
          new Country("SA", "ar", 15),
          new Country("AE", "ar", 10),
          new Country("JO", "ar", 5),
          new Country("LB", "ar", 5),
          new Country("BE", "fr", 15),
          new Country("CH", "de", 12),
          new Country("AT", "de", 12),
          new Country("LU", "fr", 4),
          new Country("NL", "en", 10),
          new Country("IE", "en", 6),
          new Country("SE", "en", 6),
          new Country("NO", "en", 4),
          new Country("IT", "en", 12),
          new Country("PT", "en", 6),
          new Country("GR", "en", 4),
          new Country("PL", "en", 8),
          new Country("RO", "en", 5),
          new Country("UA", "en", 5),
          new Country("TR", "en", 8),
          new Country("CA", "en", 12),
          new Country("MX", "es", 15),
          new Country("GT", "es", 3),
          new Country("CU", "es", 2),
          new Country("JM", "en", 2),
          new Country("AR", "es", 10),
          new Country("CO", "es", 8),
          new Country("CL", "es", 6),
          new Country("PE", "es", 5),
          new Country("BR", "en", 10),
          new Country("SN", "fr", 6),
          new Country("CI", "fr", 6),
          new Country("NG", "en", 8),
          new Country("GH", "en", 4),
          new Country("CM", "fr", 4),
          new Country("CD", "fr", 4),
          new Country("KE", "en", 5),
          new Country("ET", "en", 3),
          new Country("MG", "fr", 2),
          new Country("ZA", "en", 6),
          new Country("KZ", "en", 3),
          new Country("IN", "en", 20),
          new Country("PK", "en", 6),
          new Country("BD", "en", 4),
          new Country("CN", "en", 8),
          new Country("JP", "en", 8),
          new Country("KR", "en", 5),
          new Country("VN", "en", 4),
          new Country("ID", "en", 5),
          new Country("PH", "en", 5),
          new Country("AU", "en", 8),
          new Country("NZ", "en", 3),
          new Country("NC", "fr", 1),
          new Country("FJ", "en", 1),
          new Country("PF", "fr", 1));

  private static final int TOTAL = ALL.stream().mapToInt(Country::weight).sum();

  /** ISO 3166 alpha-3. */
  String alpha3() {
    return new Locale.Builder().setRegion(alpha2).build().getISO3Country();
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
