package io.tributary.cli.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tributary.cli.lake.Column;
import io.tributary.connectors.json.BoundedJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Named fields read from JSON objects, by a reading of their own that no job has: texts as {@link
 * String}, numbers as {@link Long} or {@link Double}, lists of texts as {@link List}, objects as
 * their text without the space between tokens. Not thread-safe.
 */
public final class RecordFields {
  private static final JsonFactory JSON =
      BoundedJson.records()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          // UTF-8 and nothing else, in which parts of a record have a place among its bytes.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();

  private final List<Column> columns;
  private final List<String> names;
  private final @Nullable Object[] values;
  private final boolean[] misfits;

  public RecordFields(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.names = columns.stream().map(Column::name).toList();
    this.values = new Object[names.size()];
    this.misfits = new boolean[names.size()];
  }

  /** Reads an object; false when it is none. What was read before a fault is there nevertheless. */
  public boolean read(byte @Nullable [] object) {
    Arrays.fill(values, null);
    Arrays.fill(misfits, false);
    if (object == null) {
      return false;
    }
    try (JsonParser json = JSON.createParser(object)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken token = json.nextToken();
        int field = names.indexOf(name);
        if (field < 0) {
          json.skipChildren();
        } else if (token != JsonToken.VALUE_NULL) {
          values[field] = value(columns.get(field).type(), token, json, object);
          misfits[field] = values[field] == null;
        }
      }
      return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static @Nullable Object value(
      Column.Type type, @Nullable JsonToken token, JsonParser json, byte[] object)
      throws IOException {
    if (token == JsonToken.START_OBJECT) {
      int begin = (int) json.currentTokenLocation().getByteOffset();
      json.skipChildren();
      int end = (int) json.currentTokenLocation().getByteOffset() + 1;
      return type == Column.Type.OBJECT ? withoutSpace(object, begin, end) : null;
    }
    if (token == JsonToken.START_ARRAY) {
      return type == Column.Type.TEXTS ? texts(json) : skipped(json);
    }
    return switch (type) {
      case TEXT, MOMENT, MOMENT_IN_UTC, BYTES ->
          token == JsonToken.VALUE_STRING ? json.getText() : null;
      case NUMBER -> token == JsonToken.VALUE_NUMBER_INT ? whole(json) : null;
      case REAL -> token != null && token.isNumeric() ? Double.valueOf(json.getText()) : null;
      case FLAG -> token != null && token.isBoolean() ? json.getBooleanValue() : null;
      case TEXTS, OBJECT -> null;
    };
  }

  private static @Nullable Long whole(JsonParser json) throws IOException {
    return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? null : json.getLongValue();
  }

  private static @Nullable List<String> texts(JsonParser json) throws IOException {
    List<String> texts = new ArrayList<>();
    boolean others = false;
    for (JsonToken each = json.nextToken();
        each != null && each != JsonToken.END_ARRAY;
        each = json.nextToken()) {
      others |= each != JsonToken.VALUE_STRING;
      texts.add(json.getText());
      json.skipChildren();
    }
    return others ? null : texts;
  }

  private static @Nullable Object skipped(JsonParser json) throws IOException {
    json.skipChildren();
    return null;
  }

  /** An object's text; the white space between its tokens says nothing. */
  public static String withoutSpace(String object) {
    byte[] bytes = object.getBytes(StandardCharsets.UTF_8);
    return withoutSpace(bytes, 0, bytes.length);
  }

  private static String withoutSpace(byte[] bytes, int begin, int end) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(end - begin);
    boolean quoted = false;
    for (int i = begin; i < end; i++) {
      byte b = bytes[i];
      if (b == '"') {
        quoted = !quoted;
      } else if (b == '\\' && quoted && i + 1 < end) {
        kept.write(b);
        i++; // what is escaped ends no text
      } else if (!quoted && (b == ' ' || b == '\n' || b == '\r' || b == '\t')) {
        continue;
      }
      kept.write(bytes[i]);
    }
    return kept.toString(StandardCharsets.UTF_8);
  }

  /** A field's value in the object read last; null when it is absent, null or of another type. */
  public @Nullable Object get(int field) {
    return values[field];
  }

  /** Whether a field is there and neither null nor of its type. */
  public boolean isMisfit(int field) {
    return misfits[field];
  }

  /** The text of a field that has one; null when it hasn't. */
  public @Nullable String text(String name) {
    return values[names.indexOf(name)] instanceof String text ? text : null;
  }
}
