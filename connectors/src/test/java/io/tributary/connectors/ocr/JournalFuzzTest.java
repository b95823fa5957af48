package io.tributary.connectors.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class JournalFuzzTest {
  private static final class Subject {
    static final Path FILE;

    static {
      try {
        FILE = Files.createTempFile("journal", ".jsonl");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      FILE.toFile().deleteOnExit();
    }
  }

  static Stream<byte[]> seeds() {
    String first =
        "{\"number\":1,\"document\":\"a.pdf\",\"sha256\":\"00\",\"bytes\":1,\"received\":0,\"kept\":\"2026-01-01/a.pdf\"}\n";
    return Stream.of(
            first,
            first + first.replace(":1,\"d", ":2,\"d"),
            first + first,
            first + "{\"number\":2",
            "null\n",
            "{\"number\":1}\n",
            "\n",
            first.replace("a.pdf\",\"s", "\u0097\",\"s"))
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1)); // the last is no UTF-8
  }

  /** What could be opened grows, and keeps what it had. */
  @MethodSource("seeds")
  @FuzzTest
  void isReadAndGoesOnOrIsRefused(byte[] bytes) throws IOException {
    Files.write(Subject.FILE, bytes);
    long last;
    Journal.Entry added;
    try (Journal journal = Journal.open(Subject.FILE)) {
      last = journal.last();
      added = journal.append("dir/b.json", "11", 2, 3, "2026-01-02", null);
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining("line");
      return;
    }
    try (Journal journal = Journal.open(Subject.FILE)) {
      assertThat(journal.last()).isEqualTo(last + 1);
      assertThat(journal.entry(last + 1)).isEqualTo(added);
    }
  }
}
