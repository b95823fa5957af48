package io.tributary.jobs.tickets;

import java.util.List;
import java.util.Locale;

/** What a ticket is about. */
enum RequestType {
  BILLING,
  TECHNICAL,
  ACCOUNT,
  GENERAL;

  static final List<RequestType> ALL = List.of(values());

  private final String code = name().toLowerCase(Locale.ROOT);

  /** As it stands in records and datasets. */
  String code() {
    return code;
  }
}
