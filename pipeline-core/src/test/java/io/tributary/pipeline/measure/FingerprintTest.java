package io.tributary.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.record.Text;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  @Test
  void differentTextsHaveDifferentFingerprints() {
    Random random = new Random(3);
    Set<String> texts = new HashSet<>();
    texts.add("");
    for (int i = 0; i < 100_000; i++) {
      texts.add("CLIENT_" + i);
      int length = random.nextInt(24);
      StringBuilder text = new StringBuilder();
      for (int c = 0; c < length; c++) {
        // NULs at either end and characters beyond ASCII are what packing could confuse.
        text.append("\0\0ab\u007f\u0080é".charAt(random.nextInt(7)));
      }
      texts.add(text.toString());
    }
    Set<UUID> fingerprints = new HashSet<>();
    texts.forEach(
        t -> fingerprints.add(new UUID(Fingerprint.high(Text.of(t)), Fingerprint.low(Text.of(t)))));
    assertThat(fingerprints.size()).isEqualTo(texts.size());
    assertThat(fingerprints.contains(new UUID(0, 0))).isFalse();
  }

  @Test
  void aFingerprintIsTheSameInEveryVersion() {
    // They lie in savepoints: another value would count a known client again.
    assertThat(Fingerprint.high(Text.of("CLIENT_5234"))).isEqualTo(0x434c49454e545f35L);
    assertThat(Fingerprint.low(Text.of("CLIENT_5234"))).isEqualTo(0x0c00000000323334L);
    assertThat(Fingerprint.high(Text.of("a text of more than fifteen"))).isEqualTo(HIGH);
    assertThat(Fingerprint.low(Text.of("a text of more than fifteen"))).isEqualTo(LOW);
  }

  private static final long HIGH = 0xd45972a4fc22b06eL;
  private static final long LOW = 0xbb2710690517cec0L;
}
