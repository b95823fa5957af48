package io.tributary.jobs.invoices;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.util.RawValue;
import io.tributary.jobs.FuzzedRecord;
import io.tributary.jobs.JsonSeeds;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.time.Utc;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class InvoiceParserFuzzTest {
  private static final class Subject {
    static final FuzzedRecord<Invoice> INVOICES =
        new FuzzedRecord<>(
            "factures-raw",
            InvoiceParser::new,
            Invoice.Wire.INSTANCE,
            invoice ->
                Map.of(
                    "invoice_id", invoice.invoiceId().toString(),
                    "issued_at", Utc.format(invoice.issuedAt()),
                    "customer_id", invoice.customerId().toString(),
                    "country", invoice.country().toString(),
                    "amount", invoice.exactAmount().toPlainString(),
                    "currency", invoice.currency(),
                    "payment_mode", invoice.paymentMode().code(),
                    "source", invoice.source().code(),
                    "lines", new RawValue(invoice.lines().toString())),
            invoice -> invoice);
    static final Parser<Invoice> USED = new InvoiceParser();
  }

  static Stream<byte[]> seeds() {
    return JsonSeeds.of(
        """
        {"invoice_id":"F-1","issued_at":"2026-01-31","customer_id":"C 9","country":"FR","amount":"1 234,50",\
        "currency":"eur","payment_mode":"card","source":"files",\
        "lines":[{"description":"Vis","quantity":2,"unit_price":"617.25"}]}""",
        "{\"invoice_id\":\"2\",\"issued_at\":\"2026-01-31T23:00:00-05:00\",\"country\":\"Tunisie\",\"amount\":-0.5e1}",
        """
        {"invoice_id":"3","issued_at":"2026-01-31","country":"FR","amount":1,\
        "lines":[{"description":"","quantity":100e2147483647,"unit_price":1e-2147483648}]}""");
  }

  @MethodSource("seeds")
  @FuzzTest
  void everyRecordIsAcceptedOrRejected(byte[] value) throws IOException {
    Subject.INVOICES.check(value, Subject.USED);
  }
}
