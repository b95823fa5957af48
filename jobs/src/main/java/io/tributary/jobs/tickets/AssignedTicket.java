package io.tributary.jobs.tickets;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;

/**
 * A ticket with the team that answers it and the region that it comes from.
 *
 * @param region the client's UN M49 region, or {@code unknown}
 */
record AssignedTicket(Ticket ticket, String assignedTeam, String region) {
  static final String UNKNOWN_REGION = "unknown";

  /** As the lake and the topic show it. */
  static final Columns<AssignedTicket> COLUMNS =
      Columns.<AssignedTicket>of()
          .text("ticket_id", row -> Text.of(row.ticket.ticketId()))
          .text("client_id", row -> row.ticket.clientId())
          .timestampMicros("created_at", row -> row.ticket.createdAt())
          .text("request", row -> row.ticket.request())
          .label("request_type", row -> row.ticket.requestType().code())
          .label("priority", row -> row.ticket.priority().code())
          .label("assigned_team", AssignedTicket::assignedTeam)
          .label("region", AssignedTicket::region);

  boolean isUrgent() {
    return ticket.priority() == Priority.HIGH || ticket.priority() == Priority.CRITICAL;
  }
}
