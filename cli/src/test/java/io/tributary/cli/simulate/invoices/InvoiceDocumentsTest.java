package io.tributary.cli.simulate.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.cli.simulate.Fate;
import io.tributary.cli.simulate.SimulatedRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InvoiceDocumentsTest {
  @TempDir private Path folder;

  @Test
  void writesADocumentForEachAlsoForCopiesAndCorrections() throws IOException {
    List<SimulatedRecord> sent;
    try (InvoiceDocuments documents = new InvoiceDocuments(folder)) {
      sent = Deliveries.send(Source.OCR, 600, documents);
      assertThat(documents.delivered()).isEqualTo(600);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(600).allMatch(file -> file.toString().endsWith(".pdf"));
    }
    assertThat(sent).anyMatch(i -> i.oddity().equals(Optional.of(InvoiceOddity.CORRECTION)));
  }

  @Test
  void writesWhatIsOnAnInvoiceInItsLanguage() throws IOException {
    Set<String> languages = new HashSet<>();
    List<SimulatedRecord> sent;
    try (InvoiceDocuments documents = new InvoiceDocuments(folder)) {
      sent = Deliveries.send(Source.OCR, 200, documents);
    }
    for (SimulatedRecord record : sent) {
      JsonNode invoice = InvoiceJson.fields(record);
      String text = text(new InvoicePaper(invoice).pdf());
      boolean french = invoice.path("language").asText().equals("fr");
      languages.add(invoice.path("language").asText());
      BigDecimal amount = invoice.path("amount").decimalValue();
      assertThat(text)
          .contains(
              french ? "FACTURE" : "INVOICE",
              invoice.path("company").asText(),
              invoice.path("country").asText(),
              invoice.path("customer_name").asText(),
              invoice.path("lines").path(0).path("description").asText());
      assertThat(text.replaceAll("[ ,]", ""))
          .contains(amount.toPlainString().replace(french ? "." : ",", ""));
      if (record.fate() == Fate.INVALID) {
        assertThat(invoice.has("invoice_id") && invoice.has("issued_at")).isFalse();
      } else {
        assertThat(text).contains(invoice.path("invoice_id").asText());
        assertThat(text).contains(french ? "Date de facture" : "Invoice date");
      }
    }
    assertThat(languages).containsExactlyInAnyOrder("fr", "en");
  }

  private static String text(byte[] pdf) throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertThat(document.getNumberOfPages()).isEqualTo(1);
      return new PDFTextStripper().getText(document);
    }
  }
}
