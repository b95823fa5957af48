package io.tributary.jobs.invoices;

import io.tributary.connectors.countries.CountryAnswer;
import io.tributary.connectors.countries.RestCountries;
import io.tributary.connectors.countries.RestCountriesSettings;
import io.tributary.connectors.countries.RestCountry;
import io.tributary.connectors.datasets.DatasetNames;
import io.tributary.jobs.regions.Country;
import io.tributary.jobs.regions.RememberedCountries;
import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.TouchesDatasets;
import io.tributary.pipeline.enrich.Enricher;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which country an invoice is of, and where that lies: from the table that comes with the
 * program, or from REST Countries, which is asked for each country once a day. While it doesn't
 * answer, what it has answered before does, or else the table.
 */
final class CountryEnrichment implements Enricher<Invoice, EnrichedInvoice>, TouchesDatasets {
  private static final long serialVersionUID = 1L;

  private static final String EMBEDDED = "embedded";

  private final @Nullable RestCountriesSettings settings;
  private transient @Nullable RestCountries client;
  private transient @Nullable RememberedCountries recognised;

  /**
   * Makes the step.
   *
   * @param settings where REST Countries is; empty for the table alone
   */
  CountryEnrichment(Optional<RestCountriesSettings> settings) {
    this.settings = settings.orElse(null);
  }

  @Override
  public List<NamedDataset> reads() {
    return settings == null ? List.of() : List.of(DatasetNames.api(settings.url()));
  }

  @Override
  public void open() {
    recognised = new RememberedCountries();
    client = settings == null ? null : new RestCountries(settings);
  }

  @Override
  public EnrichedInvoice enrich(Invoice invoice) {
    if (recognised == null) {
      throw new IllegalStateException("not opened");
    }
    String written = invoice.country().toString();
    Optional<Country> known = recognised.recognise(written);
    if (known.isEmpty()) {
      return new EnrichedInvoice(
          invoice,
          EnrichedInvoice.UNKNOWN_CODE,
          written,
          EnrichedInvoice.UNKNOWN,
          EnrichedInvoice.UNKNOWN,
          EnrichedInvoice.UNKNOWN,
          EMBEDDED);
    }
    Country country = known.get();
    CountryAnswer answer = client == null ? null : ask(client, country.code());
    if (answer == null || answer.country().isEmpty()) {
      return new EnrichedInvoice(
          invoice,
          country.code(),
          country.name(),
          country.region(),
          country.subregion(),
          country.continent(),
          EMBEDDED);
    }
    RestCountry said = answer.country().get();
    return new EnrichedInvoice(
        invoice,
        country.code(),
        said.name(),
        said.region(),
        said.subregion().isEmpty() ? country.subregion() : said.subregion(),
        said.continent().isEmpty() ? country.continent() : said.continent(),
        answer.how().name().toLowerCase(Locale.ROOT));
  }

  private static CountryAnswer ask(RestCountries client, String code) {
    try {
      return client.lookUp(code);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the task is being cancelled", e);
    }
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }
}
