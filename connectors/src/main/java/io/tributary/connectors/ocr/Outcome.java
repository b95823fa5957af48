package io.tributary.connectors.ocr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.ocr.fields.Field;
import io.tributary.connectors.ocr.fields.InvoiceLine;
import io.tributary.connectors.ocr.fields.ReadInvoice;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a document, as it stands in its result.
 *
 * @param invoice as the feed's topic has it; what could not be found is missing
 * @param problem why it is to be reviewed; null when the invoice can be taken
 * @param result all of it, with the text and how sure each field is
 */
record Outcome(JsonNode invoice, @Nullable Rejection problem, ObjectNode result) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DECIMALS = 3;
  private static final String GONE = "gone";

  /** Nobody's name stands for a customer's in every document. */
  private static final String UNKNOWN_CUSTOMER = "unknown";

  /** Of a document that was read. */
  static Outcome of(
      Journal.Entry entry, DocumentReader.Reading reading, long millis, DocumentSettings settings) {
    ReadInvoice read = reading.invoice();
    Rejection problem = problem(read, settings);
    ObjectNode invoice = invoice(read, settings.country());
    ObjectNode result = result(entry, problem);
    result.put("engine", reading.engine());
    result.put("milliseconds", millis);
    result.put("pages", reading.pages());
    result.set("invoice", invoice);
    result.set("fields", fields(read));
    result.put("text", reading.text());
    return new Outcome(invoice, problem, result);
  }

  /** Of one that can't be read. */
  static Outcome unreadable(Journal.Entry entry, String reason) {
    Rejection problem = new Rejection(RejectReason.INVALID_VALUE, "document", reason);
    return new Outcome(NODES.objectNode(), problem, result(entry, problem));
  }

  /** Of one that somebody has taken away before it was read. */
  static Outcome gone(Journal.Entry entry) {
    Outcome outcome = unreadable(entry, "somebody has taken it away before it was read");
    outcome.result.put("outcome", GONE);
    return outcome;
  }

  static boolean wasGone(JsonNode result) {
    return result.path("outcome").asText().equals(GONE);
  }

  /** What stands in a result that was written before. */
  static Outcome stored(ObjectNode result) {
    JsonNode problem = result.path("problem");
    return new Outcome(
        result.path("invoice"),
        problem.isObject()
            ? new Rejection(
                RejectReason.valueOf(problem.path("reason").asText()),
                problem.path("field").asText(),
                problem.path("detail").asText())
            : null,
        result);
  }

  private static ObjectNode result(Journal.Entry entry, @Nullable Rejection problem) {
    ObjectNode result = NODES.objectNode();
    result.put("number", entry.number());
    result.put("document", entry.document());
    result.put("sha256", entry.sha256());
    result.put("bytes", entry.bytes());
    result.put("received", Instant.ofEpochMilli(entry.received()).toString());
    result.put("outcome", problem == null ? "invoice" : "review");
    if (problem != null) {
      ObjectNode node = result.putObject("problem");
      node.put("reason", problem.reason().name());
      node.put("field", problem.field());
      node.put("detail", problem.detail());
    }
    return result;
  }

  private static @Nullable Rejection problem(ReadInvoice read, DocumentSettings settings) {
    double least = settings.minConfidence();
    Rejection problem = problem("amount", "total", read.total(), least);
    if (problem == null) {
      problem = problem("issued_at", "date of issue", read.issued(), least);
    }
    if (problem == null) {
      problem = problem("invoice_id", "invoice number", read.number(), least);
    }
    if (problem == null && read.country().isEmpty() && settings.country() == null) {
      problem =
          new Rejection(
              RejectReason.MISSING_FIELD,
              "country",
              "no country was found in the document: complete it, or set one for all such"
                  + " documents");
    }
    return problem;
  }

  private static @Nullable Rejection problem(
      String name, String words, Optional<? extends Field<?>> field, double least) {
    if (field.isEmpty()) {
      return new Rejection(
          RejectReason.MISSING_FIELD, name, "no %s was found in the document".formatted(words));
    }
    if (field.get().confidence() < least) {
      return new Rejection(
          RejectReason.INVALID_VALUE,
          name,
          "the %s seems to be %s, but with a confidence of %s only, less than %s: look at it"
              .formatted(
                  words, field.get().value(), rounded(field.get().confidence()), rounded(least)));
    }
    return null;
  }

  private static ObjectNode invoice(ReadInvoice read, @Nullable String country) {
    ObjectNode invoice = NODES.objectNode();
    read.number().ifPresent(number -> invoice.put("invoice_id", number.value()));
    read.issued().ifPresent(date -> invoice.put("issued_at", date.value().toString()));
    invoice.put("customer_id", read.customer().map(Field::value).orElse(UNKNOWN_CUSTOMER));
    read.country()
        .map(Field::value)
        .or(() -> Optional.ofNullable(country))
        .ifPresent(code -> invoice.put("country", code));
    read.total().ifPresent(total -> invoice.put("amount", total.value().toPlainString()));
    read.currency().ifPresent(currency -> invoice.put("currency", currency.value()));
    invoice.put("payment_mode", read.paymentMode().map(Field::value).orElse("other"));
    invoice.put("source", DocumentCollector.SOURCE);
    read.seller().ifPresent(seller -> invoice.put("seller", seller.value()));
    if (!read.lines().isEmpty()) {
      ArrayNode lines = invoice.putArray("lines");
      for (InvoiceLine line : read.lines()) {
        ObjectNode node = lines.addObject();
        node.put("description", line.description());
        node.put("quantity", line.quantity().toPlainString());
        node.put("unit_price", line.unitPrice().toPlainString());
      }
    }
    return invoice;
  }

  private static ObjectNode fields(ReadInvoice read) {
    ObjectNode fields = NODES.objectNode();
    put(fields, "invoice_id", read.number());
    put(fields, "issued_at", read.issued());
    put(fields, "amount", read.total());
    put(fields, "currency", read.currency());
    put(fields, "country", read.country());
    put(fields, "seller", read.seller());
    put(fields, "customer_id", read.customer());
    put(fields, "payment_mode", read.paymentMode());
    return fields;
  }

  private static void put(ObjectNode fields, String name, Optional<? extends Field<?>> field) {
    if (field.isPresent()) {
      ObjectNode node = fields.putObject(name);
      Object value = field.get().value();
      node.put("value", value instanceof BigDecimal d ? d.toPlainString() : value.toString());
      node.put("confidence", rounded(field.get().confidence()));
    }
  }

  private static BigDecimal rounded(double confidence) {
    return BigDecimal.valueOf(confidence)
        .setScale(DECIMALS, RoundingMode.HALF_UP)
        .stripTrailingZeros();
  }
}
