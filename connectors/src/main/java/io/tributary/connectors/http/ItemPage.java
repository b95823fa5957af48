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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer's items, each with the very bytes that the answer has of it.
 *
 * @param next the link to the next page that the answer's body has
 */
record ItemPage(List<byte[]> items, Optional<String> next) {
  private static final JsonFactory JSON = BoundedJson.factory();

  /**
   * Reads an answer.
   *
   * @param items the JSON pointer of the array of items
   * @param next that of the link; empty for none
   * @throws IOException if it is no JSON in UTF-8, or has no such array
   */
  static ItemPage read(byte[] body, String items, String next) throws IOException {
    List<byte[]> found = null;
    String link = null;
    try (JsonParser parser = JSON.createParser(body)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        String at = parser.getParsingContext().pathAsPointer().toString();
        if (found == null && token == JsonToken.START_ARRAY && at.equals(items)) {
          found = elements(parser, body);
        } else if (!next.isEmpty() && token == JsonToken.VALUE_STRING && at.equals(next)) {
          link = parser.getText();
        }
      }
    } catch (JsonProcessingException e) {
      throw new IOException("the answer is no JSON: " + e.getOriginalMessage(), e);
    }
    if (found == null) {
      throw new IOException(
          "the answer has no array at \"%s\": check the pointer of the items".formatted(items));
    }
    return new ItemPage(found, present(link));
  }

  private static Optional<String> present(@Nullable String link) {
    return Optional.ofNullable(link).filter(text -> !text.isBlank());
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
