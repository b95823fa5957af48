package io.tributary.connectors.ocr.fields;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An invoice's fields in its text, by general rules for French, English and Arabic documents: what
 * stands beside or below a label, how dates and amounts are written, and whether sums come out.
 */
public final class InvoiceText {
  /** No line of print has more characters. Patterns take time and stack for each. */
  private static final int LONGEST_LINE = 500;

  private InvoiceText() {}

  /**
   * Finds what is there; nothing is looked for in lines of more than 500 characters. What that
   * takes rises with the text's length: seconds for 200,000 characters.
   *
   * @param all from the first page's top to the last one's bottom
   */
  public static ReadInvoice parse(List<Line> all) {
    List<Line> lines =
        all.stream()
            .filter(line -> !line.cells().isEmpty() && line.text().length() <= LONGEST_LINE)
            .toList();
    Optional<String> written = mostFrequentCurrency(lines);
    List<InvoiceLine> items = InvoiceLines.find(lines, written);
    Totals.Found total = Totals.find(lines, written, items);
    Optional<Field<String>> country = Countries.find(lines, total.currency().or(() -> written));
    Optional<Field<String>> currency =
        total
            .currency()
            .map(code -> new Field<>(code, 0.95))
            .or(() -> written.map(code -> new Field<>(code, 0.8)))
            .or(
                () ->
                    country.flatMap(
                        c ->
                            Countries.currency(c.value())
                                .map(code -> new Field<>(code, 0.6 * c.confidence()))));
    boolean monthFirst =
        country.map(c -> c.value().equals("US")).orElse(false)
            || (country.isEmpty() && currency.map(c -> c.value().equals("USD")).orElse(false));
    return new ReadInvoice(
        InvoiceNumbers.invoice(lines),
        IssueDates.find(lines, monthFirst),
        total.total(),
        currency,
        country,
        Sellers.find(lines),
        InvoiceNumbers.customer(lines),
        PaymentModes.find(lines),
        items);
  }

  private static Optional<String> mostFrequentCurrency(List<Line> lines) {
    Map<String, Integer> counts = new HashMap<>();
    for (Line line : lines) {
      for (Amounts.Found amount : Amounts.in(line, Optional.empty())) {
        amount.currency().ifPresent(code -> counts.merge(code, 1, Integer::sum));
      }
    }
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey);
  }
}
