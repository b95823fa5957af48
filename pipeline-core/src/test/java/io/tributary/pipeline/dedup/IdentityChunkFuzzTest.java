package io.tributary.pipeline.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class IdentityChunkFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
        new byte[0],
        new byte[16],
        new byte[15],
        ByteBuffer.allocate(48).putLong(1).putLong(2).putLong(3).putLong(4).putLong(1).array());
  }

  /** All of them are there then, and none besides. */
  @MethodSource("seeds")
  @FuzzTest
  void remembersWhatItReadsAndRefusesTheRest(byte[] input) throws IOException {
    Identities read = new Identities();
    try {
      IdentityChunk.read(input, 7, read);
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining("identities").hasMessageContaining("go on from");
      return;
    }
    LongArrayList anew = new LongArrayList();
    Identities other = new Identities();
    for (ByteBuffer left = ByteBuffer.wrap(input); left.hasRemaining(); ) {
      long high = left.getLong();
      long low = left.getLong();
      assertThat(read.add(high, low, 8)).isFalse();
      if (other.add(high, low, 8)) {
        anew.add(high);
        anew.add(low);
      }
    }
    assertThat(read.size()).isEqualTo(other.size());
    Identities again = new Identities();
    IdentityChunk.read(IdentityChunk.bytes(anew), 7, again);
    assertThat(again.size()).isEqualTo(read.size());
  }
}
