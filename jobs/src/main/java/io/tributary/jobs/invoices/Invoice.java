package io.tributary.jobs.invoices;

import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RecordCodec;
import io.tributary.pipeline.record.Sha256;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.record.WireText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An invoice as somebody issued it; a credit note, when its amount is negative.
 *
 * @param invoiceId unique in its source
 * @param issuedAt when it was issued, in microseconds since the epoch
 * @param customerId empty when it isn't said
 * @param country a code or a name, as it was written
 * @param amount in ten-thousandths of the currency's unit
 * @param currency its code in ISO 4217
 * @param lines a JSON array, byte for byte
 */
record Invoice(
    Text invoiceId,
    long issuedAt,
    Text customerId,
    Text country,
    long amount,
    String currency,
    PaymentMode paymentMode,
    InvoiceSource source,
    Text lines) {

  /** Digits of an amount behind the point. */
  static final int SCALE = 4;

  /** When it was issued, in milliseconds since the epoch. */
  long issuedAtMillis() {
    return Math.floorDiv(issuedAt, 1000L);
  }

  BigDecimal exactAmount() {
    return BigDecimal.valueOf(amount, SCALE);
  }

  /** What all versions of an invoice have in common. */
  String identity() {
    return source.code() + '|' + invoiceId;
  }

  /** A fingerprint of all that it says: 128 bits of a SHA-256. */
  UUID content() {
    MessageDigest sha256 = Sha256.digest();
    String rest = issuedAt + "\n" + amount + "\n" + currency + "\n" + paymentMode.code() + "\n";
    sha256.update(rest.getBytes(StandardCharsets.UTF_8));
    for (Text text : new Text[] {invoiceId, customerId, country, lines}) {
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, text.length()));
      sha256.update(text.array(), text.offset(), text.length());
    }
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
    return new UUID(digest.getLong(), digest.getLong());
  }

  /** An invoice on the wire. */
  enum Wire implements RecordCodec<Invoice> {
    INSTANCE;

    @Override
    public void write(Invoice invoice, RawRecord raw, DataOutputView out) throws IOException {
      WireText.writeText(invoice.invoiceId, raw, out);
      out.writeLong(invoice.issuedAt);
      WireText.writeText(invoice.customerId, raw, out);
      WireText.writeText(invoice.country, raw, out);
      out.writeLong(invoice.amount);
      WireText.writeText(invoice.currency, out);
      out.writeByte(invoice.paymentMode.ordinal());
      out.writeByte(invoice.source.ordinal());
      WireText.writeText(invoice.lines, raw, out);
    }

    @Override
    public Invoice read(RawRecord raw, DataInputView in) throws IOException {
      return new Invoice(
          WireText.readText(raw, in),
          in.readLong(),
          WireText.readText(raw, in),
          WireText.readText(raw, in),
          in.readLong(),
          WireText.readText(in),
          WireText.readOneOf(PaymentMode.ALL, in),
          WireText.readOneOf(InvoiceSource.ALL, in),
          WireText.readText(raw, in));
    }
  }
}
