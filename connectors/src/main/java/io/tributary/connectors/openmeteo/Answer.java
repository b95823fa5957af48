package io.tributary.connectors.openmeteo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.json.BoundedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An answer as it is kept: a line of JSON that says what was asked and when the answer came, and
 * from the next line on the answer's bytes as they came. So it can be read without anything else.
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are carried, never compared
record Answer(Request request, Instant receivedAt, byte[] body) {
  private static final ObjectMapper JSON = BoundedJson.mapper();

  /** The two parts in one. */
  byte[] bytes() {
    ObjectNode head = JSON.createObjectNode();
    head.put("kind", request.kind().code());
    head.put("start", request.start().toString());
    head.put("end", request.end().toString());
    head.put("received_at", receivedAt.toString());
    ArrayNode places = head.putArray("places");
    for (Place place : request.places()) {
      places
          .addObject()
          .put("name", place.name())
          .put("country", place.country())
          .put("latitude", place.latitude())
          .put("longitude", place.longitude());
    }
    byte[] line = (head + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(line, line.length + body.length);
    System.arraycopy(body, 0, both, line.length, body.length);
    return both;
  }

  /**
   * Takes them apart.
   *
   * @throws IOException if these are not such bytes
   */
  static Answer of(byte[] bytes) throws IOException {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    try {
      JsonNode head = JSON.readTree(bytes, 0, end);
      List<Place> places = new ArrayList<>();
      for (JsonNode place : head.path("places")) {
        places.add(
            new Place(
                place.path("name").asText(),
                place.path("country").textValue(),
                place.path("latitude").asDouble(Double.NaN),
                place.path("longitude").asDouble(Double.NaN)));
      }
      Request request =
          new Request(
              Kind.of(head.path("kind").asText()),
              places,
              Instant.parse(head.path("start").asText()),
              Instant.parse(head.path("end").asText()));
      byte[] body = Arrays.copyOfRange(bytes, Math.min(bytes.length, end + 1), bytes.length);
      return new Answer(request, Instant.parse(head.path("received_at").asText()), body);
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new IOException(
          "it doesn't begin with a line that says what was asked: " + e.getMessage(), e);
    }
  }
}
