package io.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeywordsTest {
  private final Keywords keywords = new Keywords();

  @AfterEach
  void close() {
    keywords.close();
  }

  @Test
  void areTheWordsThatSaySomethingEachOnce() {
    assertThat(keywords.of(Language.EN, "I just love the Harbour's lights, the HARBOUR and you!"))
        .containsExactly("just", "love", "harbour", "lights");
    assertThat(keywords.of(Language.FR, "L'été, c'est la mer ; l’eau et la Mer."))
        .containsExactly("été", "mer", "eau");
    assertThat(keywords.of(Language.AR, "هذا الفيلم رائع في السينما")).contains("الفيلم", "رائع");
  }

  @Test
  void arabicVariantsOfALetterAreOne() {
    assertThat(keywords.of(Language.AR, "أهلا إهلا اهلا مدرسة مدرسه"))
        .containsExactly("اهلا", "مدرسه");
  }

  @Test
  void namesHashtagsNumbersAndShortWordsAreNone() {
    assertThat(
            keywords.of(Language.EN, "RT @someone_else: 2026 is ok #Climate_2026 ＃wide 😀 at sea"))
        .containsExactly("sea");
  }

  @Test
  void aLongTextHasSoMany() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      text.append("word").append(i).append(' ');
    }
    assertThat(keywords.of(Language.EN, text.toString())).hasSize(Keywords.MOST);
  }
}
