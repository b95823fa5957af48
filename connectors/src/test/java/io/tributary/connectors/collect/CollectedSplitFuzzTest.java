package io.tributary.connectors.collect;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.connectors.StateFormat;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class CollectedSplitFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
        StateFormat.seed(
            1,
            out -> {
              out.writeUTF("files");
              out.writeInt(1);
              out.writeInt(1);
              out.writeByte(1);
            }),
        StateFormat.seed(
            1,
            out -> {
              out.writeUTF("files");
              out.writeInt(1);
              out.writeInt(Integer.MAX_VALUE);
            }));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsWhatItWritesAndRefusesTheRest(byte[] input) throws IOException {
    StateFormat.check(
        new CollectedSplit.Serializer<>(CollectedEnumerator.AssignedSerializer.INSTANCE),
        split -> split,
        input);
  }
}
