package io.tributary.cli.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.CommandFailure;
import io.tributary.connectors.json.BoundedJson;

/** Reads a line of the lake's JSON, its numbers exactly as they are written. */
final class JsonRow {
  private static final ObjectMapper JSON =
      BoundedJson.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private JsonRow() {}

  static JsonNode read(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          "the lake holds a line that is no JSON: " + line, "check that its files are whole", e);
    }
  }
}
