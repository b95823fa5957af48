package io.tributary.connectors.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Columns.Column;
import io.tributary.pipeline.time.Utc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes rows as JSON objects in UTF-8: texts as texts, numbers as numbers, moments as RFC 3339.
 * Not thread-safe.
 */
public final class JsonRows<T> {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final List<Column<T>> columns;
  private final List<SerializableString> names = new ArrayList<>();
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);

  public JsonRows(Columns<T> columns) {
    this.columns = columns.all();
    this.columns.forEach(column -> names.add(new SerializedString(column.name())));
  }

  /** One row as an object, without a line feed. */
  public byte[] bytes(T row) {
    buffer.reset();
    try (JsonGenerator json = FACTORY.createGenerator(buffer)) {
      json.writeStartObject();
      for (int i = 0; i < columns.size(); i++) {
        Column<T> column = columns.get(i);
        json.writeFieldName(names.get(i));
        switch (column.type()) {
          case TEXT, LABEL -> json.writeString(column.text().apply(row));
          case INT64 -> json.writeNumber(column.number().of(row));
          case TIMESTAMP_MICROS -> json.writeString(Utc.format(column.number().of(row)));
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return buffer.toByteArray();
  }
}
