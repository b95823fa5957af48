package io.tributary.jobs.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.jobs.QualitySteps;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.revise.Versioned;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InvoicesQualityTest {
  private static Versioned<EnrichedInvoice> enriched(String country) {
    CountryEnrichment table = new CountryEnrichment(Optional.empty());
    table.open();
    EnrichedInvoice invoice =
        table.enrich(
            new Invoice(
                Text.of("F-1"),
                0,
                Text.of(""),
                Text.of(country),
                1,
                "EUR",
                PaymentMode.OTHER,
                InvoiceSource.KAFKA,
                Text.of("[]")));
    table.close();
    return new Versioned<>(
        new RawRecord("factures-raw", 0, 0, 0, null, new byte[0], false, 0), invoice, 1);
  }

  @Test
  void anInvoiceOfAnUnknownCountryIsUnenriched() throws Exception {
    assertThat(steps().delivered(enriched("France"))).isEmpty();
    assertThat(steps().delivered(enriched("Atlantis")))
        .hasValueSatisfying(why -> assertThat(why).contains("1 are unenriched"));
  }

  private static QualitySteps steps() {
    return QualitySteps.of(new InvoicesJob(), "--quality.unenriched=0");
  }
}
