package io.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NgramsTest {
  @Test
  void hashesAsTensorFlowDoes() {
    // The example in TensorFlow's documentation of to_hash_bucket_fast, with 3 buckets.
    for (List<Object> each :
        List.of(
            List.<Object>of("Hello", 0L),
            List.<Object>of("TensorFlow", 2L),
            List.<Object>of("2.x", 2L))) {
      byte[] bytes = each.get(0).toString().getBytes(StandardCharsets.UTF_8);
      assertThat(Long.remainderUnsigned(Hashing.farmHashNa().hashBytesToLong(bytes), 3))
          .isEqualTo(each.get(1));
    }
  }

  @Test
  void areWordsPairsOfWordsAndPartsOfWords() {
    assertThat(Ngrams.of("Ça va?"))
        .isEqualTo(buckets("_ ça ", "_ va ", "_ ça va ", " ça ", " va "));
    assertThat(Ngrams.of("été!")).isEqualTo(buckets("_ été ", " été", "été ", " été "));
    assertThat(Ngrams.of("a")).isEqualTo(buckets("_ a "));
    assertThat(Ngrams.of("tests"))
        .isEqualTo(
            buckets(
                "_ tests ",
                " tes",
                " test",
                " tests",
                "test",
                "tests",
                "tests ",
                "ests",
                "ests ",
                "sts "));
  }

  @Test
  void codePointsBeyondTheBasicPlaneAreOneCharacter() {
    assertThat(Ngrams.of("𝒜𝒷")).isEqualTo(buckets("_ 𝒜𝒷 ", " 𝒜𝒷 "));
  }

  @Test
  void variantsOfArabicLettersAreOne() {
    assertThat(Ngrams.of("أحمد إلى آخر مدرسة")).isEqualTo(Ngrams.of("احمد الي اخر مدرسه"));
  }

  @Test
  void aSigmaIsTheSameWhereverItStands() {
    assertThat(Ngrams.of("ΟΔΟΣ ΣΟΥ")).isEqualTo(Ngrams.of("οδοσ σου"));
  }

  @Test
  void ofNoWordsThereAreNone() {
    assertThat(Ngrams.of("")).isEmpty();
    assertThat(Ngrams.of("?! …")).isEmpty();
  }

  private static int[] buckets(String... ngrams) {
    return Arrays.stream(ngrams)
        .mapToInt(
            each ->
                (int)
                    (Hashing.farmHashNa().hashBytesToLong(each.getBytes(StandardCharsets.UTF_8))
                        & (Ngrams.BUCKETS - 1)))
        .sorted()
        .toArray();
  }
}
