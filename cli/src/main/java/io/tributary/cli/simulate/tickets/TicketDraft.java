package io.tributary.cli.simulate;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

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

  /** The fields in their order, each value as JSON. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("ticket_id", quoted(ticketId));
    fields.put("client_id", quoted(clientId));
    fields.put("created_at", quoted(createdAt));
    fields.put("request", quoted(request));
    fields.put("request_type", quoted(requestType));
    fields.put("priority", quoted(priority));
    return fields;
  }

  static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
