package io.tributary.pipeline.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TextTest {

  @Test
  void aViewIsTheTextThatStandsThere() {
    byte[] bytes = "un été à Zürich 😀".getBytes(StandardCharsets.UTF_8);
    Text text = Text.view(bytes, 3, 5);
    assertThat(text).hasToString("été").isEqualTo(Text.of("été")).hasSameHashCodeAs(Text.of("été"));
    assertThat(text.length()).isEqualTo(5);
    assertThat(text.codePoints()).isEqualTo(3);
    assertThat(text.byteAt(2)).isEqualTo((byte) 't');
    assertThat(text.toBytes()).isEqualTo("été".getBytes(StandardCharsets.UTF_8));
    assertThat(text.isViewOf(bytes)).isTrue();
    assertThat(text.copy()).isEqualTo(text);
    assertThat(text.copy().isViewOf(bytes)).isFalse();
    assertThat(Text.of("😀é漢a").codePoints()).isEqualTo(4);
  }

  @Test
  void textsDifferInLengthAndInEveryByte() {
    assertThat(Text.of("ab"))
        .isNotEqualTo(Text.of("abc"))
        .isNotEqualTo(Text.of("ac"))
        .isNotEqualTo(Text.of(""));
    assertThat(Text.of("CLIENT_1").startsWith(Text.of("CLIENT_"))).isTrue();
    assertThat(Text.of("CLIENT").startsWith(Text.of("CLIENT_"))).isFalse();
    assertThat(Text.of("KLIENT_1").startsWith(Text.of("CLIENT_"))).isFalse();
  }

  @Test
  void aUuidHasTheTextThatJavaGivesIt() {
    Random random = new Random(4);
    for (int i = 0; i < 10_000; i++) {
      UUID uuid = new UUID(random.nextLong(), random.nextLong());
      assertThat(Text.of(uuid)).hasToString(uuid.toString());
    }
  }
}
