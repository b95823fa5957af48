package io.tributary.connectors.openmeteo;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.connectors.StateFormat;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class WeatherPositionFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
        StateFormat.seed(
            2,
            out -> {
              out.writeBoolean(true);
              out.writeUTF("archive/Paris/a-1.response");
              out.writeInt(4);
              out.writeInt(1);
              out.writeLong(9);
              out.writeInt(1);
              out.writeInt(1);
              out.writeLong(9);
              out.writeInt(1);
              out.writeInt(24);
              out.writeInt(0);
              out.writeLong(1_766_154_225_000L);
              out.writeBoolean(false);
              out.writeUTF("2026-01-01T00:00:00Z");
            }),
        StateFormat.seed(
            1,
            out -> {
              out.writeBoolean(false);
              out.writeInt(0);
            }));
  }

  private static final class Subject {
    static void check(byte[] input) throws IOException {
      StateFormat.check(new WeatherPositions(), position -> position, input);
    }
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsWhatItWritesAndRefusesTheRest(byte[] input) throws IOException {
    Subject.check(input);
  }
}
