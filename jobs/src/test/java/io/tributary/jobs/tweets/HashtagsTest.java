package io.tributary.jobs.tweets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.record.Text;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HashtagsTest {
  private static List<String> of(String text, List<String> sent) {
    Tweet tweet =
        new Tweet(
            Text.of("1"),
            new UUID(0, 1),
            Text.of(text),
            0,
            Text.of("u"),
            Optional.empty(),
            Optional.ofNullable(sent),
            0,
            0);
    return Hashtags.of(tweet, text);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "Climat,climat",
        "#Climat,climat",
        "ＣＬＩＭＡＴ,climat",
        "STRASSE,strasse",
        "Straße,strasse",
        "ÉTÉ,été",
        "e\u0301te\u0301,été",
        "ﬁn,fin",
        "أخبار,اخبار",
        "إخبار,اخبار",
        "كُرَة_القَدَم,كره_القدم",
        "جمـــيل,جميل",
        "على,علي",
        "ﻣﺼﺮ,مصر",
        "❤️,❤",
        "` #x `,x",
      })
  void whatPeopleTakeForTheSameIsTheSame(String written, String counted) {
    assertThat(Hashtags.form(written)).isEqualTo(counted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Vive le #Climat !|Climat",
        "#un#deux|un",
        "#un,#deux|un deux",
        "(#covid-19)|covid-19",
        "#كرة_القدم اليوم|كرة_القدم",
        "#été2026 ＃large ﹟petit|été2026 large petit",
        "We are #1|''",
        "mail#tag &#39; # #!|''",
        "##double|double",
        "#❤ #a\u200Db|❤ a\u200Db",
        "#c++|c++",
        "no tag|''",
      })
  void inATextTheyAreWhatUnicodeSays(String text, String found) {
    assertThat(String.join(" ", Hashtags.in(text))).isEqualTo(found);
  }

  @Test
  void thoseThatWereSentCountAndElseThoseOfTheText() {
    assertThat(of("#a #b #A", null)).containsExactly("a", "b");
    assertThat(of("#a #b", List.of())).isEmpty();
    assertThat(of("#a", List.of("#B", "b", "", "#", "  ", "C d"))).containsExactly("b", "c d");
  }

  @Test
  void longOnesAndTooManyAreNotCounted() {
    assertThat(of("", List.of("x".repeat(100), "x".repeat(101)))).containsExactly("x".repeat(100));
    assertThat(of("", IntStream.range(0, 500).mapToObj(i -> "t" + i).toList()))
        .hasSize(100)
        .endsWith("t99");
  }
}
