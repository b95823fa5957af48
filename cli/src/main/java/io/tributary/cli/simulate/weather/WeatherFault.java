package io.tributary.cli.simulate.weather;

import io.tributary.cli.simulate.Oddity;
import io.tributary.pipeline.record.RejectReason;
import java.util.List;

/** Why an observation must be rejected, and with which reason. */
enum WeatherFault implements Oddity {
  MALFORMED_JSON(RejectReason.MALFORMED_JSON),
  DUPLICATE_KEY(RejectReason.MALFORMED_JSON),
  DEEPLY_NESTED(RejectReason.MALFORMED_JSON),
  INVALID_UTF8(RejectReason.MALFORMED_JSON),
  EMPTY(RejectReason.MALFORMED_JSON),
  NULL_VALUE(RejectReason.MALFORMED_JSON),
  MISSING_FIELD(RejectReason.MISSING_FIELD),
  NULL_FIELD(RejectReason.MISSING_FIELD),
  WRONG_TYPE(RejectReason.INVALID_VALUE),
  /** What a station sends when a sensor is broken. */
  BROKEN_SENSOR(RejectReason.INVALID_VALUE),
  /** Degrees Fahrenheit, or hundredths of a degree. */
  WRONG_UNIT(RejectReason.INVALID_VALUE),
  /** Latitude and longitude changed places, somewhere far from the equator. */
  NO_SUCH_PLACE(RejectReason.INVALID_VALUE),
  UNKNOWN_WEATHER_CODE(RejectReason.INVALID_VALUE),
  UNKNOWN_SOURCE(RejectReason.INVALID_VALUE),
  BAD_TIME(RejectReason.INVALID_VALUE),
  NO_ZONE(RejectReason.INVALID_VALUE),
  TOO_LONG(RejectReason.TOO_LONG),
  COLLECTED_IN_THE_FUTURE(RejectReason.FUTURE_TIMESTAMP);

  static final List<WeatherFault> ALL = List.of(values());

  private final RejectReason reason;

  WeatherFault(RejectReason reason) {
    this.reason = reason;
  }

  RejectReason reason() {
    return reason;
  }
}
