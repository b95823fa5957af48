package io.tributary.jobs.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

  @Test
  void agreesWithJavaOnEveryPairAndOnRandomBytes() {
    for (int first = 0; first < 256; first++) {
      for (int second = 0; second < 256; second++) {
        assertAgrees(new byte[] {'a', (byte) first, (byte) second});
        assertAgrees(new byte[] {(byte) first, (byte) second, (byte) 0x80, (byte) 0xBF, 'a'});
      }
    }
    Random random = new Random(9);
    byte[] likely = {
      'a',
      (byte) 0x80,
      (byte) 0xBF,
      (byte) 0xC2,
      (byte) 0xE0,
      (byte) 0xED,
      (byte) 0xF0,
      (byte) 0xF4,
      (byte) 0x9F,
      (byte) 0xA0
    };
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      for (int b = 0; b < bytes.length; b++) {
        bytes[b] = random.nextInt(3) == 0 ? likely[random.nextInt(likely.length)] : (byte) 'x';
      }
      assertAgrees(bytes);
    }
  }

  @Test
  void saysWhereTheFirstFaultIs() {
    assertThat(Utf8.firstInvalid("12345678é".getBytes(StandardCharsets.UTF_8))).isEqualTo(-1);
    byte[] bytes = "12345678é\0".getBytes(StandardCharsets.UTF_8);
    bytes[10] = (byte) 0xFF;
    assertThat(Utf8.firstInvalid(bytes)).isEqualTo(10);
  }

  private static void assertAgrees(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    boolean valid;
    try {
      decoder.decode(ByteBuffer.wrap(bytes));
      valid = true;
    } catch (CharacterCodingException e) {
      valid = false;
    }
    assertThat(Utf8.firstInvalid(bytes) < 0).as("%s", bytes).isEqualTo(valid);
  }
}
