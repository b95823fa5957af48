package io.tributary.cli.repair;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.contract.Moments;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Columns.Column;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A topic's JSON object as the values of a row; what is an object in it stays as it is written. */
final class TopicRow {
  private static final JsonFactory JSON = BoundedJson.records().build();
  private static final ObjectMapper LISTS = BoundedJson.mapper();

  private final Map<String, String> fields = new HashMap<>();

  private TopicRow() {}

  /**
   * Reads an object.
   *
   * @throws IOException when it is none
   */
  static TopicRow read(byte @Nullable [] object) throws IOException {
    if (object == null) {
      throw new IOException("no JSON object");
    }
    TopicRow row = new TopicRow();
    try (JsonParser json = JSON.createParser(object)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken token = json.nextToken();
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
          int begin = (int) json.currentTokenLocation().getByteOffset();
          json.skipChildren();
          int end = (int) json.currentTokenLocation().getByteOffset() + 1;
          row.fields.put(
              name, new String(Arrays.copyOfRange(object, begin, end), StandardCharsets.UTF_8));
        } else if (token != JsonToken.VALUE_NULL) {
          row.fields.put(name, json.getText());
        }
      }
    }
    return row;
  }

  /** What a field says, as it is written; null when it is null or not there. */
  @Nullable String field(String name) {
    return fields.get(name);
  }

  /**
   * The values of a row's columns in their order.
   *
   * @param names in which field a column stands, where that has another name
   * @throws IOException when one is not what the column holds
   */
  @Nullable Object[] values(Columns<?> columns, Map<String, String> names) throws IOException {
    @Nullable Object[] values = new Object[columns.all().size()];
    for (int i = 0; i < values.length; i++) {
      Column<?> column = columns.all().get(i);
      String written = fields.get(names.getOrDefault(column.name(), column.name()));
      values[i] = written == null ? null : read(column, written);
      boolean required =
          switch (column.type()) {
            case BYTES, DECIMAL -> false;
            default -> !column.isNullable();
          };
      if (values[i] == null && required) {
        throw new IOException("no " + column.name() + " in it");
      }
    }
    return values;
  }

  private static Object read(Column<?> column, String written) throws IOException {
    try {
      return value(column, written);
    } catch (IllegalArgumentException | DateTimeException e) { // no number, no date, not Base64
      throw new IOException("%s is no %s in it".formatted(column.name(), column.type()), e);
    }
  }

  private static Object value(Column<?> column, String written) throws IOException {
    return switch (column.type()) {
      case TEXT, LABEL, JSON -> written;
      case TEXTS -> texts(written);
      case BYTES -> Base64.getDecoder().decode(written);
      case BOOLEAN -> Boolean.valueOf(written);
      case INT32, INT64 -> Long.valueOf(written);
      case DOUBLE -> Double.valueOf(written);
      case DECIMAL -> new BigDecimal(written);
      case DATE -> LocalDate.parse(written).toEpochDay();
      case TIMESTAMP_MILLIS -> Math.floorDiv(micros(column, written), 1_000);
      case TIMESTAMP_MICROS -> micros(column, written);
    };
  }

  private static List<String> texts(String written) throws IOException {
    String[] all = LISTS.readValue(written, String[].class);
    if (all == null || Arrays.asList(all).contains(null)) {
      throw new IllegalArgumentException("no texts");
    }
    return List.of(all);
  }

  private static long micros(Column<?> column, String written) throws IOException {
    Long micros = Moments.micros(written);
    if (micros == null) {
      throw new IOException(column.name() + " is no moment in it");
    }
    return micros;
  }
}
