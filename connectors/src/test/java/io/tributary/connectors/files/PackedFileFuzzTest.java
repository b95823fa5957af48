package io.tributary.connectors.files;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class PackedFileFuzzTest {
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
    return Stream.of(packed("invoice_id,amount\n1,2\n3,4\n"), packed("x".repeat(1 << 17)));
  }

  private static byte[] packed(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @MethodSource("seeds")
  @FuzzTest
  void isReadFromAnyRecordOnAsFromItsBeginning(byte[] bytes) throws IOException {
    Subject.FILE.check("fuzzed.csv.gz", bytes);
  }
}
