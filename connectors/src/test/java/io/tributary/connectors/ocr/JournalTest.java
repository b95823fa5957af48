package io.tributary.connectors.ocr;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "{\"number\":1}", "[]", "x"})
  void aLineThatIsNoEntryIsRefusedWithItsPlace(String line) throws IOException {
    Path file = Files.writeString(folder.resolve("documents.jsonl"), line + "\n");
    assertThatThrownBy(() -> Journal.open(file).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 1 is not entry 1");
  }
}
