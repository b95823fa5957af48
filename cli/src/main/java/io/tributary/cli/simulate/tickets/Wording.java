package io.tributary.cli.simulate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.datafaker.Faker;

/**
 * What people write in one language: sentences from {@code tickets-LANGUAGE.txt}, a line each,
 * whose {@code {slots}} are filled with names, places and things made beforehand.
 */
final class Wording {
  private static final int POOL = 400;
  private static final Pattern SLOT = Pattern.compile("\\{([a-z]+)}");
  private static final String[] CURRENCIES = {"€", "€", "€", "$", "£", "MAD", "CHF"};

  /** A sentence: texts and, between each two of them, a pool. */
  private record Sentence(List<String> texts, List<List<String>> pools) {
    void append(StringBuilder to, SplittableRandom random) {
      to.append(texts.get(0));
      for (int i = 0; i < pools.size(); i++) {
        to.append(any(pools.get(i), random)).append(texts.get(i + 1));
      }
    }
  }

  private final Map<String, List<Sentence>> sentences = new HashMap<>();
  private final List<Sentence> openings;
  private final List<Sentence> closings;

  /**
   * @param language of which there is a file
   * @param seed for the names, places and things
   */
  Wording(String language, long seed) {
    Map<String, List<String>> pools = pools(Locale.forLanguageTag(language), seed);
    String file = "tickets-" + language + ".txt";
    try (InputStream in = Wording.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException(file + " is not on the class path");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      lines
          .lines()
          .forEach(
              line -> {
                int colon = line.indexOf(": ");
                sentences
                    .computeIfAbsent(line.substring(0, colon), word -> new ArrayList<>())
                    .add(sentence(line.substring(colon + 2), pools));
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    openings = of("opening");
    closings = of("closing");
  }

  /** A request of that type, at most some 300 characters. */
  String request(String requestType, SplittableRandom random) {
    StringBuilder request = new StringBuilder(160);
    int form = random.nextInt(10);
    if (form < 4) {
      any(openings, random).append(request, random);
      request.append(' ');
    }
    any(of(requestType), random).append(request, random);
    if (form % 3 == 0) {
      request.append(' ');
      any(closings, random).append(request, random);
    }
    return request.toString();
  }

  private List<Sentence> of(String word) {
    List<Sentence> found = sentences.get(word);
    if (found == null) {
      throw new IllegalStateException("no line begins with '" + word + ":'");
    }
    return found;
  }

  private static Sentence sentence(String line, Map<String, List<String>> pools) {
    List<String> texts = new ArrayList<>();
    List<List<String>> slots = new ArrayList<>();
    Matcher slot = SLOT.matcher(line);
    int from = 0;
    while (slot.find()) {
      List<String> pool = pools.get(slot.group(1));
      if (pool == null) {
        throw new IllegalStateException(slot.group() + " is no slot: " + pools.keySet());
      }
      texts.add(line.substring(from, slot.start()));
      slots.add(pool);
      from = slot.end();
    }
    texts.add(line.substring(from));
    return new Sentence(texts, slots);
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

  private static <T> T any(List<T> choices, SplittableRandom random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
