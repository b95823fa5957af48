package io.tributary.connectors.ocr;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.connectors.StateFormat;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class DocumentPositionFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
        StateFormat.seed(
            1,
            out -> {
              out.writeLong(7);
            }));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsWhatItWritesAndRefusesTheRest(byte[] input) throws IOException {
    StateFormat.check(new DocumentPosition(), number -> number, input);
  }
}
