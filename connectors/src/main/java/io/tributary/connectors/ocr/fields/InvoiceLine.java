package io.tributary.connectors.ocr.fields;

import java.math.BigDecimal;

/** A line of an invoice. */
public record InvoiceLine(String description, BigDecimal quantity, BigDecimal unitPrice) {
  BigDecimal amount() {
    return quantity.multiply(unitPrice);
  }
}
