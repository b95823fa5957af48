package io.tributary.cli.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts read from JSON objects, by the audit's own reading of them. Not thread-safe. */
final class RecordTexts {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final List<String> names;
  private final @Nullable String[] texts;

  RecordTexts(List<String> names) {
    this.names = List.copyOf(names);
    this.texts = new String[names.size()];
  }

  /** Reads an object; false when it is none, or one of the fields is not a text. */
  boolean read(byte @Nullable [] value) {
    if (value == null) {
      return false;
    }
    Arrays.fill(texts, null);
    try (JsonParser json = JSON.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken token = json.nextToken();
        int field = names.indexOf(name);
        if (field >= 0 && token == JsonToken.VALUE_STRING) {
          texts[field] = json.getText();
        } else {
          json.skipChildren();
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        return false;
      }
    } catch (IOException unreadable) {
      return false;
    }
    for (String text : texts) {
      if (text == null) {
        return false;
      }
    }
    return true;
  }

  /** A field of the object read last, by its place among the names. */
  String get(int field) {
    String text = texts[field];
    if (text == null) {
      throw new IllegalStateException(names.get(field) + " was not read");
    }
    return text;
  }

  String get(String name) {
    return get(names.indexOf(name));
  }
}
