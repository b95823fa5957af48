package io.tributary.cli.simulate.invoices;

import io.tributary.cli.simulate.JsonFields;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * An invoice before it is written.
 *
 * @param issuedAt a day, or a moment with an offset
 * @param country as it is to be written
 * @param language in which it is made out
 * @param company who sends it
 * @param lines at least one; they add up to the amount; not every program writes them
 */
record InvoiceDraft(
    Source source,
    String invoiceId,
    String issuedAt,
    Customer customer,
    String country,
    String language,
    String company,
    String paymentMode,
    List<InvoiceLine> lines) {
  private static final String DEFAULT_CURRENCY = "EUR";

  /** An API of products names them otherwise. */
  private static final Map<String, String> OF_PRODUCTS =
      Map.of(
          "invoice_id", "id",
          "issued_at", "date",
          "customer_id", "customerId",
          "amount", "price",
          "payment_mode", "paymentMode");

  BigDecimal amount() {
    return lines.stream().map(InvoiceLine::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  String currency() {
    return customer.country().currency();
  }

  byte[] key() {
    return invoiceId.getBytes(StandardCharsets.UTF_8);
  }

  /** A later version of it: of the first thing there is one more. */
  InvoiceDraft corrected() {
    InvoiceLine first = lines.get(0);
    List<InvoiceLine> more = new ArrayList<>(lines);
    more.set(0, first.times(first.quantity() + Integer.signum(first.quantity())));
    return with(country, more);
  }

  /** The same as a credit note: everything is given back. */
  InvoiceDraft negated() {
    return with(country, lines.stream().map(line -> line.times(-line.quantity())).toList());
  }

  InvoiceDraft withCountry(String written) {
    return with(written, lines);
  }

  private InvoiceDraft with(String otherCountry, List<InvoiceLine> otherLines) {
    return new InvoiceDraft(
        source,
        invoiceId,
        issuedAt,
        customer,
        otherCountry,
        language,
        company,
        paymentMode,
        otherLines);
  }

  /** What a field of the feed is called in this invoice's source. */
  String nameOf(String field) {
    return source == Source.API ? OF_PRODUCTS.getOrDefault(field, field) : field;
  }

  /** As its source has it: a row, an item or a record with the fields of the feed. */
  JsonFields fields(SplittableRandom random) {
    return switch (source) {
      case API -> item();
      case KAFKA -> record(random);
      case OCR -> everything().text("language", language);
      case FILES, DATABASE -> everything();
    };
  }

  private JsonFields item() {
    return new JsonFields()
        .text("id", invoiceId)
        .text("title", lines.get(0).description())
        .put("price", amount().toPlainString())
        .text("category", category())
        .text("date", issuedAt)
        .text("customerId", customer.id())
        .text("country", country)
        .text("currency", currency())
        .text("paymentMode", paymentMode);
  }

  /** Some are cheap and some are dear: enough for a list of products. */
  private String category() {
    return amount().abs().compareTo(BigDecimal.valueOf(100)) < 0 ? "supplies" : "equipment";
  }

  private JsonFields everything() {
    return new JsonFields()
        .text("invoice_id", invoiceId)
        .text("issued_at", issuedAt)
        .text("customer_id", customer.id())
        .text("country", country)
        .put("amount", amount().toPlainString())
        .text("currency", currency())
        .text("payment_mode", paymentMode)
        .put("lines", linesJson())
        .text("company", company)
        .text("customer_name", customer.name());
  }

  /** As many programs write it: amounts as numbers or texts, what may be missing sometimes is. */
  private JsonFields record(SplittableRandom random) {
    JsonFields fields = everything();
    switch (random.nextInt(12)) {
      case 0 -> fields.text("amount", amount().toPlainString());
      case 1 -> fields.text("amount", DecimalComma.write(amount().toPlainString()));
      case 2 -> fields.text("payment_mode", paymentMode.toUpperCase(Locale.ROOT));
      case 3 -> fields.put("customer_id", "null");
      case 4 -> fields.remove("lines");
      default -> {}
    }
    if (currency().equals(DEFAULT_CURRENCY) && random.nextInt(5) == 0) {
      fields.remove("currency");
    }
    if (paymentMode.equals("other") && random.nextBoolean()) {
      fields.remove("payment_mode");
    }
    if (random.nextInt(3) == 0) {
      fields.text("source", "kafka");
    }
    return fields;
  }

  private String linesJson() {
    return lines.stream()
        .map(
            line ->
                new JsonFields()
                    .text("description", line.description())
                    .put("quantity", Integer.toString(line.quantity()))
                    .put("unit_price", line.unitPrice().toPlainString())
                    .json())
        .collect(Collectors.joining(",", "[", "]"));
  }
}
