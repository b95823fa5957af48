package io.tributary.cli.simulate.tickets;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tributary.cli.simulate.JsonFields;
import java.nio.charset.StandardCharsets;

/** A ticket before it is written: every field as text. */
record TicketDraft(
    String ticketId,
    String clientId,
    String createdAt,
    String request,
    String requestType,
    String priority) {
  byte[] key() {
    return ticketId.getBytes(StandardCharsets.UTF_8);
  }

  byte[] json() {
    StringBuilder json = new StringBuilder(request.length() + 256);
    json.append("{\"ticket_id\":\"").append(ticketId);
    json.append("\",\"client_id\":\"").append(clientId);
    json.append("\",\"created_at\":\"").append(createdAt);
    json.append("\",\"request\":\"");
    JsonStringEncoder.getInstance().quoteAsString(request, json);
    json.append("\",\"request_type\":\"").append(requestType);
    json.append("\",\"priority\":\"").append(priority).append("\"}");
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  JsonFields fields() {
    return new JsonFields()
        .text("ticket_id", ticketId)
        .text("client_id", clientId)
        .text("created_at", createdAt)
        .text("request", request)
        .text("request_type", requestType)
        .text("priority", priority);
  }
}
