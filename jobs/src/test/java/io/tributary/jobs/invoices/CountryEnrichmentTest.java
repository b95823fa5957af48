package io.tributary.jobs.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connectors.countries.RestCountriesSettings;
import io.tributary.pipeline.record.Text;
import io.tributary.testkit.CountriesServer;
import io.tributary.testkit.ServiceFault;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CountryEnrichmentTest {
  private static Invoice invoice(String country) {
    return new Invoice(
        Text.of("F-1"),
        0,
        Text.of(""),
        Text.of(country),
        1,
        "EUR",
        PaymentMode.OTHER,
        InvoiceSource.KAFKA,
        Text.of("[]"));
  }

  @Test
  void theTableKnowsEveryCountryAndSaysWhenItDoesNot() {
    CountryEnrichment table = new CountryEnrichment(Optional.empty());
    table.open();
    EnrichedInvoice france = table.enrich(invoice("frnace"));
    assertThat(france.countryCode()).isEqualTo("FR");
    assertThat(france.countryName()).isEqualTo("France");
    assertThat(france.region()).isEqualTo("Europe");
    assertThat(france.subregion()).isEqualTo("Western Europe");
    assertThat(france.enrichment()).isEqualTo("embedded");
    EnrichedInvoice nowhere = table.enrich(invoice("Atlantis"));
    assertThat(nowhere.countryCode()).isEqualTo("ZZ");
    assertThat(nowhere.countryName()).isEqualTo("Atlantis");
    assertThat(nowhere.region()).isEqualTo("unknown");
    table.close();
  }

  @Test
  void aServerIsAskedOnceAndTheTableStandsInForIt() {
    try (CountriesServer server = CountriesServer.start()) {
      CountryEnrichment asking =
          new CountryEnrichment(
              Optional.of(RestCountriesSettings.of(URI.create(server.address()))));
      asking.open();
      assertThat(asking.enrich(invoice("Maroc")).enrichment()).isEqualTo("fresh");
      assertThat(asking.enrich(invoice("MAR")).enrichment()).isEqualTo("cached");
      EnrichedInvoice morocco = asking.enrich(invoice("المغرب"));
      assertThat(morocco.countryName()).isEqualTo("Morocco");
      assertThat(morocco.region()).isEqualTo("Africa");
      server.fault(ServiceFault.status(500));
      EnrichedInvoice france = asking.enrich(invoice("FR"));
      assertThat(france.enrichment()).isEqualTo("embedded");
      assertThat(france.region()).isEqualTo("Europe");
      asking.close();
    }
  }
}
