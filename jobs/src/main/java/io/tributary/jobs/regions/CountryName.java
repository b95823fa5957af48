package io.tributary.jobs.regions;

import com.ibm.icu.text.Normalizer2;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What of a country's name tells it from another's, in French, English and Arabic. */
final class CountryName {
  private static final Normalizer2 DECOMPOSED = Normalizer2.getNFKDInstance();

  /** Articles, prepositions and conjunctions; single letters are what an apostrophe leaves. */
  private static final Set<String> SILENT =
      Set.of("the", "of", "and", "le", "la", "les", "el", "l", "de", "des", "du", "d", "et", "s");

  /** What states call themselves, as they stand in normal names. */
  private static final Set<String> STATES =
      Set.of(
          "republic",
          "republique",
          "kingdom",
          "royaume",
          "principality",
          "principaute",
          "sultanate",
          "sultanat",
          "commonwealth",
          "grand",
          "duchy",
          "duche",
          "islamic",
          "islamique",
          "federal",
          "federale",
          "federative",
          "democratic",
          "democratique",
          "socialist",
          "socialiste",
          "people",
          "peoples",
          "populaire",
          "arab",
          "arabe",
          "independent",
          "independant",
          "جمهوريه",
          "مملكه",
          "اماره",
          "سلطنه",
          "دوله",
          "دوقيه",
          "كومنولث",
          "اسلاميه",
          "اتحاديه",
          "شعبيه",
          "ديمقراطيه",
          "اشتراكيه",
          "عربيه",
          "مستقله");

  private static final Set<String> ISLANDS =
      Set.of("island", "islands", "ile", "iles", "isle", "جزر", "جزيره");

  private static final Map<String, String> ALIKE =
      Map.of("st", "saint", "ste", "sainte", "is", "islands", "rep", "republic");

  private CountryName() {}

  /**
   * The name without letter case, accents, vowel signs, punctuation, spaces and articles. Empty
   * when nothing is left.
   */
  static String normal(String name) {
    List<String> words = words(name);
    List<String> telling = without(words, SILENT);
    // EL is Greece.
    return String.join("", telling.isEmpty() ? words : telling);
  }

  /** The normal name without what the state calls itself: {@code angola}, of a republic. */
  static String withoutState(String name) {
    return String.join("", without(without(words(name), SILENT), STATES));
  }

  /** How many letters there are to tell it by: that it is an island tells little. */
  static int tellingLetters(String name) {
    return String.join("", without(without(words(name), SILENT), ISLANDS)).length();
  }

  private static List<String> words(String name) {
    return Arrays.stream(letters(name).split(" "))
        .map(CountryName::withoutArticle)
        .map(word -> ALIKE.getOrDefault(word, word))
        .toList();
  }

  private static List<String> without(List<String> words, Set<String> left) {
    return words.stream().filter(word -> !left.contains(word)).toList();
  }

  private static String letters(String name) {
    StringBuilder letters = new StringBuilder(name.length());
    DECOMPOSED
        .normalize(name)
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.NON_SPACING_MARK, Character.FORMAT, Character.ENCLOSING_MARK -> {}
                default -> append(letters, c);
              }
            });
    return letters.toString();
  }

  private static void append(StringBuilder letters, int c) {
    switch (c) {
      case 'œ' -> letters.append("oe");
      case 'æ' -> letters.append("ae");
      case 'ß' -> letters.append("ss");
      case 'ø' -> letters.append('o');
      case 'ł' -> letters.append('l');
      case 'đ', 'ð' -> letters.append('d');
      case 'ı' -> letters.append('i');
      case 'ـ' -> {} // stretches a word
      case 'ة' -> letters.append('ه');
      case 'ى', 'ی' -> letters.append('ي');
      case 'ک' -> letters.append('ك');
      case '.' -> {} // of abbreviations: U.S.A.
      default -> {
        if (Character.isLetterOrDigit(c)) {
          letters.appendCodePoint(c);
        } else {
          letters.append(' ');
        }
      }
    }
  }

  /** The Arabic article, and the conjunction before it, are written with the word. */
  private static String withoutArticle(String word) {
    if (word.startsWith("وال") && word.length() > 5) {
      return word.substring(3);
    }
    return word.startsWith("ال") && word.length() > 4 ? word.substring(2) : word;
  }
}
