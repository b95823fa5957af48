package io.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** From what somebody wrote to what is said of it. */
@Timeout(10)
class TextCleanerFuzzTest {
  private static final class Subject {
    static final EmbeddedAnalyser ANALYSER = EmbeddedAnalyser.shipped();
    static final WordAnalyzer WORDS = new WordAnalyzer();
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            "Où est <b>ma</b> facture&nbsp;? http://a.example/x?y=1, ou moi@a.example 😀",
            "مَرْحَبًا بِكُمْ ـــ في تونس",
            "<script>a</scr" + "<p>".repeat(50) + "&#x1F600;&#xD800;&amp;lt;",
            "www.www.www.".repeat(20) + "a@".repeat(50) + ".com",
            "\u200b\u00ad\ufeff I\u0307 ΣΑΣ ß ﬁ e\u0301 \u0640",
            ":-( #no_hate !!!! not good, never again")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void everyTextHasACleanFormAndIsAnalysed(byte[] bytes) {
    String raw = new String(bytes, StandardCharsets.UTF_8);
    String clean = TextCleaner.clean(raw);
    assertThat(clean).doesNotContain("  ").isEqualTo(clean.strip());
    assertThat(clean.codePoints()).noneMatch(TextCleanerFuzzTest::isInvisible);
    LanguageIdentifier.Identified identified = LanguageIdentifier.shipped().identify(clean);
    assertThat(identified.confidence()).isBetween(0.0, 1.0);
    assertThat(identified.language().isPresent())
        .isEqualTo(clean.codePoints().anyMatch(Character::isLetter));
    for (Language language : Language.values()) {
      Analysis analysis = Subject.ANALYSER.analyse(clean, language);
      assertThat(analysis.confidence()).isBetween(0.0, 1.0);
      Words words = Subject.WORDS.analyze(language, clean);
      assertThat(words.stems()).hasSizeLessThanOrEqualTo(words.tokens());
    }
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE -> true;
      default -> false;
    };
  }
}
