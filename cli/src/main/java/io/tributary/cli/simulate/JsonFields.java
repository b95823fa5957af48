package io.tributary.cli.simulate;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A JSON object before it is written: its fields in their order, each value as JSON. */
public final class JsonFields {
  private final Map<String, String> values = new LinkedHashMap<>();

  /** Sets a field to any JSON; one that is there already keeps its place. */
  public JsonFields put(String name, String json) {
    values.put(name, json);
    return this;
  }

  /** Sets a field to a text. */
  public JsonFields text(String name, String text) {
    return put(name, quoted(text));
  }

  /** Takes a field away. */
  public void remove(String name) {
    values.remove(name);
  }

  /** A field's value as JSON; {@code null} as JSON writes it when there is none. */
  public String value(String name) {
    return values.getOrDefault(name, "null");
  }

  /** The fields' names in their order. */
  public List<String> names() {
    return List.copyOf(values.keySet());
  }

  /** The object. */
  public String json() {
    return values.entrySet().stream()
        .map(field -> '"' + field.getKey() + "\":" + field.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** The object in UTF-8. */
  public byte[] bytes() {
    return json().getBytes(StandardCharsets.UTF_8);
  }

  /** The object with one of its keys, and its value, a second time. */
  byte[] bytesWithTwice(String name) {
    String json = json();
    return (json.substring(0, json.length() - 1) + ",\"" + name + "\":" + values.get(name) + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A text as JSON. */
  public static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
