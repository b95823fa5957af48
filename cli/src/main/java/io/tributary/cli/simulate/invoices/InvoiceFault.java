package io.tributary.cli.simulate.invoices;

import static io.tributary.cli.simulate.invoices.Source.API;
import static io.tributary.cli.simulate.invoices.Source.DATABASE;
import static io.tributary.cli.simulate.invoices.Source.FILES;
import static io.tributary.cli.simulate.invoices.Source.KAFKA;
import static io.tributary.cli.simulate.invoices.Source.OCR;

import io.tributary.cli.simulate.Oddity;
import io.tributary.pipeline.record.RejectReason;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Why an invoice must be rejected, with which reason, and the sources that can hold such a one. */
enum InvoiceFault implements Oddity {
  MALFORMED_JSON(RejectReason.MALFORMED_JSON, KAFKA, FILES),
  DUPLICATE_KEY(RejectReason.MALFORMED_JSON, KAFKA, FILES, API),
  DEEPLY_NESTED(RejectReason.MALFORMED_JSON, KAFKA, FILES),
  INVALID_UTF8(RejectReason.MALFORMED_JSON, KAFKA),
  EMPTY(RejectReason.MALFORMED_JSON, KAFKA),
  NULL_VALUE(RejectReason.MALFORMED_JSON, KAFKA),
  /** Absent, null or blank. */
  MISSING_FIELD(RejectReason.MISSING_FIELD, KAFKA, FILES, DATABASE, API, OCR),
  WRONG_TYPE(RejectReason.INVALID_VALUE, KAFKA),
  HALF_SURROGATE(RejectReason.INVALID_VALUE, KAFKA),
  BAD_DATE(RejectReason.INVALID_VALUE, KAFKA, FILES, API),
  NO_ZONE(RejectReason.INVALID_VALUE, KAFKA, FILES, API),
  FAR_FUTURE(RejectReason.FUTURE_TIMESTAMP, KAFKA, FILES, DATABASE, API),
  BAD_AMOUNT(RejectReason.INVALID_VALUE, KAFKA, FILES, DATABASE, API),
  TOO_LARGE(RejectReason.INVALID_VALUE, KAFKA, FILES, DATABASE, API),
  /** More than four digits behind the point. */
  TOO_PRECISE(RejectReason.INVALID_VALUE, KAFKA, FILES, DATABASE, API),
  UNKNOWN_CURRENCY(RejectReason.INVALID_VALUE, KAFKA, FILES, DATABASE, API),
  UNKNOWN_PAYMENT_MODE(RejectReason.INVALID_VALUE, KAFKA, FILES, DATABASE, API),
  UNKNOWN_SOURCE(RejectReason.INVALID_VALUE, KAFKA),
  BAD_LINES(RejectReason.INVALID_VALUE, KAFKA, FILES, DATABASE),
  TOO_LONG(RejectReason.TOO_LONG, KAFKA, FILES, DATABASE, API);

  private static final Map<Source, List<InvoiceFault>> BY_SOURCE = bySource();

  private final RejectReason reason;
  private final Set<Source> sources;

  InvoiceFault(RejectReason reason, Source first, Source... others) {
    this.reason = reason;
    sources = EnumSet.of(first, others);
  }

  RejectReason reason() {
    return reason;
  }

  /** Those that an invoice of that source may have. */
  static List<InvoiceFault> of(Source source) {
    return BY_SOURCE.getOrDefault(source, List.of());
  }

  private static Map<Source, List<InvoiceFault>> bySource() {
    Map<Source, List<InvoiceFault>> faults = new EnumMap<>(Source.class);
    for (Source source : Source.values()) {
      faults.put(
          source, Arrays.stream(values()).filter(fault -> fault.sources.contains(source)).toList());
    }
    return faults;
  }
}
