package io.tributary.connectors.jdbc;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.connectors.StateFormat;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class TablePositionFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
        StateFormat.seed(
            1,
            out -> {
              text("invoices/cursor/id", out);
              out.writeLong(5);
              out.writeBoolean(true);
              text("2026-01-01", out);
              text("1", out);
              out.writeBoolean(true);
              text("17", out);
              out.writeLong(1_766_154_225_000_000L);
              out.writeBoolean(true);
              text("16", out);
              out.writeInt(1);
              text("18", out);
              text("2", out);
              out.writeLong(-9);
            }));
  }

  private static final class Subject {
    static void check(byte[] input) throws IOException {
      StateFormat.check(
          new TablePositions(),
          position ->
              Arrays.asList(
                  position.of(),
                  position.settled(),
                  position.ahead().toMap(),
                  position.mark(),
                  position.safe(),
                  position.rows()),
          input);
    }
  }

  private static void text(String text, DataOutputStream out) throws IOException {
    out.writeInt(text.length());
    out.writeBytes(text);
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsWhatItWritesAndRefusesTheRest(byte[] input) throws IOException {
    Subject.check(input);
  }
}
