package io.tributary.connectors.upsert;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class ChunkFuzzTest {
  static Stream<byte[]> seeds() {
    String packed = "28b52ffd20108100007b226e223a317d0a7b226e223a327d0a";
    return Stream.of(
            "010000000200000010" + packed,
            "01000000027fffffff" + packed,
            "017fffffff00000010" + packed,
            "0200")
        .map(HexFormat.of()::parseHex);
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsWhatItWritesAndRefusesTheRest(byte[] input) throws IOException {
    List<byte[]> rows;
    try {
      rows = Chunk.rows(input);
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining("rows for a store");
      return;
    }
    assertThat(Chunk.count(input)).isEqualTo(rows.size());
    Chunk.Builder anew = new Chunk.Builder();
    rows.forEach(anew::add);
    assertThat(Chunk.rows(anew.take())).containsExactlyElementsOf(rows);
  }
}
