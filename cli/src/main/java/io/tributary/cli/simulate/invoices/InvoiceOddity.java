package io.tributary.cli.simulate.invoices;

import io.tributary.cli.simulate.Oddity;

/** What is odd about an invoice that is valid all the same. */
enum InvoiceOddity implements Oddity {
  CREDIT_NOTE,
  /** A later version of an earlier invoice, with another amount. */
  CORRECTION,
  MISSPELT_COUNTRY,
  UNKNOWN_COUNTRY
}
