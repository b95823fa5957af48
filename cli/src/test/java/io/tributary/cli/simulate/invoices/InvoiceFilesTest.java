package io.tributary.cli.simulate.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.CommandFailure;
import io.tributary.cli.simulate.SimulatedRecord;
import io.tributary.connectors.files.InboxCollector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InvoiceFilesTest {
  @TempDir private Path folder;

  @Test
  void theFeedsOwnReaderTakesAndRefusesWhatItIsMeantTo() throws Exception {
    List<SimulatedRecord> sent;
    try (InvoiceFiles files = files("inbox")) {
      sent = Deliveries.send(Source.FILES, 3_000, files);
      assertThat(files.delivered()).isEqualTo(3_000);
    }
    assertThat(
            Deliveries.read(new InboxCollector(folder.resolve("inbox"), Duration.ZERO)).stream()
                .map(Deliveries::fate))
        .containsExactlyElementsOf(sent.stream().map(Deliveries::fate).toList());
  }

  @Test
  void writesSomeDozensIntoEachFileInEveryForm() throws Exception {
    try (InvoiceFiles files = files("inbox")) {
      Deliveries.send(Source.FILES, 3_000, files);
    }
    Map<String, String> all = contents("inbox");
    assertThat(all).hasSizeBetween(50, 125);
    assertThat(all.keySet())
        .allMatch(name -> name.matches("factures-20251219T233000Z-[0-9]{5}\\.(csv|json|jsonl)"));
    assertThat(all.values())
        .anyMatch(text -> text.startsWith("invoice_id,issued_at,customer_id,"))
        .anyMatch(text -> text.startsWith("Facture;Date;Client;Pays;Montant;Devise;"))
        .anyMatch(text -> text.startsWith("[\n{\"invoice_id\":"))
        .anyMatch(text -> text.startsWith("{\"invoice_id\":"));
  }

  @Test
  void writesTheSameFilesForTheSameSeedAndReplacesNone() throws Exception {
    for (String inbox : List.of("one", "other", "one")) {
      try (InvoiceFiles files = files(inbox)) {
        Deliveries.send(Source.FILES, 500, files);
      }
    }
    Map<String, String> other = contents("other");
    Map<String, String> twice = contents("one");
    assertThat(twice).containsAllEntriesOf(other).hasSize(2 * other.size());
  }

  @Test
  void saysWhichFolderCantBeWritten() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> files("file"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--files " + folder.resolve("file") + " can't be written");
  }

  private InvoiceFiles files(String inbox) {
    return new InvoiceFiles(folder.resolve(inbox), Deliveries.PARAMETERS);
  }

  private Map<String, String> contents(String inbox) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(inbox))) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return contents;
  }
}
