package io.tributary.pipeline.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RejectionTest {
  @Test
  void itsDetailIsOneLineWhateverItShowsOfTheRecord() {
    Rejection rejection =
        new Rejection(
            RejectReason.INVALID_VALUE,
            "country",
            "country \"a\n\u001b[31m\u2028\ud83d\" is no code");
    assertThat(rejection.detail())
        .isEqualTo("country \"a\ufffd\ufffd[31m\ufffd\ufffd\" is no code");
  }

  @Test
  void itsDetailAndFieldAreCut() {
    String endless = "a".repeat(1_999) + "😀" + "b".repeat(1_000_000);
    Rejection rejection = new Rejection(RejectReason.INVALID_VALUE, endless, endless);
    assertThat(rejection.detail()).isEqualTo("a".repeat(1_999) + "\ufffd…");
    assertThat(rejection.field()).hasSize(2_001);
  }

  @Test
  void lettersAndEmojiOfEveryScriptAreShown() {
    String detail = "pays « Côte d'Ivoire », المغرب, 😀";
    assertThat(new Rejection(RejectReason.INVALID_VALUE, "country", detail).detail())
        .isEqualTo(detail);
  }
}
