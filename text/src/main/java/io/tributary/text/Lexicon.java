package io.tributary.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.ar.ArabicStemmer;
import org.apache.lucene.analysis.fr.FrenchLightStemmer;
import org.jspecify.annotations.Nullable;

/**
 * What words and faces of a language say of feelings: a valence, below 0 for bad ones and above for
 * good ones, up to 5 either way.
 *
 * <p>It is read from lists among the resources. A line {@code [2.5]} is followed by words and
 * phrases of that valence, between commas; {@code [before]} and {@code [after]} by those that turn
 * a valence that comes after, or before, into its opposite; {@code [boosters]} and {@code
 * [dampers]} by those that make the next valence more or less. A later list overrules an earlier
 * one.
 */
final class Lexicon {
  private static final Map<Language, List<String>> LISTS =
      Map.of(
          Language.FR, List.of("fr-afinn", "fr-pattern", "fr"),
          Language.EN, List.of("en-vader", "en-afinn", "en"),
          Language.AR, List.of("ar-afinn", "ar"));

  private static final int SHORTEST_STEM = 3;

  /** What is longer is no word, and stemmers take their time with it. */
  private static final int LONGEST_WORD = 40;

  private static final int SHORTEST_WITHOUT_ACCENTS = 5;

  private final Language language;

  /** In the order of the lists, which decides where two words have one stem. */
  private final Map<String, Float> valences = new LinkedHashMap<>();

  private final Map<String, Float> faces = new HashMap<>();
  private final Map<String, Float> stems = new HashMap<>();

  /** Of each phrase of two words or more, and of the beginnings of such. */
  private final Set<String> beginnings = new HashSet<>();

  private final Set<String> before = new HashSet<>();
  private final Set<String> after = new HashSet<>();
  private final Set<String> boosters = new HashSet<>();
  private final Set<String> dampers = new HashSet<>();

  private final ArabicStemmer arabic = new ArabicStemmer();
  private final FrenchLightStemmer french = new FrenchLightStemmer();

  /** Reads the lists of a language. */
  Lexicon(Language language) {
    this.language = language;
    read("emoji");
    for (String list : LISTS.get(language)) {
      read(list);
    }
    Map<String, List<Float>> found = new LinkedHashMap<>();
    Map<String, Float> unaccented = new HashMap<>();
    valences.forEach(
        (word, valence) -> {
          if (word.indexOf(' ') < 0) {
            found.computeIfAbsent(stem(word), s -> new ArrayList<>()).add(valence);
            if (word.length() >= SHORTEST_WITHOUT_ACCENTS) {
              unaccented.put(withoutAccents(word), valence);
            }
          }
        });
    found.forEach(
        (stem, all) -> {
          float sum = 0;
          for (float each : all) {
            sum += each;
          }
          if (stem.length() >= SHORTEST_STEM) {
            stems.put(stem, sum / all.size());
          }
        });
    unaccented.forEach(valences::putIfAbsent);
  }

  private void read(String list) {
    String section = "";
    String file = "feelings/" + list + ".txt";
    try (InputStream in = Lexicon.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not among the resources");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          section = line.substring(1, line.indexOf(']'));
        } else if (!line.startsWith("#") && list.equals("emoji")) {
          for (String face : line.split(" ")) {
            faces.put(face.replace("\u200d", "").replace("\ufe0f", ""), Float.valueOf(section));
          }
        } else if (!line.startsWith("#")) {
          for (String words : line.split(",")) {
            add(section, words.strip());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String section, String words) {
    StringBuilder phrase = new StringBuilder();
    List<TweetTokens.Token> tokens = TweetTokens.of(words, language, this);
    for (TweetTokens.Token token : tokens) {
      if (token.kind() == TweetTokens.Kind.WORD) {
        if (!phrase.isEmpty()) {
          beginnings.add(phrase.toString());
          phrase.append(' ');
        }
        phrase.append(token.text());
      }
    }
    if (phrase.isEmpty()) {
      return;
    }
    String key = phrase.toString();
    switch (section) {
      case "before" -> before.add(key);
      case "after" -> after.add(key);
      case "boosters" -> boosters.add(key);
      case "dampers" -> dampers.add(key);
      default -> valences.put(key, Float.valueOf(section));
    }
  }

  boolean isBeginning(String words) {
    return beginnings.contains(words);
  }

  boolean isFace(String signs) {
    return faces.containsKey(signs);
  }

  /** 0 for one that says nothing. */
  float face(String signs) {
    return faces.getOrDefault(signs, 0f);
  }

  boolean isKnown(String words) {
    return valences.containsKey(words)
        || before.contains(words)
        || after.contains(words)
        || boosters.contains(words)
        || dampers.contains(words);
  }

  boolean turnsWhatFollows(String words) {
    return before.contains(words);
  }

  boolean turnsWhatPrecedes(String words) {
    return after.contains(words);
  }

  boolean boosts(String words) {
    return boosters.contains(words);
  }

  boolean dampens(String words) {
    return dampers.contains(words);
  }

  /**
   * The valence of a word or phrase, by its stem if need be; 0 for one that is not in the lists.
   */
  float valence(String words) {
    Float known = valences.get(words);
    if (known == null && words.indexOf(' ') < 0 && words.length() <= LONGEST_WORD) {
      known = byOtherForms(words);
    }
    return known == null ? 0 : known;
  }

  private @Nullable Float byOtherForms(String word) {
    String single = TweetTokens.squeezed(word, 1);
    Float known = valences.get(single);
    if (known == null) {
      String stem = stem(word);
      known = stem.length() >= SHORTEST_STEM ? stems.get(stem) : null;
    }
    return known;
  }

  private String stem(String word) {
    char[] letters = word.toCharArray();
    int length =
        switch (language) {
          case AR -> arabic.stem(letters, letters.length);
          case FR -> french.stem(letters, letters.length);
          case EN -> english(letters);
        };
    return new String(letters, 0, length);
  }

  /** The endings -s, -ed, -ing and -ly go; the lists have most forms anyway. */
  private static int english(char[] letters) {
    String word = new String(letters);
    for (String ending : List.of("ing", "ies", "ed", "es", "ly", "er", "s", "e", "y")) {
      if (word.endsWith(ending) && word.length() >= ending.length() + SHORTEST_STEM + 1) {
        return word.length() - ending.length();
      }
    }
    return word.length();
  }

  private static String withoutAccents(String word) {
    return Normalizer.normalize(word, Normalizer.Form.NFD).replaceAll("\\p{Mn}+", "");
  }
}
