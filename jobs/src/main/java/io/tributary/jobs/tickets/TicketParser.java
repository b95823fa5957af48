package io.tributary.jobs.tickets;

import io.tributary.jobs.json.Rfc3339;
import io.tributary.jobs.json.TextFields;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads tickets and checks them by the rules of {@code schemas/client_tickets.schema.json}. */
final class TicketParser implements Parser<Ticket> {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_REQUEST = 500;
  private static final int LONGEST_CLIENT = 100;

  private static final int TICKET_ID = 0;
  private static final int CLIENT_ID = 1;
  private static final int CREATED_AT = 2;
  private static final int REQUEST = 3;
  private static final int REQUEST_TYPE = 4;
  private static final int PRIORITY = 5;

  private transient @Nullable TextFields fields;

  @Override
  public Ticket parse(RawRecord raw) throws Rejection {
    TextFields read = fields;
    if (read == null) {
      read =
          new TextFields(
              "ticket_id", "client_id", "created_at", "request", "request_type", "priority");
      fields = read;
    }
    read.read(raw.value());
    String ticketId = read.required(TICKET_ID);
    String clientId = read.required(CLIENT_ID);
    String createdAt = read.required(CREATED_AT);
    String request = read.required(REQUEST);
    String requestType = read.required(REQUEST_TYPE);
    String priority = read.required(PRIORITY);
    return new Ticket(
        ticketId(ticketId),
        clientId(clientId),
        createdAt(createdAt),
        request(request),
        requestType(requestType),
        priority(priority));
  }

  /**
   * RFC 9562's text form, in either case, and nothing shorter: {@code java.util.UUID} takes more.
   */
  private static UUID ticketId(String text) throws Rejection {
    long high = 0;
    long low = 0;
    boolean valid = text.length() == 36;
    for (int i = 0; valid && i < 36; i++) {
      char c = text.charAt(i);
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        valid = c == '-';
      } else {
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        valid = digit >= 0;
        if (i < 18) {
          high = high << 4 | digit;
        } else {
          low = low << 4 | digit;
        }
      }
    }
    if (!valid) {
      throw invalid("ticket_id", text, "is not a UUID");
    }
    return new UUID(high, low);
  }

  /** {@code CLIENT_} and digits, all in all at most {@value #LONGEST_CLIENT} characters. */
  static String clientId(String text) throws Rejection {
    if (text.length() > LONGEST_CLIENT) {
      throw new Rejection(
          RejectReason.TOO_LONG,
          "client_id",
          "client_id has "
              + text.codePointCount(0, text.length())
              + " characters, "
              + LONGEST_CLIENT
              + " are allowed");
    }
    boolean valid = text.startsWith("CLIENT_") && text.length() > 7;
    for (int i = 7; valid && i < text.length(); i++) {
      valid = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!valid) {
      throw invalid("client_id", text, "is not CLIENT_ and digits");
    }
    return text;
  }

  private static long createdAt(String text) throws Rejection {
    OptionalLong micros = Rfc3339.micros(text);
    if (micros.isEmpty()) {
      throw invalid("created_at", text, "is not a date and time with an offset or Z");
    }
    return micros.getAsLong();
  }

  private static String request(String text) throws Rejection {
    int codePoints = 0;
    for (int i = 0; i < text.length(); i++, codePoints++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new Rejection(
              RejectReason.INVALID_VALUE,
              "request",
              "request has half a surrogate pair at character " + codePoints);
        }
        i++;
      }
    }
    if (codePoints > LONGEST_REQUEST) {
      throw new Rejection(
          RejectReason.TOO_LONG,
          "request",
          "request has " + codePoints + " characters, " + LONGEST_REQUEST + " are allowed");
    }
    return text;
  }

  private static RequestType requestType(String text) throws Rejection {
    for (RequestType type : RequestType.ALL) {
      if (type.code().equals(text)) {
        return type;
      }
    }
    throw invalid("request_type", text, "is not billing, technical, account or general");
  }

  private static Priority priority(String text) throws Rejection {
    for (Priority priority : Priority.ALL) {
      if (priority.code().equals(text)) {
        return priority;
      }
    }
    throw invalid("priority", text, "is not low, medium, high or critical");
  }

  private static Rejection invalid(String field, String value, String complaint) {
    return new Rejection(
        RejectReason.INVALID_VALUE,
        field,
        field + " " + TextFields.shortened(value) + " " + complaint);
  }
}
