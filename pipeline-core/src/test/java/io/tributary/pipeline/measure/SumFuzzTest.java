package io.tributary.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class SumFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
        counted(3, 1, 2),
        counted(3, 0, 1),
        counted(3, 0, Integer.MAX_VALUE),
        counted(-1, -1, 0),
        new byte[0]);
  }

  /** A revision, a count, so many tallies and so many halves of fingerprints. */
  private static byte[] counted(long count, int tallies, int fingerprints) {
    ByteBuffer bytes = ByteBuffer.allocate(64).putInt(7).putLong(count).putInt(tallies);
    for (int i = 0; i < tallies; i++) {
      bytes.putLong(i);
    }
    bytes.putInt(fingerprints);
    for (int i = 0; i < Math.min(fingerprints, 2); i++) {
      bytes.putLong(i);
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  @MethodSource("seeds")
  @FuzzTest
  void restoresWhatItWritesAndRefusesTheRest(byte[] input) throws IOException {
    Sum read = new Sum();
    try {
      read.restore(input);
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining("damaged").hasMessageContaining("go on from");
      return;
    }
    Sum copy = new Sum();
    copy.add(read);
    Sum again = new Sum();
    again.restore(copy.takeAdded());
    assertThat(again.count).isEqualTo(read.count);
    assertThat(again.tallies).isEqualTo(read.tallies);
    assertThat(again.distinct.from(0)).isEqualTo(read.distinct.from(0));
  }
}
