package io.tributary.cli.simulate.tickets;

import io.tributary.cli.simulate.Oddity;
import java.util.List;

/** Why a ticket must be rejected. */
enum TicketFault implements Oddity {
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

  static final List<TicketFault> ALL = List.of(values());
}
