package io.tributary.cli.simulate.tickets;

import io.tributary.cli.simulate.Grammar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.datafaker.Faker;

/** What people write to a support desk in one language: the grammar of {@code LANGUAGE.txt}. */
final class Wording {
  private static final int POOL = 400;
  private static final String[] CURRENCIES = {"€", "€", "€", "$", "£", "MAD", "CHF"};

  private final Grammar grammar;

  /**
   * Reads the file.
   *
   * @param language of which there is a file
   * @param seed for the names, places and things
   */
  Wording(String language, long seed) {
    grammar =
        new Grammar(Wording.class, language + ".txt", pools(Locale.forLanguageTag(language), seed));
  }

  /** A request of that type, at most some 300 characters. */
  String request(String requestType, SplittableRandom random) {
    StringBuilder request = new StringBuilder(160);
    int form = random.nextInt(10);
    if (form < 4) {
      grammar.append(request, "opening", random);
      request.append(' ');
    }
    grammar.append(request, requestType, random);
    if (form % 3 == 0) {
      request.append(' ');
      grammar.append(request, "closing", random);
    }
    return request.toString();
  }

  // Made once: the faker takes microseconds for each, which is most of a ticket's time.
  private static Map<String, List<String>> pools(Locale locale, long seed) {
    Random random = new Random(seed);
    Faker faker = new Faker(locale, random);
    return Map.of(
        "name", pool(() -> faker.name().firstName() + " " + faker.name().lastName()),
        "city", pool(() -> faker.address().cityName()),
        "product", pool(() -> faker.commerce().productName()),
        "order", pool(() -> Integer.toString(100_000 + random.nextInt(900_000))),
        "amount", pool(() -> amount(random)));
  }

  private static List<String> pool(Supplier<String> make) {
    return Stream.generate(make).limit(POOL).toList();
  }

  private static String amount(Random random) {
    int cents = 199 + random.nextInt(49_800);
    return String.format(
        Locale.ROOT,
        "%d.%02d %s",
        cents / 100,
        cents % 100,
        CURRENCIES[random.nextInt(CURRENCIES.length)]);
  }
}
