package io.tributary.jobs.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads named texts from one JSON object in UTF-8 (RFC 8259), each once, in one pass. Other fields
 * are passed over, but must be JSON too, with no key twice in any object. A text without escapes is
 * a view of the object's bytes. Not thread-safe.
 */
public final class TextFields {
  private static final JsonFactory JSON =
      BoundedJson.records()
          // UTF-8 and nothing else; it has been checked before Jackson sees it.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();

  private final List<String> names;
  private final @Nullable Text[] texts;
  private final boolean[] seen;
  private final boolean[] otherType;
  private final @Nullable Text[] numbers;

  /** Objects and arrays. */
  private final @Nullable Text[] structures;

  public TextFields(String... names) {
    this.names = List.of(names);
    texts = new Text[names.length];
    seen = new boolean[names.length];
    otherType = new boolean[names.length];
    numbers = new Text[names.length];
    structures = new Text[names.length];
  }

  /**
   * Reads an object; what the fields hold is asked for afterwards.
   *
   * @throws Rejection if the bytes are not one JSON object in UTF-8
   */
  public void read(byte @Nullable [] bytes) throws Rejection {
    if (bytes == null) {
      throw malformed("the record has no value");
    }
    if (bytes.length == 0) {
      throw malformed("the value is empty");
    }
    int invalid = Utf8.firstInvalid(bytes);
    if (invalid >= 0) {
      throw malformed("byte " + invalid + " is not valid UTF-8");
    }
    Arrays.fill(texts, null);
    Arrays.fill(seen, false);
    Arrays.fill(otherType, false);
    Arrays.fill(numbers, null);
    Arrays.fill(structures, null);
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("the value is not a JSON object");
      }
      readFields(json, bytes);
      if (json.nextToken() != null) {
        throw malformed("something follows the JSON object");
      }
    } catch (IOException e) {
      throw malformed(firstLine(e));
    }
  }

  /**
   * A field that must be there.
   *
   * @param field its place in the list of names
   */
  public Text required(int field) throws Rejection {
    Text text = texts[field];
    if (text == null) {
      if (otherType[field]) {
        throw new Rejection(
            RejectReason.INVALID_VALUE, names.get(field), names.get(field) + " is not a text");
      }
      throw new Rejection(
          RejectReason.MISSING_FIELD, names.get(field), names.get(field) + " is missing");
    }
    return text;
  }

  /** A field's text; nothing where it is absent, null or no text. */
  public Optional<Text> optional(int field) {
    return Optional.ofNullable(texts[field]);
  }

  /**
   * A field's JSON object, byte for byte; nothing where it is absent or null.
   *
   * @throws Rejection if it is there, but no object
   */
  public Optional<Text> object(int field) throws Rejection {
    return structure(field, '{', "object");
  }

  /**
   * A field's JSON array, byte for byte; nothing where it is absent or null.
   *
   * @throws Rejection if it is there, but no array
   */
  public Optional<Text> array(int field) throws Rejection {
    return structure(field, '[', "array");
  }

  /**
   * A field's JSON array of texts; nothing where it is absent or null.
   *
   * @throws Rejection if it is there, but no array, or one that holds something else
   */
  public Optional<List<String>> texts(int field) throws Rejection {
    Optional<Text> array = array(field);
    if (array.isEmpty()) {
      return Optional.empty();
    }
    List<String> found = new ArrayList<>();
    Text written = array.get();
    try (JsonParser json = JSON.createParser(written.array(), written.offset(), written.length())) {
      json.nextToken();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
          throw new Rejection(
              RejectReason.INVALID_VALUE,
              names.get(field),
              names.get(field) + " holds what is not a text");
        }
        found.add(whole(json.getText(), names.get(field)));
      }
    } catch (IOException e) {
      throw new IllegalStateException("what was read once can be read again", e);
    }
    return Optional.of(found);
  }

  private Optional<Text> structure(int field, char begin, String type) throws Rejection {
    Text structure = structures[field];
    if (texts[field] != null
        || otherType[field] && (structure == null || structure.byteAt(0) != begin)) {
      throw new Rejection(
          RejectReason.INVALID_VALUE,
          names.get(field),
          names.get(field) + " is not a JSON " + type);
    }
    return Optional.ofNullable(structure);
  }

  /** A field's number, as it is written; nothing where it is absent, null or no number. */
  public Optional<Text> number(int field) {
    return Optional.ofNullable(numbers[field]);
  }

  /**
   * A field's number, as it is written; nothing where it is absent or null.
   *
   * @throws Rejection if it is there, but no number
   */
  public Optional<Text> numberIfAny(int field) throws Rejection {
    if (texts[field] != null || otherType[field] && numbers[field] == null) {
      throw new Rejection(
          RejectReason.INVALID_VALUE, names.get(field), names.get(field) + " is not a number");
    }
    return number(field);
  }

  /**
   * A field's text; nothing where it is absent or null.
   *
   * @throws Rejection if it is there, but no text
   */
  public Optional<Text> textIfAny(int field) throws Rejection {
    if (otherType[field]) {
      throw new Rejection(
          RejectReason.INVALID_VALUE, names.get(field), names.get(field) + " is not a text");
    }
    return Optional.ofNullable(texts[field]);
  }

  /** Whether a field is a number, absent or null. */
  public boolean isNumberIfAny(int field) {
    return texts[field] == null && (!otherType[field] || numbers[field] != null);
  }

  /**
   * A field's text that says something.
   *
   * @param longest how many code points it may have
   * @throws Rejection if it is absent, null, no text, blank or too long
   */
  public Text notBlank(int field, int longest) throws Rejection {
    Text text = required(field);
    if (text.toString().isBlank()) {
      throw new Rejection(
          RejectReason.MISSING_FIELD, names.get(field), names.get(field) + " is empty");
    }
    return notTooLong(names.get(field), text, longest);
  }

  /**
   * A text, when it isn't too long.
   *
   * @param longest how many code points it may have
   */
  public static Text notTooLong(String field, Text text, int longest) throws Rejection {
    // A code point takes a byte or more.
    if (text.length() > longest && text.codePoints() > longest) {
      throw new Rejection(
          RejectReason.TOO_LONG,
          field,
          field + " has " + text.codePoints() + " characters, " + longest + " are allowed");
    }
    return text;
  }

  /**
   * A date and time with an offset or Z (RFC 3339), in microseconds since the epoch.
   *
   * @throws Rejection if it is none
   */
  public static long moment(String field, Text text) throws Rejection {
    OptionalLong micros = Rfc3339.micros(text);
    if (micros.isEmpty()) {
      throw invalid(field, text, "is not a date and time with an offset or Z");
    }
    return micros.getAsLong();
  }

  /** Of a value that isn't what the field takes: {@code FIELD "VALUE" COMPLAINT}. */
  public static Rejection invalid(String field, Text value, String complaint) {
    return new Rejection(
        RejectReason.INVALID_VALUE, field, field + " " + shortened(value) + " " + complaint);
  }

  private void readFields(JsonParser json, byte[] bytes) throws IOException, Rejection {
    Set<String> others = Set.of();
    int expected = 0;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      int field =
          expected < names.size() && names.get(expected).equals(name)
              ? expected // as in most records: one after the other
              : names.indexOf(name);
      if (field < 0) {
        if (others.isEmpty()) {
          others = new HashSet<>();
        }
        if (!others.add(name)) {
          throw twice(name);
        }
        passOver(json, token);
        continue;
      }
      if (seen[field]) {
        throw twice(name);
      }
      seen[field] = true;
      expected = field + 1;
      if (token == JsonToken.VALUE_STRING) {
        texts[field] = text(json, bytes, names.get(field));
      } else if (token != JsonToken.VALUE_NULL) {
        otherType[field] = true;
        if (token.isNumeric()) {
          numbers[field] = Text.of(json.getText());
        }
        int begin = (int) json.currentTokenLocation().getByteOffset();
        passOver(json, token);
        if (token.isStructStart()) {
          int end = (int) json.currentTokenLocation().getByteOffset() + 1; // after the bracket
          structures[field] = Text.view(bytes, begin, end - begin);
        }
      }
    }
  }

  /** A field's text: what stands between the quotes, if nothing in it is escaped. */
  private static Text text(JsonParser json, byte[] bytes, String field)
      throws IOException, Rejection {
    int begin = (int) json.currentTokenLocation().getByteOffset() + 1; // after the quote
    for (int i = begin; i < bytes.length && bytes[i] != '\\'; i++) {
      if (bytes[i] == '"') {
        return Text.view(bytes, begin, i - begin); // the parser checks it on its way on
      }
    }
    return Text.of(whole(json.getText(), field));
  }

  private static String whole(String text, String field) throws Rejection {
    int half = firstHalfSurrogate(text);
    if (half >= 0) {
      throw new Rejection(
          RejectReason.INVALID_VALUE,
          field,
          field + " has half a surrogate pair at character " + text.codePointCount(0, half));
    }
    return text;
  }

  private static int firstHalfSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /** Passes over a value, looking for keys that stand twice in one of its objects. */
  private static void passOver(JsonParser json, @Nullable JsonToken first)
      throws IOException, Rejection {
    if (first == null || !first.isStructStart()) {
      return;
    }
    Deque<Set<String>> open = new ArrayDeque<>();
    JsonToken token = first;
    do {
      if (token == null) {
        throw malformed("the value ends too early");
      } else if (token.isStructStart()) {
        open.push(new HashSet<>());
      } else if (token.isStructEnd()) {
        open.pop();
      } else if (token == JsonToken.FIELD_NAME && !open.element().add(json.currentName())) {
        throw twice(json.currentName());
      }
      token = open.isEmpty() ? token : json.nextToken();
    } while (!open.isEmpty());
  }

  private static Rejection twice(String name) {
    return malformed("the key " + shortened(name) + " stands twice in one object");
  }

  private static Rejection malformed(String detail) {
    return new Rejection(RejectReason.MALFORMED_JSON, "", detail);
  }

  /** A value for a person to read: whole when it is short, else its beginning. */
  public static String shortened(Text text) {
    return shortened(text.toString());
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? '"' + text + '"' : '"' + text.substring(0, 60) + "…\"";
  }

  private static String firstLine(IOException e) {
    String message = e.getMessage();
    String line = message == null ? "not JSON" : message.lines().findFirst().orElse("not JSON");
    return line.length() <= 300 ? line : line.substring(0, 300) + "…";
  }
}
