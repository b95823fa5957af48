package io.tributary.connectors.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of CSV: its cells under the header's names, as texts. What they mean, decimal commas
 * included, is for the feed's parser. An empty cell says nothing and is left out.
 */
final class CsvForm implements RecordForm {
  private static final JsonFactory JSON = BoundedJson.factory();
  private static final ObjectReader ROWS =
      new CsvMapper()
          .readerFor(String[].class)
          .with(CsvParser.Feature.WRAP_AS_ARRAY)
          .with(CsvParser.Feature.TRIM_SPACES);
  private static final char[] SEPARATORS = {',', ';', '\t'};

  private final char separator;
  private final List<String> fields;
  private final ObjectReader rows;
  private final String source;

  private CsvForm(char separator, List<String> fields, String source) {
    this.separator = separator;
    this.fields = fields;
    this.rows = rows(separator);
    this.source = source;
  }

  /**
   * Reads a header. Its separator is the one with which it holds the most names that are known.
   *
   * @throws Unreadable if it is none
   */
  static CsvForm of(String header, String source) throws Unreadable {
    CsvForm best = null;
    for (char separator : SEPARATORS) {
      List<String> fields = new ArrayList<>();
      try {
        for (String cell : cells(header, rows(separator))) {
          fields.add(InvoiceColumns.field(cell));
        }
      } catch (Rejection notWithThisOne) {
        continue;
      }
      if (best == null || InvoiceColumns.known(fields) > InvoiceColumns.known(best.fields)) {
        best = new CsvForm(separator, fields, source);
      }
    }
    if (best == null) {
      throw new Unreadable("the first line must be a header, but a quote in it is not closed");
    }
    InvoiceColumns.check(best.fields);
    return best;
  }

  char separator() {
    return separator;
  }

  private static ObjectReader rows(char separator) {
    return ROWS.with(CsvSchema.emptySchema().withColumnSeparator(separator));
  }

  private static List<String> cells(String text, ObjectReader rows) throws Rejection {
    if (text.isBlank()) {
      return List.of();
    }
    try (MappingIterator<String[]> found = rows.readValues(text)) {
      List<String> cells = found.hasNextValue() ? Arrays.asList(found.nextValue()) : List.of();
      if (found.hasNextValue()) {
        throw malformed("a line ends within it, but not within quotes");
      }
      return cells;
    } catch (IOException | UncheckedIOException e) {
      String why = e.getMessage() == null ? e.toString() : e.getMessage().lines().findFirst().get();
      throw malformed("it can't be split into cells: " + why);
    }
  }

  @Override
  public byte @Nullable [] json(String text) throws Rejection {
    List<String> cells = cells(text, rows);
    if (cells.stream().allMatch(String::isBlank)) {
      return null;
    }
    if (cells.size() != fields.size()) {
      throw malformed(
          "it has "
              + cells.size()
              + " cells and the header "
              + fields.size()
              + ": put a cell that holds a separator or a quote into quotes");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * text.length() + 64);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField(InvoiceColumns.SOURCE, source);
      for (int i = 0; i < cells.size(); i++) {
        write(fields.get(i), cells.get(i), out);
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw malformed("it can't be written as JSON: " + e.getMessage());
    }
    return bytes.toByteArray();
  }

  private static void write(String field, String cell, JsonGenerator out)
      throws IOException, Rejection {
    if (cell.isBlank() || field.isEmpty() || field.equals(InvoiceColumns.SOURCE)) {
      return;
    }
    out.writeFieldName(field);
    if (!field.equals(InvoiceColumns.LINES)) {
      out.writeString(cell);
    } else if (JsonForm.isValue(cell)) {
      out.writeRawValue(cell);
    } else {
      throw new Rejection(
          RejectReason.INVALID_VALUE,
          InvoiceColumns.LINES,
          "lines must be a JSON array in one cell, with its quotes doubled");
    }
  }

  private static Rejection malformed(String detail) {
    return new Rejection(RejectReason.MALFORMED_RECORD, "", detail);
  }
}
