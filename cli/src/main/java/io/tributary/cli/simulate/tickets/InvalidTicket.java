package io.tributary.cli.simulate.tickets;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.cli.simulate.BrokenJson;
import io.tributary.cli.simulate.JsonFields;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Tickets as broken producers write them: each has exactly the one fault that it is named after.
 */
final class InvalidTicket {
  private static final int LONGEST_REQUEST = 500;
  private static final int FUTURE_YEAR = 2100;

  private InvalidTicket() {}

  /** The value of an invalid record; null for one without a value. */
  static byte @Nullable [] value(TicketFault fault, TicketDraft ticket, SplittableRandom random) {
    JsonFields fields = ticket.fields();
    switch (fault) {
      case MALFORMED_JSON -> {
        return BrokenJson.malformed(fields, "ticket", random);
      }
      case MISSING_FIELD -> fields.remove(any(fields.names(), random));
      case WRONG_TYPE ->
          fields.put(
              any(fields.names(), random), any(List.of("null", "42", "true", "[]", "{}"), random));
      case BAD_UUID ->
          fields.put(
              "ticket_id",
              any(
                  List.of(
                      "\"\"",
                      "\"1-2-3-4-5\"",
                      "\"TICKET-" + random.nextInt(100_000) + '"',
                      JsonFields.quoted(ticket.ticketId().replace("-", "")),
                      JsonFields.quoted(ticket.ticketId().substring(1)),
                      JsonFields.quoted(ticket.ticketId().replace('-', '_'))),
                  random));
      case BAD_CLIENT ->
          fields.put(
              "client_id",
              any(
                  List.of(
                      "\"\"",
                      "\"CLIENT_\"",
                      "\"CLIENT_12a\"",
                      "\"client_5234\"",
                      "\"5234\"",
                      "\"CLIENT_-7\""),
                  random));
      case BAD_REQUEST_TYPE ->
          fields.put(
              "request_type",
              any(List.of("\"refund\"", "\"Billing\"", "\"\"", "\"facturation\""), random));
      case BAD_PRIORITY ->
          fields.put("priority", any(List.of("\"urgent\"", "\"HIGH\"", "\"\"", "\"1\""), random));
      case BAD_TIMESTAMP ->
          fields.put(
              "created_at",
              any(
                  List.of(
                      "\"yesterday\"",
                      "\"19/12/2025 14:23\"",
                      "\"2025-13-01T00:00:00Z\"",
                      "\"2025-02-30T12:00:00Z\"",
                      "\"\""),
                  random));
      case NO_ZONE ->
          fields.put(
              "created_at",
              JsonFields.quoted(ticket.createdAt().replaceFirst("(Z|[+-]\\d\\d:\\d\\d)$", "")));
      case FAR_FUTURE ->
          fields.put(
              "created_at",
              JsonFields.quoted((FUTURE_YEAR + random.nextInt(800)) + "-01-01T00:00:00.000000Z"));
      case TOO_LONG -> fields.put("request", JsonFields.quoted(tooLong(ticket.request(), random)));
      case DUPLICATE_KEY -> {
        return BrokenJson.withKeyTwice(fields, "priority");
      }
      case DEEPLY_NESTED -> fields.put("request", BrokenJson.DEEPLY_NESTED);
      case INVALID_UTF8 -> {
        return BrokenJson.undecodable(fields, "request", random);
      }
      case EMPTY -> {
        return new byte[0];
      }
      case NULL_VALUE -> {
        return null;
      }
    }
    return fields.bytes();
  }

  private static String tooLong(String request, SplittableRandom random) {
    int points = LONGEST_REQUEST + 1 + random.nextInt(200);
    StringBuilder text = new StringBuilder(request);
    while (text.codePointCount(0, text.length()) < points) {
      text.append(" 🙁 ").append(request);
    }
    return text.substring(0, text.offsetByCodePoints(0, points));
  }
}
