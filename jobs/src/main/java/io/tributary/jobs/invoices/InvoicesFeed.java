package io.tributary.jobs.invoices;

import io.tributary.connectors.lake.Dataset;
import io.tributary.pipeline.enrich.Enricher;
import io.tributary.pipeline.measure.Measures;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.ReceivedColumns;
import io.tributary.pipeline.revise.Aggregate;
import io.tributary.pipeline.revise.Aggregates;
import io.tributary.pipeline.revise.RevisedFeed;
import io.tributary.pipeline.revise.Versioned;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Invoices of five sources: the newest version of each, with its country; added up by country,
 * region, payment mode and source, for each day and over all days.
 */
final class InvoicesFeed {
  static final String NAME = "invoices";
  static final String INPUT = "factures-raw";
  static final String OUTPUT = "factures-enriched";

  /** An invoice may be dated ahead, but further than that it is a slip. */
  static final Duration FUTURE_SKEW = Duration.ofDays(31);

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final String COUNTRY = "country";
  private static final String REGION = "region";
  private static final String PAYMENT_MODE = "payment_mode";
  private static final String SOURCE = "source";

  private InvoicesFeed() {}

  static RevisedFeed<Invoice, EnrichedInvoice> feed(Enricher<Invoice, EnrichedInvoice> countries) {
    return new RevisedFeed<>(
        NAME,
        Invoice.Wire.INSTANCE,
        Invoice::identity,
        countries,
        EnrichedInvoice::invoice,
        Invoice::content,
        invoice -> 0, // the order of reading
        Aggregates.<EnrichedInvoice>over(
                Duration.ofDays(1),
                row -> row.invoice().issuedAtMillis(),
                row -> row.invoice().currency())
            .per(COUNTRY, EnrichedInvoice::countryCode)
            .per(REGION, EnrichedInvoice::region)
            .per(PAYMENT_MODE, row -> row.invoice().paymentMode().code())
            .per(SOURCE, row -> row.invoice().source().code())
            .number(row -> row.invoice().amount()));
  }

  /** The raw zone: what was received, by source and day of receipt. */
  static List<Dataset<RawRecord>> received() {
    return bySource(
        source ->
            new Dataset<RawRecord>(
                "raw/factures/" + source.code() + "/" + Dataset.DATE,
                ReceivedColumns.ALL,
                raw -> InvoiceSource.read(raw.topic()) == source,
                RawRecord::timestamp));
  }

  /** Every version: by source and day of issue, and all together by day of receipt. */
  static List<Dataset<Versioned<EnrichedInvoice>>> invoices() {
    List<Dataset<Versioned<EnrichedInvoice>>> all =
        new ArrayList<>(
            bySource(
                source ->
                    new Dataset<Versioned<EnrichedInvoice>>(
                        "clean/factures/" + source.code() + "/" + Dataset.DATE,
                        EnrichedInvoice.COLUMNS,
                        row -> row.value().invoice().source() == source,
                        row -> row.value().invoice().issuedAtMillis())));
    all.add(
        new Dataset<>(
            "streaming/" + Dataset.DATE,
            EnrichedInvoice.COLUMNS,
            row -> true,
            row -> row.raw().timestamp()));
    return all;
  }

  private static <T> List<Dataset<T>> bySource(Function<InvoiceSource, Dataset<T>> dataset) {
    return InvoiceSource.ALL.stream().map(dataset).toList();
  }

  /** The aggregates of each day. */
  static List<Dataset<Aggregate>> daily() {
    return aggregates("curated/analytics/");
  }

  /** Those of all days together, by the newest day that has invoices. */
  static List<Dataset<Aggregate>> cumulative() {
    return aggregates("curated/cumulative/");
  }

  private static List<Dataset<Aggregate>> aggregates(String zone) {
    List<Dataset<Aggregate>> all = new ArrayList<>();
    all.add(aggregate(zone, "summary", Measures.TOTAL, date()));
    for (String dimension : List.of(COUNTRY, REGION, PAYMENT_MODE, SOURCE)) {
      all.add(
          aggregate(
              zone,
              "by_" + dimension,
              dimension,
              date().label(dimension, row -> row.group().value())));
    }
    return all;
  }

  private static Dataset<Aggregate> aggregate(
      String zone, String name, String dimension, Columns<Aggregate> columns) {
    return new Dataset<>(
        zone + Dataset.DATE + "/" + name,
        amounts(columns).int32("revision", Aggregate::revision),
        row -> row.group().dimension().equals(dimension),
        row -> row.group().periodStart());
  }

  private static Columns<Aggregate> date() {
    return Columns.<Aggregate>of()
        .date("date", row -> Math.floorDiv(row.group().periodStart(), DAY));
  }

  private static Columns<Aggregate> amounts(Columns<Aggregate> columns) {
    return columns
        .label("currency", row -> row.group().unit())
        .int64("invoices", Aggregate::count)
        .decimal("amount_sum", 28, Invoice.SCALE, InvoicesFeed::sum)
        .decimal(
            "amount_mean",
            18,
            Invoice.SCALE,
            row ->
                row.count() == 0
                    ? null
                    : sum(row).divide(BigDecimal.valueOf(row.count()), RoundingMode.HALF_UP))
        .decimal("amount_min", 18, Invoice.SCALE, row -> amount(row, row.least()[0]))
        .decimal("amount_max", 18, Invoice.SCALE, row -> amount(row, row.greatest()[0]));
  }

  private static BigDecimal sum(Aggregate row) {
    return new BigDecimal(row.sum(0), Invoice.SCALE);
  }

  private static @Nullable BigDecimal amount(Aggregate row, long amount) {
    return row.count() == 0 ? null : BigDecimal.valueOf(amount, Invoice.SCALE);
  }

  /** A day's aggregate as a message of the metrics' topic; it is never final. */
  static final Columns<Aggregate> MESSAGE =
      amounts(
              Columns.<Aggregate>of()
                  .label("feed", row -> NAME)
                  .label("dimension", row -> row.group().dimension())
                  .label("value", row -> row.group().value())
                  .timestampMillis("window_start", row -> row.group().periodStart())
                  .timestampMillis("window_end", row -> row.group().periodStart() + DAY)
                  .int64("count", Aggregate::count))
          .yesOrNo("final", row -> false)
          .int32("revision", Aggregate::revision);
}
