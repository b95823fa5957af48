package io.tributary.jobs.invoices;

import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Parsed.Rejected;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What the feed's source decides about a record. The feed's package doesn't show its types: this is
 * how the simulator's tests ask them.
 */
public final class InvoiceIntake {
  private final Intake<Invoice> intake =
      new Intake<>(
          new InvoiceParser(), Invoice::issuedAtMillis, "issued_at", InvoicesFeed.FUTURE_SKEW);

  /** An invoice that was taken. */
  public record Taken(
      String id,
      long issuedMillis,
      String customer,
      String country,
      BigDecimal amount,
      String currency,
      String paymentMode,
      String source,
      String lines) {}

  /** What is read from a record; nothing when it is rejected. */
  public Optional<Taken> taken(byte[] value, long recordMillis) {
    return take(value, recordMillis) instanceof Accepted<Invoice> accepted
        ? Optional.of(taken(accepted.value()))
        : Optional.empty();
  }

  /** Why a record is rejected; nothing when it is taken. */
  public Optional<RejectReason> rejection(byte[] value, long recordMillis) {
    return take(value, recordMillis) instanceof Rejected<Invoice> rejected
        ? Optional.of(rejected.letter().reason())
        : Optional.empty();
  }

  private Parsed<Invoice> take(byte[] value, long recordMillis) {
    return intake.take(new RawRecord("factures-raw", 0, 0, recordMillis, null, value, false, 0));
  }

  private static Taken taken(Invoice invoice) {
    return new Taken(
        invoice.invoiceId().toString(),
        invoice.issuedAtMillis(),
        invoice.customerId().toString(),
        invoice.country().toString(),
        invoice.exactAmount(),
        invoice.currency(),
        invoice.paymentMode().code(),
        invoice.source().code(),
        invoice.lines().toString());
  }
}
