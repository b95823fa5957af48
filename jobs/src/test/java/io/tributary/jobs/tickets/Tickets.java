package io.tributary.jobs.tickets;

import io.tributary.pipeline.record.RawRecord;
import java.nio.charset.StandardCharsets;

/** Tickets as text, for tests. */
final class Tickets {
  static final String VALID =
      """
      {"ticket_id":"550e8400-e29b-41d4-a716-446655440000","client_id":"CLIENT_5234",\
      "created_at":"2025-12-19T14:23:45.123456Z","request":"Unable to reset password",\
      "request_type":"account","priority":"high"}""";

  private Tickets() {}

  /** The valid ticket with something else in the place of a part of it. */
  static String with(String part, String other) {
    if (!VALID.contains(part)) {
      throw new IllegalArgumentException(part);
    }
    return VALID.replace(part, other);
  }

  static RawRecord raw(byte[] value) {
    return new RawRecord("client_tickets", 0, 0, 1_766_154_225_000L, null, value, false, 0);
  }

  static RawRecord raw(String value) {
    return raw(value.getBytes(StandardCharsets.UTF_8));
  }
}
