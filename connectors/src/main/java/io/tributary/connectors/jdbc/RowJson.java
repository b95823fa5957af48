package io.tributary.connectors.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.json.BoundedJson;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;

/**
 * Writes a row as a JSON object: its columns by their names. Numbers are strings, exact, with the
 * scale that the database gives them; moments are RFC 3339 in UTC, which is presumed of those
 * without a zone, dates ISO 8601; a column of JSON is taken over as it is; everything else is the
 * database's own text.
 */
final class RowJson {
  private static final JsonMapper JSON =
      BoundedJson.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();
  private static final Set<String> EMBEDDED = Set.of("json", "jsonb");

  /** The moments that RFC 3339 can write: the years 0000 to 9999. */
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

  private static final Instant AFTER_LAST = Instant.parse("+10000-01-01T00:00:00Z");

  private final ResultSetMetaData columns;

  RowJson(ResultSetMetaData columns) {
    this.columns = columns;
  }

  ObjectNode read(ResultSet row) throws SQLException {
    ObjectNode json = JSON.createObjectNode();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      json.set(columns.getColumnLabel(i), value(row, i));
    }
    return json;
  }

  /** In the form of the feed's topic, where a value that nobody gave is absent. */
  static byte[] invoice(ObjectNode row, String source) {
    ObjectNode invoice = row.objectNode();
    row.properties().stream()
        .filter(field -> !field.getValue().isNull())
        .forEach(field -> invoice.set(field.getKey(), field.getValue()));
    return bytes(invoice.put("source", source));
  }

  static byte[] bytes(ObjectNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of ours can't be written", e);
    }
  }

  private JsonNode value(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    JsonNodeFactory nodes = JSON.getNodeFactory();
    if (text == null) {
      return nodes.nullNode();
    }
    return switch (columns.getColumnType(column)) {
      case Types.NUMERIC, Types.DECIMAL -> nodes.textNode(decimal(row, column, text));
      case Types.BIT, Types.BOOLEAN ->
          columns.getColumnTypeName(column).equals("bool")
              ? nodes.booleanNode(row.getBoolean(column))
              : nodes.textNode(text);
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
          nodes.textNode(moment(row, column, text));
      default ->
          EMBEDDED.contains(columns.getColumnTypeName(column))
              ? embedded(text)
              : nodes.textNode(text);
    };
  }

  /**
   * PostgreSQL's {@code NaN} and infinities are none; they stay words, for the parser to refuse.
   */
  private static String decimal(ResultSet row, int column, String text) throws SQLException {
    char last = text.charAt(text.length() - 1);
    return last >= '0' && last <= '9' ? row.getBigDecimal(column).toPlainString() : text;
  }

  /** What RFC 3339 can't write, such as {@code infinity}, stays for the parser to refuse. */
  private String moment(ResultSet row, int column, String text) throws SQLException {
    Instant moment;
    if (CursorType.isMoment(columns, column)) {
      OffsetDateTime read = row.getObject(column, OffsetDateTime.class);
      if (CursorType.isInfinite(read)) {
        return text;
      }
      moment = read.toInstant();
    } else {
      LocalDateTime read = row.getObject(column, LocalDateTime.class);
      if (read.equals(LocalDateTime.MAX) || read.equals(LocalDateTime.MIN)) {
        return text;
      }
      moment = read.toInstant(ZoneOffset.UTC);
    }
    return moment.isBefore(FIRST) || !moment.isBefore(AFTER_LAST) ? text : moment.toString();
  }

  private static JsonNode embedded(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      // JSON to the database, but nested deeper or longer than is taken here.
      return JSON.getNodeFactory().textNode(text);
    }
  }
}
