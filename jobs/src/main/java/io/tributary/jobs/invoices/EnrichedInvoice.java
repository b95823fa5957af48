package io.tributary.jobs.invoices;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.revise.Versioned;

/**
 * An invoice with what is known of its country.
 *
 * @param countryCode ISO 3166 alpha-2; {@link #UNKNOWN_CODE} when the country isn't known
 * @param countryName in English; as it was written when the country isn't known
 * @param region UN M49's, such as {@code Europe}
 * @param subregion UN M49's subregion, or intermediate region, such as {@code Western Europe}
 * @param enrichment how that was found out: {@code fresh}, {@code cached}, {@code stale} or {@code
 *     embedded}
 */
record EnrichedInvoice(
    Invoice invoice,
    String countryCode,
    String countryName,
    String region,
    String subregion,
    String continent,
    String enrichment) {

  /** What ISO 3166 leaves free and CLDR uses for a country that isn't known. */
  static final String UNKNOWN_CODE = "ZZ";

  static final String UNKNOWN = "unknown";

  /** As topic and lake show it. */
  static final Columns<Versioned<EnrichedInvoice>> COLUMNS =
      Columns.<Versioned<EnrichedInvoice>>of()
          .text("invoice_id", row -> invoice(row).invoiceId())
          .timestampMicros("issued_at", row -> invoice(row).issuedAt())
          .text("customer_id", row -> invoice(row).customerId())
          .text("country", row -> invoice(row).country())
          .decimal("amount", 18, Invoice.SCALE, row -> invoice(row).exactAmount())
          .label("currency", row -> invoice(row).currency())
          .label("payment_mode", row -> invoice(row).paymentMode().code())
          .label("source", row -> invoice(row).source().code())
          .json("lines", row -> invoice(row).lines())
          .label("country_code", row -> row.value().countryCode())
          .label("country_name", row -> row.value().countryName())
          .label("region", row -> row.value().region())
          .label("subregion", row -> row.value().subregion())
          .label("continent", row -> row.value().continent())
          .label("enrichment", row -> row.value().enrichment())
          .int32("version", Versioned::version)
          .timestampMillis("received_at", row -> row.raw().timestamp())
          .text("origin", row -> row.raw().origin());

  private static Invoice invoice(Versioned<EnrichedInvoice> row) {
    return row.value().invoice();
  }

  /** Its key in topics. */
  static Text key(Versioned<EnrichedInvoice> row) {
    return invoice(row).invoiceId();
  }
}
