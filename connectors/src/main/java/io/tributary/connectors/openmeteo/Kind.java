package io.tributary.connectors.openmeteo;

import java.util.Locale;

/** What is asked for: the two sources that observations have. */
enum Kind {
  /** What the weather is now, and will be in the next days. */
  FORECAST,
  /** What it was. */
  ARCHIVE;

  /** As records, tables and paths write it. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Kind of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
