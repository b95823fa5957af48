package io.tributary.cli.simulate.invoices;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.cli.simulate.BrokenJson;
import io.tributary.cli.simulate.JsonFields;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Invoices as broken producers write them: each has exactly the one fault that it is named after.
 */
final class InvalidInvoice {
  private static final int LONGEST = 200;
  private static final int FUTURE_YEAR = 2100;

  private static final List<String> TIMES = List.of("T10:30:00", "T23:59:59.5", "T08:15");

  private static final List<String> BAD_LINES =
      List.of(
          "{}",
          "[1]",
          "[{\"quantity\":2,\"unit_price\":1}]",
          "[{\"description\":\"A4\",\"quantity\":\"two\",\"unit_price\":1}]",
          "[{\"description\":\"A4\",\"quantity\":2,\"unit_price\":0.00001}]");

  private InvalidInvoice() {}

  /** The value of an invalid record; null for one without a value. */
  static byte @Nullable [] value(
      InvoiceFault fault, InvoiceDraft invoice, SplittableRandom random) {
    JsonFields fields = invoice.fields(random);
    String date = invoice.nameOf("issued_at");
    String amount = invoice.nameOf("amount");
    switch (fault) {
      case MALFORMED_JSON -> {
        return BrokenJson.malformed(fields, "invoice", random);
      }
      case DUPLICATE_KEY -> {
        return BrokenJson.withKeyTwice(fields, any(List.of(date, amount, "country"), random));
      }
      case DEEPLY_NESTED -> fields.put("lines", BrokenJson.DEEPLY_NESTED);
      case INVALID_UTF8 -> {
        return BrokenJson.undecodable(fields, "country", random);
      }
      case EMPTY -> {
        return new byte[0];
      }
      case NULL_VALUE -> {
        return null;
      }
      case MISSING_FIELD -> withhold(invoice, fields, random);
      case WRONG_TYPE -> wrongType(fields, random);
      case HALF_SURROGATE ->
          fields.put("country", "\"" + any(List.of("\\ud83d", "\\uDE00 "), random) + "\"");
      case BAD_DATE ->
          fields.text(
              date,
              any(
                  List.of("31/01/2026", "yesterday", "2026-13-01", "2025-02-30", "20260131"),
                  random));
      case NO_ZONE -> fields.text(date, invoice.issuedAt().substring(0, 10) + any(TIMES, random));
      case FAR_FUTURE -> fields.text(date, (FUTURE_YEAR + random.nextInt(800)) + "-01-31");
      case BAD_AMOUNT -> badAmount(invoice, fields, amount, random);
      case TOO_LARGE -> fields.put(amount, "123456789012345.67");
      case TOO_PRECISE -> fields.put(amount, "12.3456" + (1 + random.nextInt(9)));
      case UNKNOWN_CURRENCY ->
          fields.text(
              "currency", any(List.of("EURO", "€", "XYZ", "978", "Dollar", "E U R"), random));
      case UNKNOWN_PAYMENT_MODE ->
          fields.text(
              invoice.nameOf("payment_mode"),
              any(List.of("virement", "bitcoin", "check", "CB", "direct debit"), random));
      case UNKNOWN_SOURCE -> fields.text("source", any(List.of("fax", "OCR", "mail"), random));
      case BAD_LINES -> fields.put("lines", any(BAD_LINES, random));
      case TOO_LONG ->
          fields.text(
              any(
                  List.of(invoice.nameOf("invoice_id"), invoice.nameOf("customer_id"), "country"),
                  random),
              invoice.invoiceId() + "é".repeat(LONGEST - 5 + random.nextInt(100)));
    }
    return fields.bytes();
  }

  /** Takes away what must be there, in a way that the source knows. */
  private static void withhold(InvoiceDraft invoice, JsonFields fields, SplittableRandom random) {
    switch (invoice.source()) {
      case KAFKA, FILES -> {
        String field = any(List.of("invoice_id", "issued_at", "country", "amount"), random);
        switch (random.nextInt(3)) {
          case 0 -> fields.remove(field);
          case 1 -> fields.put(field, "null");
          default -> fields.text(any(List.of("invoice_id", "country"), random), "  ");
        }
      }
      case DATABASE -> fields.put(any(List.of("issued_at", "country", "amount"), random), "null");
      case API -> fields.remove(any(List.of("id", "price"), random));
      case OCR -> {
        String field = any(List.of("invoice_id", "issued_at"), random);
        fields.remove(field);
        if (field.equals("invoice_id")) {
          // Readers would take that number for the invoice's.
          fields.remove("customer_id");
        }
      }
    }
  }

  private static void wrongType(JsonFields fields, SplittableRandom random) {
    String field =
        any(
            List.of(
                "invoice_id",
                "issued_at",
                "customer_id",
                "country",
                "amount",
                "currency",
                "payment_mode",
                "source",
                "lines"),
            random);
    List<String> others = List.of("true", "{}", field.equals("amount") ? "[12]" : "42");
    fields.put(field, any(others, random));
  }

  private static void badAmount(
      InvoiceDraft invoice, JsonFields fields, String amount, SplittableRandom random) {
    if (invoice.source() == Source.DATABASE) {
      // The one number of PostgreSQL that is none.
      fields.text(amount, "NaN");
    } else {
      fields.text(
          amount, any(List.of("twelve", "12.345,60", "1,234", "€ 12.00", "--5", "1 2 3"), random));
    }
  }
}
