package io.tributary.cli.simulate.invoices;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;

/** A plain invoice on one page, in French or English; what it doesn't say is left out. */
final class InvoicePaper {
  private static final float LEFT = 50;
  private static final float VALUES = 190;
  private static final float QUANTITIES = 330;
  private static final float PRICES = 390;
  private static final float AMOUNTS = 480;
  private static final float TOP = 780;
  private static final float SIZE = 10;
  private static final float LEADING = 16;
  private static final int DAYS_TO_PAY = 30;

  private static final Map<String, String> FRENCH =
      Map.of(
          "card", "carte bancaire",
          "transfer", "virement",
          "cash", "espèces",
          "cheque", "chèque",
          "direct_debit", "prélèvement",
          "other", "autre");
  private static final Map<String, String> ENGLISH =
      Map.of(
          "card", "credit card",
          "transfer", "bank transfer",
          "cash", "cash",
          "cheque", "cheque",
          "direct_debit", "direct debit",
          "other", "other");

  private final JsonNode invoice;
  private final boolean french;
  private final PDFont plain = new PDType1Font(FontName.HELVETICA);
  private final PDFont bold = new PDType1Font(FontName.HELVETICA_BOLD);
  private float y = TOP;

  /**
   * Draws nothing yet.
   *
   * @param invoice a record of the feed, with {@code language} and {@code lines}
   */
  InvoicePaper(JsonNode invoice) {
    this.invoice = invoice;
    french = text("language").equals("fr");
  }

  byte[] pdf() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument()) {
      PDPage page = new PDPage(PDRectangle.A4);
      document.addPage(page);
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        draw(content);
      }
      document.save(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void draw(PDPageContentStream page) throws IOException {
    show(page, bold, LEFT, text("company"));
    y -= LEADING;
    show(page, plain, LEFT, text("country"));
    y -= 2 * LEADING;
    show(page, bold, LEFT, french ? "FACTURE" : "INVOICE");
    y -= LEADING;
    pair(page, french ? "Facture n° :" : "Invoice No:", text("invoice_id"));
    if (!text("issued_at").isEmpty()) {
      LocalDate issued = LocalDate.parse(text("issued_at"));
      pair(page, french ? "Date de facture :" : "Invoice date:", date(issued));
      pair(page, french ? "Échéance :" : "Due date:", date(issued.plusDays(DAYS_TO_PAY)));
    }
    pair(page, french ? "Code client :" : "Customer No:", text("customer_id"));
    pair(page, french ? "Destinataire :" : "Bill to:", text("customer_name"));
    y -= LEADING;
    row(
        page,
        bold,
        french ? "Désignation" : "Description",
        french ? "Qté" : "Qty",
        french ? "Prix unitaire" : "Unit price",
        french ? "Montant" : "Amount");
    for (JsonNode line : invoice.path("lines")) {
      BigDecimal quantity = line.path("quantity").decimalValue();
      BigDecimal price = line.path("unit_price").decimalValue();
      row(
          page,
          plain,
          line.path("description").asText(),
          quantity.toPlainString(),
          number(price),
          number(price.multiply(quantity)));
    }
    y -= LEADING;
    show(page, bold, PRICES, french ? "Total TTC" : "Total");
    show(page, bold, AMOUNTS, total());
    y -= 2 * LEADING;
    String mode = text("payment_mode");
    pair(
        page,
        french ? "Mode de paiement :" : "Payment method:",
        (french ? FRENCH : ENGLISH).getOrDefault(mode, mode));
  }

  private void pair(PDPageContentStream page, String label, String value) throws IOException {
    if (!value.isEmpty()) {
      show(page, plain, LEFT, label);
      show(page, plain, VALUES, value);
      y -= LEADING;
    }
  }

  private void row(
      PDPageContentStream page,
      PDFont font,
      String description,
      String quantity,
      String price,
      String amount)
      throws IOException {
    show(page, font, LEFT, description);
    show(page, font, QUANTITIES, quantity);
    show(page, font, PRICES, price);
    show(page, font, AMOUNTS, amount);
    y -= LEADING;
  }

  private void show(PDPageContentStream page, PDFont font, float x, String text)
      throws IOException {
    page.beginText();
    page.setFont(font, SIZE);
    page.newLineAtOffset(x, y);
    page.showText(text);
    page.endText();
  }

  private String total() {
    String number = number(invoice.path("amount").decimalValue());
    return switch (text("currency")) {
      case "EUR" -> french ? number + " €" : "€" + number;
      case "GBP" -> "£" + number;
      case "USD" -> "$" + number;
      default -> number + " " + text("currency");
    };
  }

  private String number(BigDecimal amount) {
    String grouped = String.format(Locale.ROOT, "%,." + amount.scale() + "f", amount);
    return french ? grouped.replace(',', ' ').replace('.', ',') : grouped;
  }

  private String date(LocalDate day) {
    return french
        ? DateTimeFormatter.ofPattern("dd/MM/yyyy", Locale.ROOT).format(day)
        : DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).format(day);
  }

  private String text(String field) {
    return InvoiceJson.text(invoice, field);
  }
}
