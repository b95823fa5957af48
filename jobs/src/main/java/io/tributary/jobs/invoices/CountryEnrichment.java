package io.tributary.jobs.invoices;

import io.tributary.jobs.regions.Regions;
import io.tributary.jobs.settings.Settings;
import io.tributary.pipeline.enrich.Enricher;

/** Finds out which country an invoice is of. */
final class CountryEnrichment implements Enricher<Invoice, EnrichedInvoice> {
  private static final long serialVersionUID = 1L;

  static CountryEnrichment of(Settings settings) {
    return new CountryEnrichment();
  }

  @Override
  public EnrichedInvoice enrich(Invoice invoice) {
    String country = invoice.country().toString();
    String region = Regions.region(country).orElse(EnrichedInvoice.UNKNOWN);
    return new EnrichedInvoice(invoice, country, country, region, region, region, "embedded");
  }
}
