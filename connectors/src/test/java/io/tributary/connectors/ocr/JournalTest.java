package io.tributary.connectors.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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

  @Test
  void aLineThatIsNoUtf8IsRefusedAndNothingIsWritten() throws IOException {
    Path file = folder.resolve("documents.jsonl");
    byte[] bytes =
        "{\"number\":1,\"document\":\"\u0097.pdf\",\"sha256\":\"00\",\"bytes\":1,\"received\":0,\"kept\":\"2026-01-01/a.pdf\"}\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, bytes);
    assertThatThrownBy(() -> Journal.open(file).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 1 is not entry 1");
    assertThat(file).hasBinaryContent(bytes);
  }
}
