package io.tributary.jobs.invoices;

import io.tributary.jobs.json.Rfc3339;
import io.tributary.jobs.json.TextFields;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads invoices and checks them by the rules of {@code schemas/factures-raw.schema.json}. */
final class InvoiceParser implements Parser<Invoice> {
  private static final long serialVersionUID = 1L;

  /** Code points of an id or a country's name. */
  private static final int LONGEST = 200;

  private static final String DEFAULT_CURRENCY = "EUR";
  private static final Text NOTHING = Text.of("");

  private static final int INVOICE_ID = 0;
  private static final int ISSUED_AT = 1;
  private static final int CUSTOMER_ID = 2;
  private static final int COUNTRY = 3;
  private static final int AMOUNT = 4;
  private static final int CURRENCY = 5;
  private static final int PAYMENT_MODE = 6;
  private static final int SOURCE = 7;
  private static final int LINES = 8;

  /** By their codes, in upper case. */
  private static final Map<Text, String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .collect(
              Collectors.toMap(
                  currency -> Text.of(currency.getCurrencyCode()), Currency::getCurrencyCode));

  private transient @Nullable TextFields fields;
  private transient @Nullable InvoiceLines lines;

  @Override
  public Invoice parse(RawRecord raw) throws Rejection {
    TextFields all = fields;
    InvoiceLines checked = lines;
    if (all == null || checked == null) {
      all =
          new TextFields(
              "invoice_id",
              "issued_at",
              "customer_id",
              "country",
              "amount",
              "currency",
              "payment_mode",
              "source",
              "lines");
      checked = new InvoiceLines();
      fields = all;
      lines = checked;
    }
    all.read(raw.value());
    Text invoiceId = all.notBlank(INVOICE_ID, LONGEST);
    long issuedAt = issuedAt(all.required(ISSUED_AT));
    Text customer =
        TextFields.notTooLong("customer_id", all.textIfAny(CUSTOMER_ID).orElse(NOTHING), LONGEST);
    Text country = all.notBlank(COUNTRY, LONGEST);
    long amount = amount(all);
    String currency = currency(all.textIfAny(CURRENCY).orElse(NOTHING));
    PaymentMode mode = paymentMode(all.textIfAny(PAYMENT_MODE).orElse(NOTHING));
    InvoiceSource source = source(all.textIfAny(SOURCE).orElse(NOTHING), raw);
    return new Invoice(
        invoiceId,
        issuedAt,
        customer,
        country,
        amount,
        currency,
        mode,
        source,
        checked.of(all.array(LINES)));
  }

  /** A day alone begins at midnight in UTC. */
  private static long issuedAt(Text text) throws Rejection {
    OptionalLong micros = Rfc3339.micros(text.length() == 10 ? Text.of(text + "T00:00:00Z") : text);
    if (micros.isEmpty()) {
      throw TextFields.invalid(
          "issued_at", text, "is neither a day like 2026-01-31 nor a date and time with an offset");
    }
    return micros.getAsLong();
  }

  private static long amount(TextFields fields) throws Rejection {
    Optional<Text> number = fields.number(AMOUNT);
    Text written = number.isPresent() ? number.get() : fields.required(AMOUNT);
    Optional<Long> amount =
        number.isPresent()
            ? Amounts.ofNumber(written.toString())
            : Amounts.ofText(written.toString());
    return amount.orElseThrow(
        () ->
            TextFields.invalid(
                "amount",
                written,
                "is no decimal number with at most 14 digits before the point and 4 after it"));
  }

  private static String currency(Text text) throws Rejection {
    if (text.length() == 0) {
      return DEFAULT_CURRENCY;
    }
    String known = CURRENCIES.get(text);
    if (known == null) {
      known = CURRENCIES.get(Text.of(text.toString().strip().toUpperCase(Locale.ROOT)));
    }
    if (known == null) {
      throw TextFields.invalid(
          "currency", text, "is no code of a currency in ISO 4217, such as EUR");
    }
    return known;
  }

  private static PaymentMode paymentMode(Text text) throws Rejection {
    String mode = text.toString().strip();
    return mode.isEmpty()
        ? PaymentMode.OTHER
        : PaymentMode.of(mode)
            .orElseThrow(
                () ->
                    TextFields.invalid(
                        "payment_mode",
                        text,
                        "is not card, transfer, cash, cheque, direct_debit or other"));
  }

  private static InvoiceSource source(Text text, RawRecord raw) throws Rejection {
    return text.length() == 0
        ? InvoiceSource.read(raw.topic())
        : InvoiceSource.of(text.toString())
            .orElseThrow(
                () ->
                    TextFields.invalid(
                        "source", text, "is not files, database, api, ocr or kafka"));
  }
}
