package io.tributary.connectors.files;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class JsonFileFuzzTest {
  private static final class Subject {
    static final FuzzedFile FILE;

    static {
      try {
        FILE = new FuzzedFile();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static Stream<byte[]> seeds() {
    String one = "{\"invoice_id\":\"1\",\"source\":\"x\",\"amount\":-1.50e2}";
    return Stream.of(
            "[" + one + " , " + one + "\n]",
            one + "\n\n" + one + one,
            "[{\"a\":\"]}\\\"\"},5,,{\"a\":[[]]}}",
            "[" + one + "] 1",
            "[{\"a\":\"" + "x".repeat(200) + "\"},1]",
            "\ufeff[" + one,
            "{\"a\":\"\\ud800\",\"b\":1e999999999}\n{\"a\":1,\"a\":2}\n" + "{".repeat(50))
        .flatMap(
            text ->
                Stream.of(
                    text.getBytes(StandardCharsets.UTF_8),
                    text.getBytes(StandardCharsets.UTF_16LE)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void isReadFromAnyRecordOnAsFromItsBeginning(byte[] bytes) throws IOException {
    Subject.FILE.check("fuzzed.json", bytes);
    Subject.FILE.check("fuzzed.jsonl", bytes);
  }
}
