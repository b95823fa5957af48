package io.tributary.connectors.ocr.fields;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What was found of an invoice.
 *
 * @param total what the invoice comes to, with tax
 * @param currency by ISO 4217
 * @param country the seller's, by ISO 3166-1 alpha-2
 * @param paymentMode as the feed has it: card, transfer, cash, cheque or direct_debit
 * @param lines those whose quantity and unit price make up their amount; perhaps not all of them
 */
public record ReadInvoice(
    Optional<Field<String>> number,
    Optional<Field<LocalDate>> issued,
    Optional<Field<BigDecimal>> total,
    Optional<Field<String>> currency,
    Optional<Field<String>> country,
    Optional<Field<String>> seller,
    Optional<Field<String>> customer,
    Optional<Field<String>> paymentMode,
    List<InvoiceLine> lines) {
  public ReadInvoice {
    lines = List.copyOf(lines);
  }
}
