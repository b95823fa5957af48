package io.tributary.connectors.ocr.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connectors.ocr.InvoiceGenerator;
import io.tributary.connectors.ocr.InvoiceGenerator.Generated;
import io.tributary.connectors.ocr.InvoiceGenerator.Language;
import io.tributary.connectors.ocr.fields.Field;
import io.tributary.connectors.ocr.fields.InvoiceText;
import io.tributary.connectors.ocr.fields.Line;
import io.tributary.connectors.ocr.fields.ReadInvoice;
import java.io.IOException;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 204 generated invoices, read from the text of their PDFs. */
final class GeneratedInvoicesTest {
  private static final int EACH = 68;

  @ParameterizedTest
  @EnumSource(Language.class)
  void readsTotalAndDateOfNineteenInTwentyAtLeast(Language language) throws IOException {
    int totals = 0;
    int dates = 0;
    int numbers = 0;
    int currencies = 0;
    for (int i = 0; i < EACH; i++) {
      Generated wanted = InvoiceGenerator.write(language, i % InvoiceGenerator.LAYOUTS, i);
      ReadInvoice read = InvoiceText.parse(lines(wanted));
      boolean isTotal =
          read.total().filter(t -> t.value().compareTo(wanted.total()) == 0).isPresent();
      boolean isDate = read.issued().filter(d -> d.value().equals(wanted.issued())).isPresent();
      totals += isTotal ? 1 : 0;
      dates += isDate ? 1 : 0;
      numbers +=
          read.number().map(Field::value).filter(wanted.number()::equals).isPresent() ? 1 : 0;
      currencies +=
          read.currency().map(Field::value).filter(wanted.currency()::equals).isPresent() ? 1 : 0;
      if (!isTotal || !isDate) {
        System.out.printf(
            "%s, layout %d, seed %d: %s %s, read as %s %s%n",
            language,
            wanted.layout(),
            i,
            wanted.issued(),
            wanted.total(),
            read.issued(),
            read.total());
      }
    }
    System.out.printf(
        "| %s | %d | %d | %d | %d | %d |%n", language, EACH, totals, dates, numbers, currencies);
    assertThat(totals).as("totals").isGreaterThanOrEqualTo(EACH * 95 / 100);
    assertThat(dates).as("dates").isGreaterThanOrEqualTo(EACH * 95 / 100);
    assertThat(numbers).as("numbers").isGreaterThanOrEqualTo(EACH * 90 / 100);
  }

  private static List<Line> lines(Generated invoice) throws IOException {
    try (PDDocument pdf = Loader.loadPDF(invoice.pdf())) {
      return PdfWords.of(pdf, 1).stream().map(Line::of).toList();
    }
  }
}
