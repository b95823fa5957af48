package io.tributary.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file much larger than the memory. */
class HugeFileIT {
  private static final int LINES = 1_500_000;
  private static final int LINE_BYTES = 200;

  @TempDir private Path folder;

  @Test
  void aHugeFileIsReadInLittleMemoryAndGoneOnWithAtOnce() throws Exception {
    Path file = folder.resolve("huge.csv");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("invoice_id,customer_id,amount\n");
      for (int i = 0; i < LINES; i++) {
        String line = i + ",\"Société, " + i % 97 + "\",12.50";
        out.write(line + " ".repeat(LINE_BYTES - line.length()) + "\n");
      }
    }
    assertThat(Files.size(file)).isGreaterThan(300_000_000L);
    Files.setLastModifiedTime(file, FileTime.fromMillis(0)); // settled
    Process reader =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-cp",
                System.getProperty("java.class.path"),
                ReadHugeFile.class.getName(),
                folder.toString(),
                Integer.toString(LINES))
            .redirectErrorStream(true)
            .start();
    String told = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(reader.waitFor()).as(told).isZero();
    assertThat(told).contains("read " + LINES, "went on with 250");
    long millis = Long.parseLong(told.replaceAll("(?s).*after ms (\\d+).*", "$1"));
    assertThat(millis).as("to go on at 95 %").isLessThan(2_000);
  }
}
