package io.tributary.connectors.openmeteo;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.connectors.StateFormat;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class StoredAnswersFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
        StateFormat.seed(
            1,
            out -> {
              out.writeUTF("archive/Orléans/a-1.response");
              out.writeInt(4);
            }),
        StateFormat.seed(2, out -> out.writeUTF("")),
        StateFormat.seed(1, out -> out.writeShort(0xFFFF)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsWhatItWritesAndRefusesTheRest(byte[] input) throws IOException {
    StateFormat.check(new StoredAnswers.Positions(), position -> position, input);
  }
}
