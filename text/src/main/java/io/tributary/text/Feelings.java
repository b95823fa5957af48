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
  private static final double BEFORE_BUT = 0.6;
  private static final double AFTER_BUT = 1.3;
  private static final double STRONG = 2.4;
  private static final double CLEAR = 1.4;

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
    Reading reading = new Reading(TweetTokens.of(clean, language, lexicon));
    reading.readTokens();
    reading.sumValences();
    return reading.numbers();
  }

  /** What is found in one tweet. */
  private final class Reading {
    private final List<Token> tokens;

    /** At the first token of each word or phrase. */
    private final double[] valences;

    private double goodFaces;
    private double badFaces;
    private int words;
    private int exclamations;
    private int questions;
    private int ellipses;
    private int quotes;
    private int figures;
    private int loud;
    private int stretched;
    private int turners;
    private int turnedGood;
    private int turnedBad;
    private int me;
    private int you;
    private int butAt = -1;
    private int turnedUntil = -1;
    private double strength = 1;

    private double good;
    private double bad;
    private double best;
    private double worst;
    private double first;
    private double last;
    private final int[] goods = new int[3];
    private final int[] bads = new int[3];

    Reading(List<Token> tokens) {
      this.tokens = tokens;
      valences = new double[tokens.size()];
    }

    void readTokens() {
      for (int i = 0; i < tokens.size(); ) {
        Token token = tokens.get(i);
        int next = i + 1;
        switch (token.kind()) {
          case FACE -> {
            float face = lexicon.face(token.text());
            goodFaces += Math.max(face, 0);
            badFaces += Math.max(-face, 0);
          }
          case LINK, MENTION, HASHTAG -> {}
          case EXCLAMATION -> exclamations++;
          case QUESTION -> questions++;
          case ELLIPSIS -> ellipses++;
          case QUOTE -> quotes++;
          case NUMBER -> figures++;
          case PAUSE -> {
            turnedUntil = -1;
            strength = 1;
          }
          case WORD -> {
            next = phraseEnd(tokens, i);
            readPhrase(i, next);
          }
        }
        i = next;
      }
    }

    private void readPhrase(int at, int next) {
      String phrase = phrase(tokens, at, next);
      Token token = tokens.get(at);
      words += next - at;
      loud += token.isLoud() ? 1 : 0;
      stretched += token.isStretched() ? 1 : 0;
      me += isIn(ME, phrase) ? 1 : 0;
      you += isIn(YOU, phrase) ? 1 : 0;
      if (isIn(BUT, phrase)) {
        butAt = at;
      }
      double valence = lexicon.valence(phrase);
      if (valence != 0) {
        valence *= strength * (token.isLoud() ? LOUD : 1);
        if (at < turnedUntil) {
          turnedGood += valence > 0 ? 1 : 0;
          turnedBad += valence < 0 ? 1 : 0;
          valence *= TURNED;
        }
        valences[at] = valence;
      } else if (lexicon.turnsWhatFollows(phrase)) {
        turners++;
        turnedUntil = next + TURNED_AFTER;
      } else if (lexicon.turnsWhatPrecedes(phrase)) {
        turners++;
        if (turnedUntil < at) {
          for (int i = Math.max(0, at - TURNED_BEFORE); i < at; i++) {
            valences[i] *= TURNED;
          }
        }
        turnedUntil = next + TURNED_AFTER;
      }
      if (lexicon.boosts(phrase)) {
        strength = BOOSTED;
      } else if (lexicon.dampens(phrase)) {
        strength = DAMPENED;
      } else if (valence != 0) {
        strength = 1;
      }
    }

    private boolean isIn(Map<Language, Set<String>> some, String word) {
      return some.getOrDefault(language, Set.of()).contains(word);
    }

    void sumValences() {
      for (int i = 0; i < valences.length; i++) {
        if (valences[i] == 0) {
          continue;
        }
        double valence = valences[i];
        if (butAt >= 0) {
          valence *= i < butAt ? BEFORE_BUT : AFTER_BUT;
        }
        first = first == 0 ? valence : first;
        last = valence;
        double size = Math.abs(valence);
        int grade = size >= STRONG ? 2 : size >= CLEAR ? 1 : 0;
        if (valence > 0) {
          good += size;
          goods[grade]++;
          best = Math.max(best, size);
        } else {
          bad += size;
          bads[grade]++;
          worst = Math.max(worst, size);
        }
      }
    }

    float[] numbers() {
      double length = Math.sqrt(1 + words);
      double sum = good - bad + goodFaces - badFaces;
      double[] all = {
        squashed(good, 3),
        squashed(bad, 3),
        best / 4,
        worst / 4,
        squashed(good - bad, 3),
        Math.abs(squashed(good - bad, 3)),
        squashed(goodFaces, 3),
        squashed(badFaces, 3),
        squashed(sum, 4),
        first / 4,
        last / 4,
        (goods[0] + goods[1] + goods[2]) / length,
        (bads[0] + bads[1] + bads[2]) / length,
        share(exclamations, 3),
        share(questions, 2),
        share(ellipses, 2),
        share(quotes, 2),
        share(figures, 3),
        StrictMath.log(1 + words) / 3,
        share(loud, 4),
        share(stretched, 2),
        share(turners, 2),
        share(turnedGood, 2),
        share(turnedBad, 2),
        share(me, 3),
        share(you, 3),
        good + bad + goodFaces + badFaces == 0 ? 1 : 0,
        good > 0 && bad > 0 ? 1 : 0,
        (good - bad) / length / 3,
        goods[0] / length,
        goods[1] / length,
        goods[2] / length,
        bads[0] / length,
        bads[1] / length,
        bads[2] / length,
      };
      float[] numbers = new float[MANY];
      for (int i = 0; i < MANY; i++) {
        numbers[i] = (float) all[i];
      }
      return numbers;
    }
  }

  /** Of so many and no more. */
  private static double share(int count, int most) {
    return (double) Math.min(count, most) / most;
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
