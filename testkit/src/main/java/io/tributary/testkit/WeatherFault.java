package io.tributary.testkit;

import org.jspecify.annotations.Nullable;

/** What {@link OpenMeteoServer} does to a request in place of a proper answer. */
public enum WeatherFault {
  /** 429, and nothing of when to come again. */
  REFUSED(ServiceFault.Kind.STATUS, 429),
  /** 429, and to come again in a second. */
  REFUSED_FOR_A_SECOND(ServiceFault.Kind.STATUS, 429),
  /** 429, and to come again at once. */
  REFUSED_FOR_NOTHING(ServiceFault.Kind.STATUS, 429),
  /** 500. */
  ERROR(ServiceFault.Kind.STATUS, 500),
  /** The connection is closed without an answer. */
  RESET(ServiceFault.Kind.DROP, 0),
  /** The connection is closed after half of the answer. */
  CUT_OFF(ServiceFault.Kind.CUT_OFF, 200),
  /** Half of the answer, as if it were all. */
  HALF_JSON(ServiceFault.Kind.HALF_JSON, 200),
  /** A page in HTML. */
  NO_JSON(ServiceFault.Kind.NO_JSON, 200),
  /** No answer. */
  HANG(ServiceFault.Kind.HANG, 0),
  /** A proper answer, after three seconds. */
  SLOW(null, 200),
  /** Temperatures in °F. */
  OTHER_UNITS(null, 200),
  /** Every third hour's precipitation is null. */
  NULLS(null, 200),
  /** No wind at all. */
  NO_WIND(null, 200),
  /** One value of humidity too few. */
  UNEQUAL(null, 200),
  /** Another place than the one that was asked for. */
  ELSEWHERE(null, 200);

  private final ServiceFault.@Nullable Kind kind;
  private final int status;

  WeatherFault(ServiceFault.@Nullable Kind kind, int status) {
    this.kind = kind;
    this.status = status;
  }

  /** Whether the answer is whole, and JSON of an answer's form. */
  public boolean answers() {
    return kind == null;
  }

  /** What happens to the connection; null for a proper answer with something wrong in it. */
  @Nullable ServiceFault service() {
    if (kind == null) {
      return null;
    }
    ServiceFault fault = new ServiceFault(kind, status, null, 0);
    return switch (this) {
      case REFUSED_FOR_A_SECOND -> fault.retryAfter("1");
      case REFUSED_FOR_NOTHING -> fault.retryAfter("0");
      default -> fault;
    };
  }
}
