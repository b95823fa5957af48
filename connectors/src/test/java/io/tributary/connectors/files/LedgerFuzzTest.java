package io.tributary.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.connectors.files.Finished.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class LedgerFuzzTest {
  private static final class Subject {
    static final Path FILE;
    static final Duration MEMORY = Duration.ofDays(1_000_000);

    static {
      try {
        FILE = Files.createTempFile("ledger", ".jsonl");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      FILE.toFile().deleteOnExit();
    }
  }

  static Stream<byte[]> seeds() {
    String first =
        "{\"sequence\":1,\"name\":\"é.csv\",\"to\":\"done/é.csv\",\"outcome\":\"READ\",\"sha256\":\"00\",\"at\":\"2026-01-01T00:00:00Z\"}\n";
    return Stream.of(
            first,
            first + first.replace(":1,", ":2,"),
            first + "{\"sequence\":2,\"na",
            first + "null\n",
            first.replace("2026", "+1000000000"),
            first.replace("\n", "1"),
            "\n")
        .flatMap(
            text -> {
              byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
              int cut = text.indexOf('é') + 1; // in the middle of it
              return Stream.of(bytes, Arrays.copyOf(bytes, cut));
            });
  }

  /** What could be opened keeps what it had, and goes on. */
  @MethodSource("seeds")
  @FuzzTest
  void isReadAndGoesOnOrIsRefused(byte[] bytes) throws IOException {
    Files.write(Subject.FILE, bytes);
    List<Ledger.Entry> all;
    try {
      Ledger ledger = Ledger.open(Subject.FILE, Subject.MEMORY);
      all = new ArrayList<>(ledger.after(Long.MIN_VALUE));
      Ledger.Entry next =
          new Ledger.Entry(
              Long.MAX_VALUE, "b.csv", "done/b.csv", Outcome.FAILED, "", Instant.EPOCH);
      ledger.append(List.of(next));
      all.add(next);
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining("a line that was not written here");
      return;
    }
    assertThat(Ledger.open(Subject.FILE, Subject.MEMORY).after(Long.MIN_VALUE)).isEqualTo(all);
  }
}
