package io.tributary.connectors.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tributary.connectors.json.BoundedJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An answer's items, each with the very bytes that the answer has of it. */
final class ItemPage {
  private static final JsonFactory JSON = BoundedJson.factory();

  private ItemPage() {}

  /**
   * Reads an answer.
   *
   * @throws IOException if it is no JSON in UTF-8, or no array
   */
  static List<byte[]> read(byte[] body) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("the answer is no array of items: check the address");
      }
      List<byte[]> items = elements(parser, body);
      while (parser.nextToken() != null) {
        parser.skipChildren();
      }
      return items;
    } catch (JsonProcessingException e) {
      throw new IOException("the answer is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static List<byte[]> elements(JsonParser parser, byte[] body) throws IOException {
    List<byte[]> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      long start = parser.currentTokenLocation().getByteOffset();
      parser.finishToken();
      parser.skipChildren();
      long end = parser.currentLocation().getByteOffset();
      if (start < 0 || end > body.length) {
        throw new IOException("the answer is not in UTF-8");
      }
      elements.add(Arrays.copyOfRange(body, (int) start, (int) end));
    }
    return elements;
  }
}
