package io.tributary.jobs.invoices;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where invoices come from. */
enum InvoiceSource {
  FILES,
  DATABASE,
  API,
  OCR,
  KAFKA;

  static final List<InvoiceSource> ALL = List.of(values());

  private final String code = name().toLowerCase(Locale.ROOT);

  /** As records and the lake write it. */
  String code() {
    return code;
  }

  static Optional<InvoiceSource> of(String text) {
    return ALL.stream().filter(source -> source.code.equals(text)).findFirst();
  }

  /**
   * The source that a record was read from: places outside Kafka begin with its code.
   *
   * @param place a topic, or a place such as {@code files/january.csv}
   */
  static InvoiceSource read(String place) {
    int slash = place.indexOf('/');
    return slash < 0 ? KAFKA : of(place.substring(0, slash)).orElse(KAFKA);
  }
}
