package io.tributary.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tributary.connectors.json.BoundedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * By what a record is keyed: the text of one field, in lower case when it is a UUID.
 *
 * @param field its name, or the names on the way to it with dots between
 */
public record RecordKey(String field) {
  private static final JsonFactory JSON = BoundedJson.factory();
  private static final int UUID_LENGTH = 36;

  /**
   * The key of a record, which may be anything; null when the field can't be read from it. What
   * follows the field is not looked at.
   */
  public byte @Nullable [] of(byte[] value) {
    try (JsonParser json = JSON.createParser(value)) {
      JsonToken token = json.nextToken();
      for (String name : field.split("\\.")) {
        token = token == JsonToken.START_OBJECT ? find(name, json) : null;
      }
      return token == JsonToken.VALUE_STRING ? bytes(json.getText()) : null;
    } catch (IOException unreadable) {
      return null;
    }
  }

  /** Goes to a field's value in the object that begins here. */
  private static @Nullable JsonToken find(String name, JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = json.currentName().equals(name);
      JsonToken token = json.nextToken();
      if (found) {
        return token;
      }
      json.skipChildren();
    }
    return null;
  }

  // Copies of a record must meet in one partition, and UUIDs are compared without regard to case.
  private static byte[] bytes(String identity) {
    String key = identity.length() == UUID_LENGTH ? identity.toLowerCase(Locale.ROOT) : identity;
    return key.getBytes(StandardCharsets.UTF_8);
  }
}
