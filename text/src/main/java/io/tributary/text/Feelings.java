package io.tributary.text;

import io.tributary.text.TweetTokens.Kind;
import io.tributary.text.TweetTokens.Token;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a tweet shows of feelings, in numbers, by the words and faces of a {@link Lexicon}. */
final class Feelings {
  /** How many numbers there are. */
  static final int MANY = 35;

  private static final int LONGEST_PHRASE = 5;
  private static final int TURNED_AFTER = 4;
  private static final int TURNED_BEFORE = 2;
  private static final double TURNED = -0.7;
  private static final double BOOSTED = 1.3;
  private static final double DAMPENED = 0.6;
  private static final double LOUD = 1.2;

  private static final Map<Language, Set<String>> BUT =
      Map.of(
          Language.FR, Set.of("mais", "pourtant", "cependant"),
          Language.EN, Set.of("but", "however", "yet"),
          Language.AR, Set.of("لكن", "بس", "ولكن"));
  private static final Map<Language, Set<String>> ME =
      Map.of(
          Language.FR,
              Set.of("je", "j'", "moi", "me", "m'", "mon", "ma", "mes", "jsuis", "jai", "j"),
          Language.EN, Set.of("i", "my", "me", "i'm", "im", "i've", "ive", "i'll", "mine", "i'd"),
          Language.AR, Set.of("انا", "اني", "عندي", "لي", "معي", "نفسي", "عليا", "علي"));
  private static final Map<Language, Set<String>> YOU =
      Map.of(
          Language.FR, Set.of("tu", "t'", "toi", "te", "ton", "ta", "tes", "vous", "votre", "vos"),
          Language.EN, Set.of("you", "your", "u", "ur", "you're", "youre", "yours"),
          Language.AR, Set.of("انت", "انتي", "انتم", "لك", "لكم", "عليك", "عليكم", "يا"));

  private final Language language;
  private final Lexicon lexicon;

  Feelings(Language language) {
    this.language = language;
    lexicon = new Lexicon(language);
  }

