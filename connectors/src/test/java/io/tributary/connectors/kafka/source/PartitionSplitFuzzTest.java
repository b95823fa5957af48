package io.tributary.connectors.kafka.source;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.connectors.StateFormat;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class PartitionSplitFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
        StateFormat.seed(
            1,
            out -> {
              out.writeUTF("client_tickets");
              out.writeInt(3);
              out.writeLong(-1);
            }),
        StateFormat.seed(
            2,
            out -> {
              out.writeUTF("client_tickets");
              out.writeInt(3);
              out.writeLong(42);
              out.writeInt(7);
              out.writeLong(1);
              out.writeLong(2);
            }));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsWhatItWritesAndRefusesTheRest(byte[] input) throws IOException {
    StateFormat.check(new PartitionSplit.Serializer(), split -> split, input);
  }
}
