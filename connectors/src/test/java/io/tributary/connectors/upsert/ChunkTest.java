package io.tributary.connectors.upsert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChunkTest {
  @Test
  void givesBackItsRows() throws IOException {
    Chunk.Builder builder = new Chunk.Builder();
    builder.add("{\"a\":\"é\"}".getBytes(UTF_8));
    builder.add("{}".getBytes(UTF_8));
    byte[] chunk = builder.take();

    assertThat(Chunk.count(chunk)).isEqualTo(2);
    assertThat(texts(chunk)).containsExactly("{\"a\":\"é\"}", "{}");
    assertThat(builder.rows()).isZero();
  }

  @Test
  void isReadAsItWasInTheFirstVersion() throws IOException {
    byte[] first = HexFormat.of().parseHex(FIRST);

    assertThat(texts(first)).containsExactly("{\"n\":1}", "{\"n\":2}");
  }

  @Test
  void isRefusedWhenALaterVersionWroteIt() {
    assertThatThrownBy(() -> Chunk.count(new byte[] {9, 0, 0, 0, 0, 0, 0, 0, 0}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format 9");
  }

  @ParameterizedTest
  @CsvSource({
    "00000000, 00000010, 28b52ffd, 2 rows of 0",
    "7fffffff, 00000010, 28b52ffd, 2 rows of 2147483647",
    "ffffffff, 00000010, 28b52ffd, below 0",
    "00000002, ffffffff, 28b52ffd, below 0",
    "00000002, 0000000f, 28b52ffd, doesn't unpack to 15 bytes",
    "00000002, 7fffffff, 28b52ffd, doesn't unpack to 2147483647 bytes",
    "00000002, 00000010, 28b52ffe, damaged",
  })
  void isRefusedWhenItIsDamaged(String count, String length, String magic, String why) {
    byte[] damaged = HexFormat.of().parseHex("01" + count + length + magic + FIRST.substring(26));

    assertThatThrownBy(() -> Chunk.rows(damaged))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("go on from another one");
  }

  @Test
  void isRefusedWhenItIsCutShort() {
    byte[] whole = HexFormat.of().parseHex(FIRST);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Chunk.rows(cut)).isInstanceOf(IOException.class);
    }
  }

  private static List<String> texts(byte[] chunk) throws IOException {
    return Chunk.rows(chunk).stream().map(row -> new String(row, UTF_8)).toList();
  }

  /** What savepoints may hold. */
  private static final String FIRST =
      "01000000020000001028b52ffd20108100007b226e223a317d0a7b226e223a327d0a";
}
