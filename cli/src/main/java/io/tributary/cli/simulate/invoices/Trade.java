package io.tributary.cli.simulate.invoices;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.cli.simulate.Grammar;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.datafaker.Faker;

/** What is traded and by whom, in French, English and Arabic. */
final class Trade {
  private static final List<String> LANGUAGES = List.of("fr", "en", "ar");
  private static final int POOL = 300;
  private static final int COMPANIES = 40;

  private final Map<String, Grammar> things = new HashMap<>();
  private final Map<String, List<String>> names = new HashMap<>();

  /**
   * Reads what is traded, and makes names up.
   *
   * @param seed for the names
   */
  Trade(long seed) {
    for (String language : LANGUAGES) {
      Faker faker = new Faker(Locale.forLanguageTag(language), new Random(seed));
      things.put(
          language,
          new Grammar(
              Trade.class,
              language + ".txt",
              Map.of(
                  "city", pool(() -> faker.address().cityName()),
                  "brand", pool(() -> faker.name().lastName()))));
      names.put(language, pool(() -> name(language, faker)));
    }
  }

  /** Something with a price, in that language. */
  String thing(String language, SplittableRandom random) {
    StringBuilder thing = new StringBuilder();
    of(things, language).append(thing, "line", random);
    return thing.toString();
  }

  /** A company's or a person's name, in that language. */
  String name(String language, SplittableRandom random) {
    return any(of(names, language), random);
  }

  /** One of the companies that send invoices, in that language. */
  String company(String language, SplittableRandom random) {
    return of(names, language).get(random.nextInt(COMPANIES));
  }

  // Made once: the faker takes microseconds for each, which is most of an invoice's time.
  private static List<String> pool(Supplier<String> make) {
    return Stream.generate(make).limit(POOL).toList();
  }

  private static String name(String language, Faker faker) {
    String family = faker.name().lastName();
    return switch (language) {
      case "fr" -> family + oneOf(List.of(" SARL", " SAS", " & Fils", " et Cie"), faker);
      case "en" -> family + oneOf(List.of(" Ltd", " Inc.", " & Sons", " Trading"), faker);
      default -> oneOf(List.of("شركة ", "مؤسسة ", "مجموعة "), faker) + family;
    };
  }

  private static String oneOf(List<String> choices, Faker faker) {
    return choices.get(faker.random().nextInt(choices.size()));
  }

  private static <T> T of(Map<String, T> byLanguage, String language) {
    T found = byLanguage.get(language);
    if (found == null) {
      throw new IllegalStateException("nobody trades in " + language);
    }
    return found;
  }
}
