package io.tributary.jobs.invoices;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How an invoice is paid. */
enum PaymentMode {
  CARD,
  TRANSFER,
  CASH,
  CHEQUE,
  DIRECT_DEBIT,
  OTHER;

  static final List<PaymentMode> ALL = List.of(values());

  private final String code = name().toLowerCase(Locale.ROOT);

  /** As records and the lake write it. */
  String code() {
    return code;
  }

  /** By its code, in any case. */
  static Optional<PaymentMode> of(String text) {
    return ALL.stream().filter(mode -> mode.code.equalsIgnoreCase(text)).findFirst();
  }
}
