package io.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WordAnalyzerTest {
  private final WordAnalyzer analyzer = new WordAnalyzer();

  @AfterEach
  void close() {
    analyzer.close();
  }

  @Test
  void frenchElisionsAreCutOffAndLigaturesAreTwoLetters() {
    Words words = analyzer.analyze(Language.FR, "L’œuvre d'art qu'il aime à l'hôtel");
    assertThat(words.stems()).containsExactly("oeuvr", "art", "aime", "hotel");
    assertThat(words.tokens()).as("stop words are counted").isEqualTo(6);
    assertThat(analyzer.analyze(Language.FR, "les chevaux").stems())
        .isEqualTo(analyzer.analyze(Language.FR, "le cheval").stems());
  }

  @Test
  void englishPossessivesAndEndingsAreCutOff() {
    Words words = analyzer.analyze(Language.EN, "The client's passwords are being reset");
    assertThat(words.stems()).containsExactly("client", "password", "be", "reset");
    assertThat(words.tokens()).isEqualTo(6);
  }

  @Test
  void arabicLettersDigitsAndPrefixesBecomeOne() {
    assertThat(analyzer.analyze(Language.AR, "المدرسة").stems())
        .isEqualTo(analyzer.analyze(Language.AR, "مدرسه").stems());
    assertThat(analyzer.analyze(Language.AR, "أحمد").stems())
        .isEqualTo(analyzer.analyze(Language.AR, "احمد").stems());
    assertThat(analyzer.analyze(Language.AR, "٢٠٢٥").stems()).containsExactly("2025");
    assertThat(analyzer.analyze(Language.AR, "ﻛﺘﺎﺏ").stems())
        .as("letters stored by their shape")
        .isEqualTo(analyzer.analyze(Language.AR, "كتاب").stems());
  }

  @Test
  void nothingIsNoWord() {
    for (Language language : Language.values()) {
      assertThat(analyzer.analyze(language, "").tokens()).isZero();
      assertThat(analyzer.analyze(language, "!? … 😀").stems()).isNotNull();
    }
  }

  @Test
  void isUsedAgainAfterEachText() {
    for (int i = 0; i < 3; i++) {
      assertThat(analyzer.analyze(Language.EN, "one two three").tokens()).isEqualTo(3);
    }
  }
}
