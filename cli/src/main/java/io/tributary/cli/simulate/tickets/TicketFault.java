package io.tributary.cli.simulate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a simulated ticket is meant to meet on its way; all from {@link #MALFORMED_JSON} on is
 * invalid.
 */
public enum TicketKind {
  /** In order, apart from some seconds. */
  VALID,
  /** The bytes of a ticket sent shortly before. */
  DUPLICATE,
  /** Valid, but created long ago. */
  LATE,
  MALFORMED_JSON,
  MISSING_FIELD,
  WRONG_TYPE,
  BAD_UUID,
  BAD_CLIENT,
  BAD_REQUEST_TYPE,
  BAD_PRIORITY,
  BAD_TIMESTAMP,
  NO_ZONE,
  FAR_FUTURE,
  TOO_LONG,
  DUPLICATE_KEY,
  DEEPLY_NESTED,
  INVALID_UTF8,
  EMPTY,
  NULL_VALUE;

  /** Every kind that must end in the dead letters. */
  public static final List<TicketKind> INVALID =
      Arrays.stream(values()).filter(TicketKind::isInvalid).toList();

  /** Whether it must end in the dead letters. */
  public boolean isInvalid() {
    return compareTo(MALFORMED_JSON) >= 0;
  }

  /** In words. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
