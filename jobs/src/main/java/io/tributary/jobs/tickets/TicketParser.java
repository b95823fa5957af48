package io.tributary.jobs.tickets;

import io.tributary.jobs.json.TextFields;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads tickets and checks them by the rules of {@code schemas/client_tickets.schema.json}. */
final class TicketParser implements Parser<Ticket> {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_REQUEST = 500;
  private static final int LONGEST_CLIENT = 100;
  private static final Text CLIENT = Text.of("CLIENT_");

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
    Text ticketId = read.required(TICKET_ID);
    Text clientId = read.required(CLIENT_ID);
    Text createdAt = read.required(CREATED_AT);
    Text request = read.required(REQUEST);
    Text requestType = read.required(REQUEST_TYPE);
    Text priority = read.required(PRIORITY);
    return new Ticket(
        ticketId(ticketId),
        clientId(clientId),
        TextFields.moment("created_at", createdAt),
        TextFields.notTooLong("request", request, LONGEST_REQUEST),
        requestType(requestType),
        priority(priority));
  }

  /**
   * RFC 9562's text form, in either case, and nothing shorter: {@code java.util.UUID} takes more.
   */
  private static UUID ticketId(Text text) throws Rejection {
    long high = 0;
    long low = 0;
    boolean valid = text.length() == 36;
    for (int i = 0; valid && i < 36; i++) {
      byte c = text.byteAt(i);
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        valid = c == '-';
      } else {
        int digit = Character.digit(c, 16);
        valid = digit >= 0;
        if (i < 18) {
          high = high << 4 | digit;
        } else {
          low = low << 4 | digit;
        }
      }
    }
    if (!valid) {
      throw TextFields.invalid("ticket_id", text, "is not a UUID");
    }
    return new UUID(high, low);
  }

  /** {@code CLIENT_} and digits, all in all at most {@value #LONGEST_CLIENT} characters. */
  static Text clientId(Text text) throws Rejection {
    TextFields.notTooLong("client_id", text, LONGEST_CLIENT);
    boolean valid = text.length() > CLIENT.length() && text.startsWith(CLIENT);
    for (int i = CLIENT.length(); valid && i < text.length(); i++) {
      valid = text.byteAt(i) >= '0' && text.byteAt(i) <= '9';
    }
    if (!valid) {
      throw TextFields.invalid("client_id", text, "is not CLIENT_ and digits");
    }
    return text;
  }

  private static RequestType requestType(Text text) throws Rejection {
    for (RequestType type : RequestType.ALL) {
      if (type.text().equals(text)) {
        return type;
      }
    }
    throw TextFields.invalid("request_type", text, "is not billing, technical, account or general");
  }

  private static Priority priority(Text text) throws Rejection {
    for (Priority priority : Priority.ALL) {
      if (priority.text().equals(text)) {
        return priority;
      }
    }
    throw TextFields.invalid("priority", text, "is not low, medium, high or critical");
  }
}
