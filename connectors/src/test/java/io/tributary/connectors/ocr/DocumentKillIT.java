package io.tributary.connectors.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that collect, each killed at some moment. */
final class DocumentKillIT {
  private static final int DOCUMENTS = 12;
  private static final int KILLS = Integer.getInteger("tributary.kills", 5);
  private static final int LONGEST_MILLIS = 4_000;

  @TempDir Path folder;

  @Test
  void losesNoDocumentAndGivesNoneTwiceWhenItIsKilled() throws Exception {
    InboxFolder inbox = InboxFolder.in(folder, new NoEngine());
    List<String> numbers =
        IntStream.range(0, DOCUMENTS)
            .mapToObj(i -> InvoiceGenerator.write(InvoiceGenerator.language(i), i % 6, 50 + i))
            .map(
                invoice -> {
                  inbox.put(invoice.number().replace('/', '-') + ".pdf", invoice.pdf());
                  return invoice.number();
                })
            .toList();
    Random random = new Random(7);
    int killed = 0;
    for (int i = 0; i < KILLS; i++) {
      Process process = start();
      if (!process.waitFor(500 + random.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS)) {
        killed++;
      }
      process.destroyForcibly().waitFor();
    }
    Process last = start();
    assertThat(last.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(last.exitValue()).isZero();

    List<String> lines = Files.readAllLines(folder.resolve("out.txt"));
    assertThat(killed).as("killed").isPositive();
    assertThat(lines.stream().map(line -> line.split(" ", -1)[0]))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, DOCUMENTS).mapToObj(Integer::toString).toList());
    assertThat(lines.stream().map(line -> line.split(" ", -1)[1]))
        .containsExactlyInAnyOrderElementsOf(numbers);
    assertThat(inbox.files("inbox")).isEmpty();
    assertThat(inbox.files("done")).hasSize(DOCUMENTS);
    assertThat(inbox.files("results")).hasSize(DOCUMENTS);
    assertThat(inbox.files("duplicates")).isEmpty();
    assertThat(inbox.files("review")).isEmpty();
  }

  private Process start() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                Collecting.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log.txt").toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }
}
