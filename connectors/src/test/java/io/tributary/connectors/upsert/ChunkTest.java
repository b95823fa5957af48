package io.tributary.connectors.upsert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChunkTest {
  @Test
  void givesBackItsRows() {
    Chunk.Builder builder = new Chunk.Builder();
    builder.add("{\"a\":\"é\"}".getBytes(UTF_8));
    builder.add("{}".getBytes(UTF_8));
    byte[] chunk = builder.take();

    assertThat(Chunk.count(chunk)).isEqualTo(2);
    assertThat(texts(chunk)).containsExactly("{\"a\":\"é\"}", "{}");
    assertThat(builder.rows()).isZero();
  }

  @Test
  void isReadAsItWasInTheFirstVersion() {
    byte[] first = HexFormat.of().parseHex(FIRST);

    assertThat(texts(first)).containsExactly("{\"n\":1}", "{\"n\":2}");
  }

  @Test
  void isRefusedWhenALaterVersionWroteIt() {
    assertThatThrownBy(() -> Chunk.count(new byte[] {9, 0, 0, 0, 0, 0, 0, 0, 0}))
        .hasMessageContaining("format 9");
  }

  private static List<String> texts(byte[] chunk) {
    return Chunk.rows(chunk).stream().map(row -> new String(row, UTF_8)).toList();
  }

  /** What savepoints may hold. */
  private static final String FIRST =
      "01000000020000001028b52ffd20108100007b226e223a317d0a7b226e223a327d0a";
}
