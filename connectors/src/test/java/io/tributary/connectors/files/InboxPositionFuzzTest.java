package io.tributary.connectors.files;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.connectors.StateFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class InboxPositionFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
        StateFormat.seed(
            1,
            out -> {
              out.writeLong(3);
              out.writeInt(1);
              out.writeUTF("a.csv");
              out.writeLong(10);
              out.writeLong(20);
              out.writeUTF("00ff");
              out.writeUTF("FAILED");
              out.writeUTF("why");
              out.writeBoolean(true);
              out.writeUTF("b.json");
              out.writeLong(10);
              out.writeLong(20);
              out.writeUTF("00ff");
              out.writeUTF("UTF_16LE");
              out.writeLong(5);
              out.writeLong(2);
            }),
        StateFormat.seed(
            1,
            out -> {
              out.writeLong(0);
              out.writeInt(0);
              out.writeBoolean(false);
            }));
  }

  private static Object said(InboxPosition position) {
    return Arrays.asList(
        position.last(),
        position.reading(),
        position.unsettled().stream()
            .map(each -> List.of(each.sequence, each.file, each.sha256, each.outcome, each.reason))
            .toList());
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsWhatItWritesAndRefusesTheRest(byte[] input) throws IOException {
    StateFormat.check(InboxPosition.Serializer.INSTANCE, InboxPositionFuzzTest::said, input);
  }
}
