package io.tributary.cli.simulate.texts;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.cli.simulate.Grammar;
import io.tributary.text.Language;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.datafaker.Faker;

/** What people write about in one language: the grammar of {@code LANGUAGE.txt}. */
final class Prose {
  /** The grammar's words for what the classifier tells apart. */
  static final List<String> TOPICS =
      List.of("sports", "politics", "health", "travel", "science", "geography", "entertainment");

  private static final int POOL = 400;
  private static final int BEGINNING = 10;

  /** In front of a vowel French loses one, which no template can know: {@code de Alger}. */
  private static final Pattern ELIDED =
      Pattern.compile("\\b([Dd]|[Qq]u)e (?=[AEIOUÂÉÈÊÎÔÛaeiouâéèêîôûŒœ])");

  private final Language language;
  private final Map<String, List<String>> pools;
  private final Grammar grammar;

  /**
   * Reads the file.
   *
   * @param seed for the names, places and things
   */
  Prose(Language language, long seed) {
    this.language = language;
    pools = pools(language, seed);
    grammar = new Grammar(Prose.class, language.code() + ".txt", pools);
  }

  /** The sentences of a post, a headline, a comment, or of an article, long or short. */
  List<String> sentences(String topic, SplittableRandom random) {
    List<String> sentences = new ArrayList<>();
    int form = random.nextInt(10);
    if (form < 2) {
      sentences.add(phrase(topic + "-post", random));
    } else if (form < 3) {
      String lead = phrase(topic, random);
      sentences.add(lead.substring(0, lead.length() - 1));
    } else if (form < 4) {
      sentences.add(phrase("comment", random));
      sentences.add(phrase(topic + "-post", random));
    } else {
      int parts = form < 8 ? 1 : 2 + random.nextInt(3);
      for (int part = 0; part < parts; part++) {
        add(phrase(topic, random), sentences);
        add(phrase(topic + "-more", random), sentences);
        if (random.nextInt(3) == 0) {
          add(phrase("said", random), sentences);
        }
      }
    }
    return sentences;
  }

  /** Nobody says the same twice in a text, not even with other numbers. */
  private static void add(String sentence, List<String> sentences) {
    String beginning = sentence.substring(0, Math.min(BEGINNING, sentence.length()));
    if (sentences.stream().noneMatch(each -> each.startsWith(beginning))) {
      sentences.add(sentence);
    }
  }

  String author(SplittableRandom random) {
    return pooled("name", random);
  }

  String url(SplittableRandom random) {
    return pooled("url", random);
  }

  String tag(SplittableRandom random) {
    return phrase("tag", random);
  }

  /** Another phrase that any text may have, such as its source. */
  String phrase(String word, SplittableRandom random) {
    StringBuilder phrase = new StringBuilder(120);
    grammar.append(phrase, word, random);
    String written = phrase.toString();
    if (language == Language.FR) {
      written = ELIDED.matcher(written).replaceAll("$1’");
    }
    return Character.isLowerCase(written.charAt(0)) && !word.equals("tag")
        ? written.substring(0, 1).toUpperCase(Locale.ROOT) + written.substring(1)
        : written;
  }

  private String pooled(String pool, SplittableRandom random) {
    return any(pools.getOrDefault(pool, List.of()), random);
  }

  // Made once: the faker takes microseconds for each, which is most of a text's time.
  private static Map<String, List<String>> pools(Language language, long seed) {
    Random random = new Random(seed);
    Faker local = new Faker(Locale.forLanguageTag(language.code()), random);
    // Arabic domains would be unreadable punycode, which hardly anybody uses either.
    Faker web = language == Language.AR ? new Faker(Locale.ENGLISH, random) : local;
    Map<String, List<String>> pools = new HashMap<>();
    pools.put("name", pool(() -> local.name().firstName() + " " + local.name().lastName()));
    pools.put("town", pool(() -> local.address().cityName()));
    pools.put("company", pool(() -> local.company().name()));
    pools.put("book", pool(() -> local.book().title()));
    pools.put("mail", pool(() -> web.internet().emailAddress()));
    pools.put("url", pool(() -> url(web, random)));
    pools.put("n", pool(() -> Integer.toString(11 + random.nextInt(89))));
    pools.put("big", pool(() -> big(language, random)));
    pools.put("high", pool(() -> Integer.toString(100 * (3 + random.nextInt(84)))));
    pools.put("percent", pool(() -> percent(language, random)));
    pools.put("year", pool(() -> Integer.toString(1_900 + random.nextInt(125))));
    pools.put("score", pool(() -> random.nextInt(5) + "-" + random.nextInt(4)));
    return pools;
  }

  private static List<String> pool(Supplier<String> make) {
    return Stream.generate(make).limit(POOL).toList();
  }

  private static String url(Faker web, Random random) {
    String domain = web.internet().domainName();
    return switch (random.nextInt(3)) {
      case 0 -> "www." + domain + "/" + random.nextInt(10_000);
      case 1 -> "http://" + domain + "/news?id=" + random.nextInt(1_000_000) + "&lang=fr#top";
      default -> "https://www." + domain + "/" + random.nextInt(10_000) + "/index.html";
    };
  }

  /** Hundreds and thousands, as the language groups them. */
  private static String big(Language language, Random random) {
    int hundreds = 1 + random.nextInt(random.nextBoolean() ? 99 : 9_999);
    if (hundreds < 10 || language == Language.AR) {
      return hundreds + "00";
    }
    char group = language == Language.FR ? '\u202F' : ',';
    return "" + hundreds / 10 + group + hundreds % 10 + "00";
  }

  private static String percent(Language language, Random random) {
    char point = language == Language.FR ? ',' : '.';
    return "" + (1 + random.nextInt(98)) + point + (1 + random.nextInt(9));
  }
}
