package io.tributary.connectors.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.connectors.ocr.fields.Field;
import io.tributary.connectors.ocr.fields.InvoiceLine;
import io.tributary.connectors.ocr.fields.InvoiceText;
import io.tributary.connectors.ocr.fields.Line;
import io.tributary.connectors.ocr.fields.ReadInvoice;
import io.tributary.connectors.ocr.fields.Word;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** From the text that was read of a document to the invoice. */
@Timeout(10)
class ReadInvoiceFuzzTest {
  private static final class Subject {
    static final ObjectMapper JSON = BoundedJson.mapper();
    static final DocumentSettings SETTINGS = DocumentSettings.of("inbox");
    static final Journal.Entry ENTRY =
        new Journal.Entry(1, "a.pdf", "00", 1, 0, "2026-01-01/a.pdf", null);
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            """
            Quincaillerie du Port SARL
            12 rue des Vis, 75001 Paris, France
            FACTURE N° F-2026-017          Date : 31/01/2026
            Client : C-99
            Désignation     Qté     Prix unitaire     Montant
            Vis inox         10            1,20         12,00
            Total HT                                   12,00 €
            TVA 20 %                                    2,40 €
            Total TTC                                  14,40 €
            Payé par carte bancaire
            """,
            """
            Acme Ltd, London, United Kingdom
            Invoice no. INV/7 Issued 1 February 2026
            Total due: GBP 1,234.50   Payment: bank transfer
            """,
            """
            فاتورة رقم ١٢٣
            التاريخ ٣١/٠١/٢٠٢٦
            المجموع ١٬٢٣٤٫٥٠ د.ت
            """,
            "Total " + "1 ".repeat(400),
            "(".repeat(300) + "٫٬،" + "9".repeat(300),
            "1" + ",23".repeat(30_000),
            "fr76" + "abcd".repeat(30_000),
            "Total 1.00\nTVA 1.00\n".repeat(300),
            "31.31.31.31.2026-13-45 1e9 Total 99999999999999999999,99 €")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void isAnInvoiceThatCanBeTakenOrIsToBeReviewed(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    check(text, text.lines().map(line -> Line.of(line, 0.9)).toList());
    check(text, text.lines().map(ReadInvoiceFuzzTest::words).toList());
  }

  /** The same, as an engine tells that gives each word its place. */
  private static Line words(String line) {
    List<Word> words = new ArrayList<>();
    int at = 0;
    for (String word : line.split(" ", -1)) {
      words.add(new Word(word, at, at + word.length(), 0.8));
      at += word.length() + 1;
    }
    return Line.of(words);
  }

  private static void check(String text, List<Line> lines) throws IOException {
    ReadInvoice read = InvoiceText.parse(lines);
    Outcome outcome =
        Outcome.of(
            Subject.ENTRY,
            new DocumentReader.Reading("engine", 1, text, read),
            1,
            Subject.SETTINGS);
    JsonNode invoice = Subject.JSON.readTree(Subject.JSON.writeValueAsBytes(outcome.invoice()));
    assertThat(Subject.JSON.readTree(Subject.JSON.writeValueAsBytes(outcome.result()))).isNotNull();
    if (outcome.problem() == null) {
      assertThat(invoice.path("invoice_id").asText()).isNotBlank();
      assertThat(invoice.path("amount").asText()).matches("-?[0-9]{1,14}(\\.[0-9]{1,4}0*)?");
      assertThat(invoice.path("issued_at").asText()).matches("[0-9]{4}-[0-9]{2}-[0-9]{2}");
      assertThat(invoice.path("country").asText()).matches("[A-Z]{2}");
      assertThat(invoice.path("currency").asText()).matches("|[A-Z]{3}");
    } else {
      assertThat(outcome.problem().detail()).isNotBlank();
    }
    Stream.of(read.number(), read.issued(), read.total(), read.currency(), read.country())
        .flatMap(Optional::stream)
        .map(Field::confidence)
        .forEach(confidence -> assertThat(confidence).isBetween(0.0, 1.0));
    for (InvoiceLine line : read.lines()) {
      assertThat(line.description()).isNotNull();
      assertThat(line.quantity().toPlainString()).hasSizeLessThan(60);
      assertThat(line.unitPrice().toPlainString()).hasSizeLessThan(60);
    }
  }
}
