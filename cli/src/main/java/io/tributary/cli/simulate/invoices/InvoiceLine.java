package io.tributary.cli.simulate.invoices;

import java.math.BigDecimal;

/** So many of something. */
record InvoiceLine(String description, int quantity, BigDecimal unitPrice) {
  InvoiceLine times(int otherQuantity) {
    return new InvoiceLine(description, otherQuantity, unitPrice);
  }

  BigDecimal amount() {
    return unitPrice.multiply(BigDecimal.valueOf(quantity));
  }
}
