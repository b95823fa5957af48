package io.tributary.cli.simulate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tickets as broken producers write them: each has exactly the one fault that its kind names. */
final class InvalidTicket {
  private static final int LONGEST_REQUEST = 500;
  private static final int NESTING = 2_000;
  private static final int FUTURE_YEAR = 2100;

  private InvalidTicket() {}

  /** The value of an invalid record; null for one without a value. */
  static byte @Nullable [] value(TicketKind kind, TicketDraft ticket, SplittableRandom random) {
    Map<String, String> fields = ticket.fields();
    switch (kind) {
      case MALFORMED_JSON -> {
        return bytes(malformed(json(fields), random));
      }
      case MISSING_FIELD -> fields.remove(any(new ArrayList<>(fields.keySet()), random));
      case WRONG_TYPE ->
          fields.put(
              any(new ArrayList<>(fields.keySet()), random),
              any(List.of("null", "42", "true", "[]", "{}"), random));
      case BAD_UUID ->
          fields.put(
              "ticket_id",
              any(
                  List.of(
                      "\"\"",
                      "\"1-2-3-4-5\"",
                      "\"TICKET-" + random.nextInt(100_000) + '"',
                      TicketDraft.quoted(ticket.ticketId().replace("-", "")),
                      TicketDraft.quoted(ticket.ticketId().substring(1)),
                      TicketDraft.quoted(ticket.ticketId().replace('-', '_'))),
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
              TicketDraft.quoted(ticket.createdAt().replaceFirst("(Z|[+-]\\d\\d:\\d\\d)$", "")));
      case FAR_FUTURE ->
          fields.put(
              "created_at",
              TicketDraft.quoted((FUTURE_YEAR + random.nextInt(800)) + "-01-01T00:00:00.000000Z"));
      case TOO_LONG -> fields.put("request", TicketDraft.quoted(tooLong(ticket.request(), random)));
      case DUPLICATE_KEY -> {
        String json = json(fields);
        return bytes(
            json.substring(0, json.length() - 1) + ",\"priority\":" + fields.get("priority") + "}");
      }
      case DEEPLY_NESTED -> fields.put("request", "[".repeat(NESTING) + "]".repeat(NESTING));
      case INVALID_UTF8 -> {
        return undecodable(fields, random);
      }
      case EMPTY -> {
        return new byte[0];
      }
      case NULL_VALUE -> {
        return null;
      }
      case VALID, DUPLICATE, LATE -> throw new IllegalArgumentException(kind + " is valid");
    }
    return bytes(json(fields));
  }

  private static String malformed(String json, SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> json.substring(0, 1 + random.nextInt(json.length() - 1));
      case 1 -> json.replace('"', '\'');
      case 2 -> json.substring(0, json.length() - 1) + ",}";
      case 3 -> json + json;
      default -> "ticket: " + json;
    };
  }

  private static String tooLong(String request, SplittableRandom random) {
    int points = LONGEST_REQUEST + 1 + random.nextInt(200);
    StringBuilder text = new StringBuilder(request);
    while (text.codePointCount(0, text.length()) < points) {
      text.append(" 🙁 ").append(request);
    }
    return text.substring(0, text.offsetByCodePoints(0, points));
  }

  // In the middle of the text: two bytes that are no character, one of Latin-1, an encoded
  // surrogate.
  private static byte[] undecodable(Map<String, String> fields, SplittableRandom random) {
    byte[] bad =
        any(
            List.of(
                new byte[] {(byte) 0xC3, 0x28},
                new byte[] {(byte) 0xE9, 't', (byte) 0xE9},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}),
            random);
    byte[] good = bytes(json(fields));
    int at = new String(good, StandardCharsets.ISO_8859_1).indexOf("\"request\":\"") + 11;
    ByteArrayOutputStream value = new ByteArrayOutputStream(good.length + bad.length);
    value.write(good, 0, at);
    value.writeBytes(bad);
    value.write(good, at, good.length - at);
    return value.toByteArray();
  }

  private static String json(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> '"' + field.getKey() + "\":" + field.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T any(List<T> choices, SplittableRandom random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
