package io.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextCleanerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`<p>Bonjour&nbsp;<b>à tous</b></p>` | Bonjour à tous",
        "`AT&amp;T &lt;3 caf&eacute;` | AT&T <3 café",
        "`<script>alert(1)</script>after<!-- no -->wards` | afterwards",
        "a < b and b > c | a < b and b > c",
        "i<you #love | i",
        "i&lt;you #love | i<you #love",
        "see https://example.org/a?b=c#d. Then go | see . Then go",
        "WWW.example.org! | !",
        "at https://user@example.org/a and ftp://b | at and",
        "write to jean.dupont+x@mail.example.fr, please | write to , please",
        "not@an address | not@an address",
        "@someone and #this | @someone and #this",
        "https | https",
      })
  void markupAndAddressesGo(String raw, String clean) {
    assertThat(TextCleaner.clean(raw)).isEqualTo(clean);
  }

  @Test
  void whatCannotBeSeenGoes() {
    assertThat(TextCleaner.clean("\uFEFFa\u200Bb\u00ADc\u0000\u0007d\u202E \u2066e\u2069"))
        .isEqualTo("abcd e");
    assertThat(TextCleaner.clean("x\uE000y\uFFFFz\uDBFF")).isEqualTo("xyz");
  }

  @Test
  void whiteSpaceIsOneSpace() {
    assertThat(TextCleaner.clean("\t a\r\n\u00A0\u3000b\u2028c  ")).isEqualTo("a b c");
    assertThat(TextCleaner.clean(" \u200B\n")).isEmpty();
    assertThat(TextCleaner.clean("")).isEmpty();
  }

  @Test
  void composedAndDecomposedLettersAreTheSame() {
    assertThat(TextCleaner.clean("e\u0301te\u0301")).isEqualTo("été");
    assertThat(TextCleaner.clean("e\u200B\u0301t\u00ADe\u0301")).isEqualTo("été");
  }

  @Test
  void arabicMarksAndTatweelGoAndItsOrderStays() {
    assertThat(TextCleaner.clean("كِتَابٌ جَمِيـــلٌ")).isEqualTo("كتاب جميل");
    assertThat(TextCleaner.clean("هٰذَا")).isEqualTo("هذا");
    assertThat(TextCleaner.clean("قال: «نعم» (١٢٣)؟")).isEqualTo("قال: «نعم» (١٢٣)؟");
  }

  @Test
  void lettersPunctuationAndEmojiStay() {
    String text = "L’œuvre d'art, ça va ? 😀 naïve — Ünïcödé 中文";
    assertThat(TextCleaner.clean(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a@", "a.", "www.", "http://", "<", "&", "<a ", "&amp;", " ", "@a."})
  @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void takesTimeInProportionToTheLength(String part) {
    TextCleaner.clean(part.repeat(1_000_000 / part.length()));
  }
}