  /** Of a clean tweet, each between -1 and 1 or a little more. */
  float[] of(String clean) {
    List<Token> tokens = TweetTokens.of(clean, language, lexicon);
    double[] valences = new double[tokens.size()];
    double facesGood = 0;
    double facesBad = 0;
    int words = 0;
    int exclamations = 0;
    int questions = 0;
    int ellipses = 0;
    int quotes = 0;
    int numbers = 0;
    int loud = 0;
    int stretched = 0;
    int turners = 0;
    int turnedGood = 0;
    int turnedBad = 0;
    int me = 0;
    int you = 0;
    int butAt = -1;
    int turnedUntil = -1;
    double strength = 1;
    for (int i = 0; i < tokens.size(); ) {
      Token token = tokens.get(i);
      int next = i + 1;
      switch (token.kind()) {
        case FACE -> {
          float face = lexicon.face(token.text());
          facesGood += Math.max(face, 0);
          facesBad += Math.max(-face, 0);
        }
        case LINK, MENTION, HASHTAG -> {}
        case EXCLAMATION -> exclamations++;
        case QUESTION -> questions++;
        case ELLIPSIS -> ellipses++;
        case QUOTE -> quotes++;
        case NUMBER -> numbers++;
        case PAUSE -> {
          turnedUntil = -1;
          strength = 1;
        }
        case WORD -> {
          next = phraseEnd(tokens, i);
          String phrase = phrase(tokens, i, next);
          words += next - i;
          loud += token.isLoud() ? 1 : 0;
          stretched += token.isStretched() ? 1 : 0;
          me += ME.get(language).contains(phrase) ? 1 : 0;
          you += YOU.get(language).contains(phrase) ? 1 : 0;
          if (BUT.get(language).contains(phrase)) {
            butAt = i;
          }
          double valence = lexicon.valence(phrase);
          if (lexicon.turnsWhatFollows(phrase) && valence == 0) {
            turners++;
            turnedUntil = next + TURNED_AFTER;
          } else if (lexicon.turnsWhatPrecedes(phrase) && valence == 0) {
            turners++;
            if (turnedUntil < i) {
              for (int j = Math.max(0, i - TURNED_BEFORE); j < i; j++) {
                valences[j] *= TURNED;
              }
            }
            turnedUntil = next + TURNED_AFTER;
          } else if (valence != 0) {
            valence *= strength * (token.isLoud() ? LOUD : 1);
            if (i < turnedUntil) {
              turnedGood += valence > 0 ? 1 : 0;
              turnedBad += valence < 0 ? 1 : 0;
              valence *= TURNED;
            }
            valences[i] = valence;
          }
          if (lexicon.boosts(phrase)) {
            strength = BOOSTED;
          } else if (lexicon.dampens(phrase)) {
            strength = DAMPENED;
          } else if (valence != 0) {
            strength = 1;
          }
        }
      }
      i = next;
    }
    double good = 0;
    double bad = 0;
    double best = 0;
    double worst = 0;
    double first = 0;
    double last = 0;
    int goods = 0;
    int bads = 0;
    double[] byStrength = new double[6];
    for (int i = 0; i < valences.length; i++) {
      double valence = valences[i];
      if (valence == 0) {
        continue;
      }
      if (butAt >= 0) {
        valence *= i < butAt ? 0.6 : 1.3;
      }
      first = first == 0 ? valence : first;
      last = valence;
      if (valence > 0) {
        good += valence;
        goods++;
        byStrength[valence >= 2.4 ? 2 : valence >= 1.4 ? 1 : 0]++;
        best = Math.max(best, valence);
      } else {
        bad -= valence;
        bads++;
        byStrength[valence <= -2.4 ? 5 : valence <= -1.4 ? 4 : 3]++;
        worst = Math.max(worst, -valence);
      }
    }
    double length = Math.sqrt(1 + words);
    double sum = good - bad + facesGood - facesBad;
    double[] all = {
      squashed(good, 3),
      squashed(bad, 3),
      best / 4,
      worst / 4,
      squashed(good - bad, 3),
      Math.abs(squashed(good - bad, 3)),
      squashed(facesGood, 3),
      squashed(facesBad, 3),
      squashed(sum, 4),
      first / 4,
      last / 4,
      goods / length,
      bads / length,
      Math.min(exclamations, 3) / 3.0,
      Math.min(questions, 2) / 2.0,
      Math.min(ellipses, 2) / 2.0,
      Math.min(quotes, 2) / 2.0,
      Math.min(numbers, 3) / 3.0,
      StrictMath.log(1 + words) / 3,
      Math.min(loud, 4) / 4.0,
      Math.min(stretched, 2) / 2.0,
      Math.min(turners, 2) / 2.0,
      Math.min(turnedGood, 2) / 2.0,
      Math.min(turnedBad, 2) / 2.0,
      Math.min(me, 3) / 3.0,
      Math.min(you, 3) / 3.0,
      good + bad + facesGood + facesBad == 0 ? 1 : 0,
      good > 0 && bad > 0 ? 1 : 0,
      (good - bad) / length / 3,
      byStrength[0] / length,
      byStrength[1] / length,
      byStrength[2] / length,
      byStrength[3] / length,
      byStrength[4] / length,
      byStrength[5] / length,
    };
    float[] numbersOf = new float[MANY];
    for (int i = 0; i < MANY; i++) {
      numbersOf[i] = (float) all[i];
    }
    return numbersOf;
  }

  /** The words from here that are one entry of the lexicon, or the single one. */
  private int phraseEnd(List<Token> tokens, int begin) {
    int end = begin + 1;
    String words = tokens.get(begin).text();
    for (int i = begin + 1;
        i < tokens.size()
            && i < begin + LONGEST_PHRASE
            && tokens.get(i).kind() == Kind.WORD
            && lexicon.isBeginning(words);
        i++) {
      words = words + ' ' + tokens.get(i).text();
      if (lexicon.isKnown(words)) {
        end = i + 1;
      }
    }
    return end;
  }

  private static String phrase(List<Token> tokens, int begin, int end) {
    if (end == begin + 1) {
      return tokens.get(begin).text();
    }
    StringBuilder phrase = new StringBuilder(tokens.get(begin).text());
    for (int i = begin + 1; i < end; i++) {
      phrase.append(' ').append(tokens.get(i).text());
    }
    return phrase.toString();
  }

  /** Between -1 and 1. */
  private static double squashed(double sum, double half) {
    return sum / Math.sqrt(sum * sum + half * half);
  }
}
