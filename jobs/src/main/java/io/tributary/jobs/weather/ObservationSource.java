package io.tributary.jobs.weather;

import java.util.List;
import java.util.Locale;

/** How an observation came about, the less certain first. */
enum ObservationSource {
  /** A forecast, or what a forecast model makes of the current hour. */
  FORECAST,
  /** Measured, or computed from measurements afterwards. */
  ARCHIVE;

  static final List<ObservationSource> ALL = List.of(values());

  private final String code = name().toLowerCase(Locale.ROOT);

  /** As records and the lake write it. */
  String code() {
    return code;
  }
}
