package io.tributary.connectors.files;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names of an invoice's fields, and the other ones under which they stand in headers. */
final class InvoiceColumns {
  static final String INVOICE_ID = "invoice_id";
  static final String SOURCE = "source";
  static final String LINES = "lines";

  private static final Set<String> NAMES =
      Set.of(
          INVOICE_ID,
          "issued_at",
          "customer_id",
          "country",
          "amount",
          "currency",
          "payment_mode",
          SOURCE,
          LINES);

  private static final Map<String, String> FRENCH =
      Map.of(
          "facture", INVOICE_ID,
          "date", "issued_at",
          "client", "customer_id",
          "pays", "country",
          "montant", "amount",
          "devise", "currency",
          "mode_paiement", "payment_mode",
          "mode_de_paiement", "payment_mode",
          "lignes", LINES);

  private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s\\u00A0_-]+");

  private InvoiceColumns() {}

  /**
   * The field that a column holds: without regard to case, accents, and whether words are parted by
   * spaces, hyphens or underscores. Columns of other names keep theirs, so simplified.
   */
  static String field(String column) {
    String simple =
        BETWEEN_WORDS
            .matcher(
                ACCENTS
                    .matcher(Normalizer.normalize(column.strip(), Normalizer.Form.NFD))
                    .replaceAll("")
                    .toLowerCase(Locale.ROOT))
            .replaceAll("_");
    return FRENCH.getOrDefault(simple, simple);
  }

  /** How many of the fields are an invoice's. */
  static long known(List<String> fields) {
    return fields.stream().filter(NAMES::contains).distinct().count();
  }

  /**
   * Checks a header.
   *
   * @throws Unreadable if no record could be made with it
   */
  static void check(List<String> fields) throws Unreadable {
    Set<String> twice =
        fields.stream()
            .filter(field -> !field.isEmpty())
            .filter(field -> fields.indexOf(field) != fields.lastIndexOf(field))
            .collect(Collectors.toSet());
    if (!twice.isEmpty()) {
      throw new Unreadable(
          "the header names "
              + String.join(", ", twice)
              + " twice: each column needs its own name");
    }
    if (!fields.contains(INVOICE_ID)) {
      throw new Unreadable(
          "the first line must be a header with the column invoice_id (or facture); it has "
              + (known(fields) == 0 ? "none that an invoice has" : "only " + fields));
    }
  }
}
