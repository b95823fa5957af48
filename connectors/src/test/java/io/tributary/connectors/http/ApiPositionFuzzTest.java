package io.tributary.connectors.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.connectors.StateFormat;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class ApiPositionFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
        StateFormat.seed(
            1,
            out -> {
              out.writeLong(3);
              out.writeInt(2);
              out.writeUTF("é1");
              out.writeLong(-1);
              out.writeUTF("2");
              out.writeLong(7);
            }));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsWhatItWritesAndRefusesTheRest(byte[] input) throws IOException {
    StateFormat.check(
        new ApiPositions(),
        position -> List.of(position.items().toMap(), position.delivered()),
        input);
  }
}
