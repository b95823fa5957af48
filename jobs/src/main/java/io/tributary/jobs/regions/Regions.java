package io.tributary.jobs.regions;

import com.ibm.icu.util.Region;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.Set;

/**
 * The region of the world that a country lies in, by the United Nations' standard M49: the
 * intermediate region where there is one ({@code Eastern Africa}, {@code Caribbean}), else the
 * subregion ({@code Western Europe}).
 *
 * <p>Which country belongs where comes from ICU, which follows M49; the names are those that the UN
 * uses in English, since ICU's differ ({@code Southeast Asia}, {@code Australasia}). Two of the 249
 * countries are not in M49's regions: M49 counts Antarctica to the world alone, so that it is a
 * region of its own here; and it doesn't list Taiwan, which ICU counts to Eastern Asia. Guernsey
 * and Jersey are in Northern Europe: the UN has given up the intermediate region Channel Islands.
 *
 * @see <a href="https://unstats.un.org/unsd/methodology/m49/">M49, overview</a>
 */
public final class Regions {

  /** M49's codes, subregions and intermediate regions, with their English names. */
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(5, "South America"),
          Map.entry(11, "Western Africa"),
          Map.entry(13, "Central America"),
          Map.entry(14, "Eastern Africa"),
          Map.entry(15, "Northern Africa"),
          Map.entry(17, "Middle Africa"),
          Map.entry(18, "Southern Africa"),
          Map.entry(21, "Northern America"),
          Map.entry(29, "Caribbean"),
          Map.entry(30, "Eastern Asia"),
          Map.entry(34, "Southern Asia"),
          Map.entry(35, "South-eastern Asia"),
          Map.entry(39, "Southern Europe"),
          Map.entry(53, "Australia and New Zealand"),
          Map.entry(54, "Melanesia"),
          Map.entry(57, "Micronesia"),
          Map.entry(61, "Polynesia"),
          Map.entry(143, "Central Asia"),
          Map.entry(145, "Western Asia"),
          Map.entry(151, "Eastern Europe"),
          Map.entry(154, "Northern Europe"),
          Map.entry(155, "Western Europe"));

  private static final Map<String, String> BY_CODE = byCode();

  private Regions() {}

  /**
   * The region of a country, by its ISO 3166 code of two or three letters in any case; empty when
   * that is the code of no country.
   */
  public static Optional<String> region(String code) {
    String region = BY_CODE.get(code);
    return Optional.ofNullable(
        region == null ? BY_CODE.get(code.toUpperCase(Locale.ROOT)) : region);
  }

  /** Every code that has a region, of two and of three letters, in upper case. */
  public static Set<String> codes() {
    return BY_CODE.keySet();
  }

  private static Map<String, String> byCode() {
    Map<String, String> regions = new HashMap<>();
    for (String code : Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2)) {
      nameOf(code)
          .ifPresent(
              name -> {
                regions.put(code, name);
                regions.put(threeLetters(code), name);
              });
    }
    return Map.copyOf(regions);
  }

  private static Optional<String> nameOf(String code) {
    if (code.equals("AQ")) {
      return Optional.of("Antarctica");
    }
    Region region = Region.getInstance(code).getContainingRegion(Region.RegionType.SUBCONTINENT);
    return Optional.ofNullable(region).map(one -> NAMES.get(one.getNumericCode()));
  }

  static String threeLetters(String code) {
    try {
      return new Locale.Builder().setRegion(code).build().getISO3Country();
    } catch (MissingResourceException e) {
      throw new IllegalStateException("The JDK knows no code of three letters for " + code, e);
    }
  }
}
