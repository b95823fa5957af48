package io.tributary.connectors.kafka.source;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.connectors.StateFormat;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class AssignedPartitionsFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
        StateFormat.seed(
            1,
            out -> {
              out.writeInt(2);
              out.writeUTF("a");
              out.writeInt(0);
              out.writeUTF("b");
              out.writeInt(1);
            }));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsWhatItWritesAndRefusesTheRest(byte[] input) throws IOException {
    StateFormat.check(new TopicEnumerator.AssignedSerializer(), List::copyOf, input);
  }
}
