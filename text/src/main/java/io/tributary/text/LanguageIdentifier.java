package io.tributary.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;

/**
 * Says in which of the languages a text is written. Arabic is told by its script; the languages
 * that share the Latin one are told apart by a {@link TextModel} whose labels are their codes.
 * Thread-safe.
 */
public final class LanguageIdentifier {
  private static final String SHIPPED = "language-1.model";
  private static final int PIECES = 3;
  private static final int PIECE_WORDS = 3;
  private static final long SEED = 1;

  private final TextModel model;
  private final List<Language> languages;

  /**
   * What was found.
   *
   * @param language the likeliest; empty for a text without a letter
   * @param confidence how likely it is among those that are known, 0 to 1; of Arabic the share of
   *     the letters
   */
  public record Identified(Optional<Language> language, double confidence) {
    static final Identified NOTHING = new Identified(Optional.empty(), 0);
  }

  /**
   * Takes a model.
   *
   * @throws IllegalArgumentException if a label of its is no language's code
   */
  public LanguageIdentifier(TextModel model) {
    this.model = model;
    languages =
        model.labels().stream()
            .map(
                label ->
                    Language.of(label)
                        .orElseThrow(
                            () -> new IllegalArgumentException(label + " is no language's code")))
            .toList();
  }

  /** With the model that comes with the program, loaded once. */
  public static LanguageIdentifier shipped() {
    return Shipped.IDENTIFIER;
  }

  private static final class Shipped {
    static final LanguageIdentifier IDENTIFIER =
        new LanguageIdentifier(TextModel.shipped(LanguageIdentifier.SHIPPED));
  }

  /** Identifies the language of a clean text. */
  public Identified identify(String clean) {
    return identify(clean, Ngrams.of(clean));
  }

  /** The same, when its n-grams are at hand. */
  public Identified identify(String clean, int[] ngrams) {
    int letters = 0;
    int arabic = 0;
    for (int i = 0; i < clean.length(); ) {
      int c = clean.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isLetter(c)) {
        letters++;
        if (Character.UnicodeScript.of(c) == Character.UnicodeScript.ARABIC) {
          arabic++;
        }
      }
    }
    if (letters == 0) {
      return Identified.NOTHING;
    }
    if (2 * arabic > letters) {
      return new Identified(Optional.of(Language.AR), (double) arabic / letters);
    }
    double[] probabilities = model.probabilities(ngrams);
    int best = TextModel.likeliest(probabilities);
    return new Identified(Optional.of(languages.get(best)), probabilities[best]);
  }

  /**
   * What to train such a model on: the texts that are not Arabic, and of each some single words and
   * some runs of three, since short texts must be told apart, too; labelled by their language.
   */
  public static List<LabelledText> trainingTexts(List<LabelledText> texts) {
    List<LabelledText> all = new ArrayList<>();
    Random random = new Random(SEED);
    for (LabelledText each : texts) {
      if (each.language() == Language.AR) {
        continue;
      }
      String code = each.language().code();
      all.add(new LabelledText(each.language(), code, each.text()));
      List<String> words = List.of(each.text().split(" "));
      for (int piece = 0; piece < PIECES; piece++) {
        all.add(new LabelledText(each.language(), code, run(words, 1, random)));
        all.add(new LabelledText(each.language(), code, run(words, PIECE_WORDS, random)));
      }
    }
    return all;
  }

  private static String run(List<String> words, int atMost, Random random) {
    int many = Math.min(atMost, words.size());
    int from = random.nextInt(words.size() - many + 1);
    StringJoiner run = new StringJoiner(" ");
    words.subList(from, from + many).forEach(run::add);
    return run.toString();
  }
}
