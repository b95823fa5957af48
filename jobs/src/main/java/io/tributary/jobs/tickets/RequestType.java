package io.tributary.jobs.tickets;

import io.tributary.pipeline.record.Text;
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
  private final Text text = Text.of(code);

  /** As it stands in records and datasets. */
  String code() {
    return code;
  }

  Text text() {
    return text;
  }
}
