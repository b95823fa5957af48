package io.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FeelingsTest {
  /** Good less bad words. */
  private static final int WORDS = 4;

  private static final int GOOD_FACES = 6;
  private static final int BAD_FACES = 7;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EN | this is good | this is not good",
        "EN | I like it | I don't like it",
        "EN | I like it | I don’t like it",
        "EN | I like it | I never really liked it",
        "FR | j'aime ce film | je n'aime pas ce film",
        "FR | j’aime ce film | j’aime pas ce film",
        "FR | c'est bien | c'est pas bien",
        "FR | avec plaisir | sans plaisir",
        "AR | هذا جميل | هذا ليس جميل",
        "AR | حلو | مش حلو",
      })
  void negationTurnsAFeeling(Language language, String good, String turned) {
    assertThat(of(language, good)[WORDS]).isPositive();
    assertThat(of(language, turned)[WORDS]).isNegative();
  }

  @Test
  void negationEndsWithTheClause() {
    assertThat(of(Language.EN, "no, it is good")[WORDS]).isPositive();
    assertThat(of(Language.EN, "not bad")[WORDS]).isPositive();
    assertThat(of(Language.FR, "pas mal")[WORDS]).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EN | good | very good",
        "EN | a bit sad | sad",
        "EN | good | GOOD",
        "FR | beau | très beau",
        "AR | جميل | جدا جميل",
      })
  void someWordsMakeAFeelingStronger(Language language, String less, String more) {
    assertThat(Math.abs(of(language, more)[WORDS]))
        .isGreaterThan(Math.abs(of(language, less)[WORDS]));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EN | loooooove | love",
        "EN | AMAAAAZING | AMAZING",
        "FR | geniaaaal | génial",
        "FR | decue | déçue",
        "AR | رااااائع | رائع",
        "AR | جمـــيل | جميل",
        "AR | والجميلة | جميل",
        "EN | #LoveIt | love it",
        "EN | #love_it | love it",
      })
  void aWordIsFoundHoweverItIsWritten(Language language, String written, String plain) {
    assertThat(of(language, plain)[WORDS]).isNotZero();
    assertThat(Math.signum(of(language, written)[WORDS]))
        .isEqualTo(Math.signum(of(language, plain)[WORDS]));
  }

  @ParameterizedTest
  @CsvSource({"EN", "FR", "AR"})
  void facesAreUnderstoodInEveryLanguage(Language language) {
    for (String face : List.of("😍", "❤️", "👍🏽", ":)", ":-D", "<3", "x :)")) {
      assertThat(of(language, face)[GOOD_FACES]).as(face).isPositive();
      assertThat(of(language, face)[BAD_FACES]).as(face).isZero();
    }
    for (String face : List.of("😡", "💔", ":(", ":'(", "ok 😡😡")) {
      assertThat(of(language, face)[BAD_FACES]).as(face).isPositive();
      assertThat(of(language, face)[GOOD_FACES]).as(face).isZero();
    }
    assertThat(of(language, "12:30")[BAD_FACES]).isZero();
  }

  @Test
  void aTweetIsCutIntoItsPieces() {
    String kinds =
        TweetTokens.of(
                "@who L'été… #JourDeFête https://example.org/a 12h :) !?",
                Language.FR,
                new Lexicon(Language.FR))
            .stream()
            .map(
                token ->
                    token.kind() == TweetTokens.Kind.WORD ? token.text() : token.kind().toString())
            .collect(Collectors.joining(" "));
    assertThat(kinds)
        .isEqualTo(
            "MENTION l' été ELLIPSIS HASHTAG jour de fête LINK NUMBER FACE EXCLAMATION QUESTION");
  }

  private static float[] of(Language language, String text) {
    return new Feelings(language).of(TextCleaner.clean(text));
  }
}
