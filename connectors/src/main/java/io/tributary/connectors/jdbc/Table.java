package io.tributary.connectors.jdbc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table, by one connection that only reads. {@link #close} may be called from any thread and ends
 * whatever it is at.
 */
final class Table implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Table.class);
  private static final String QUERY_CANCELLED = "57014";

  private final TableSettings settings;
  private final Connection connection;
  private final String name;
  private final String cursor;
  private final String key;
  private final int cursorColumn;
  private final int keyColumn;
  private final CursorType cursorType;
  private final int keyType;

  /** What the server may be at; null before the first. */
  private volatile @Nullable PreparedStatement last;

  /** A row that was read. */
  record Row(RowPlace place, ObjectNode json) {}

  private Table(TableSettings settings, Connection connection) throws SQLException, IOException {
    this.settings = settings;
    this.connection = connection;
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    connection.setNetworkTimeout(
        Runnable::run, Math.toIntExact(settings.timeout().plusSeconds(5).toMillis()));
    String quote = connection.getMetaData().getIdentifierQuoteString();
    this.name = quoted(settings.table(), quote);
    this.cursor = quoted(settings.cursor(), quote);
    this.key = quoted(settings.key(), quote);
    try (PreparedStatement statement = prepare("SELECT * FROM " + name + " WHERE 1 = 0");
        ResultSet none = statement.executeQuery()) {
      ResultSetMetaData columns = none.getMetaData();
      this.cursorColumn = column(columns, settings.cursor());
      this.keyColumn = column(columns, settings.key());
      this.cursorType =
          CursorType.of(columns, cursorColumn)
              .orElseThrow(
                  () ->
                      new IOException(
                          "the database's cursor %s of %s is neither a timestamp nor a number without fractions: name another column"
                              .formatted(settings.cursor(), settings.shown())));
      this.keyType = columns.getColumnType(keyColumn);
      if (columns.isNullable(cursorColumn) != ResultSetMetaData.columnNoNulls
          || columns.isNullable(keyColumn) != ResultSetMetaData.columnNoNulls) {
        warnOfNulls();
      }
    }
    connection.commit();
  }

  /**
   * Connects.
   *
   * @throws IOException if it can't be reached, or isn't as the settings say: what to do
   */
  static Table connect(TableSettings settings) throws IOException {
    try {
      Connection connection = settings.database().connect(settings.timeout());
      try {
        return new Table(settings, connection);
      } catch (SQLException | IOException | RuntimeException e) {
        connection.abort(Runnable::run);
        throw e;
      }
    } catch (SQLException e) {
      throw problem(settings, e);
    }
  }

  /** Names come from outside: whatever is in them is part of the name. */
  private static String quoted(String name, String quote) throws IOException {
    if (quote.isBlank() || name.indexOf('\0') >= 0) {
      throw new IOException("the database can't quote the name " + name);
    }
    return quote + name.replace(quote, quote + quote) + quote;
  }

  private int column(ResultSetMetaData columns, String wanted) throws SQLException, IOException {
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      all.add(columns.getColumnLabel(i));
    }
    if (!all.contains(wanted)) {
      throw new IOException(
          "%s has no column %s: name one of %s"
              .formatted(settings.shown(), wanted, String.join(", ", all)));
    }
    return all.indexOf(wanted) + 1;
  }

  private void warnOfNulls() throws SQLException {
    String without =
        "SELECT 1 FROM %s WHERE %s IS NULL OR %s IS NULL FETCH FIRST 1 ROWS ONLY"
            .formatted(name, cursor, key);
    try (PreparedStatement statement = prepare(without);
        ResultSet row = statement.executeQuery()) {
      if (row.next()) {
        LOG.warn(
            "{} has rows without {} or {}, which are never read: give them one, and make the"
                + " columns NOT NULL",
            settings.shown(),
            settings.cursor(),
            settings.key());
      }
    } catch (SQLException e) {
      if (!QUERY_CANCELLED.equals(e.getSQLState())) {
        throw e;
      }
      LOG.info("{}: looking for rows without a cursor takes too long", settings.shown());
      connection.rollback();
    }
  }

  CursorType cursorType() {
    return cursorType;
  }

  /** The time by the database's clock. */
  Instant now() throws SQLException {
    try (PreparedStatement statement = prepare("SELECT CURRENT_TIMESTAMP");
        ResultSet row = statement.executeQuery()) {
      row.next();
      Instant now = row.getObject(1, OffsetDateTime.class).toInstant();
      connection.commit();
      return now;
    }
  }

  /** The largest cursor that can be seen now; null when there is no row. */
  @Nullable String largest() throws SQLException {
    try (PreparedStatement statement = prepare("SELECT MAX(" + cursor + ") FROM " + name);
        ResultSet row = statement.executeQuery()) {
      row.next();
      String largest = row.getObject(1) == null ? null : cursorType.read(row, 1);
      connection.commit();
      return largest;
    }
  }

  /** The place before the last rows; null when there are no more than that. */
  @Nullable RowPlace before(int rows) throws SQLException {
    String query =
        "SELECT * FROM %s WHERE %s IS NOT NULL AND %s IS NOT NULL ORDER BY %s DESC, %s DESC OFFSET %s ROWS FETCH FIRST 1 ROWS ONLY"
            .formatted(name, cursor, key, cursor, key, rows);
    try (PreparedStatement statement = prepare(query);
        ResultSet row = statement.executeQuery()) {
      RowPlace place =
          row.next()
              ? new RowPlace(cursorType.read(row, cursorColumn), row.getString(keyColumn))
              : null;
      connection.commit();
      return place;
    }
  }

  /**
   * Rows in order.
   *
   * @param after the row before the first; null for the very first
   * @param upTo the largest cursor
   * @param most how many at most
   */
  List<Row> read(@Nullable RowPlace after, String upTo, int most) throws SQLException {
    String query =
        "SELECT * FROM %s WHERE %s%s <= ? AND %s IS NOT NULL ORDER BY %s, %s FETCH FIRST %s ROWS ONLY"
            .formatted(
                name,
                after == null ? "" : "(%s, %s) > (?, ?) AND ".formatted(cursor, key),
                cursor,
                key,
                cursor,
                key,
                most);
    try (PreparedStatement statement = prepare(query)) {
      statement.setFetchSize(settings.page());
      int index = 1;
      if (after != null) {
        cursorType.bind(statement, index++, after.cursor());
        statement.setObject(index++, after.key(), keyType);
      }
      cursorType.bind(statement, index, upTo);
      try (ResultSet row = statement.executeQuery()) {
        RowJson json = new RowJson(row.getMetaData());
        List<Row> rows = new ArrayList<>();
        while (row.next()) {
          RowPlace place =
              new RowPlace(cursorType.read(row, cursorColumn), row.getString(keyColumn));
          rows.add(new Row(place, json.read(row)));
        }
        connection.commit();
        return rows;
      }
    }
  }

  private PreparedStatement prepare(String query) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(query);
    statement.setQueryTimeout(Math.toIntExact(settings.timeout().toSeconds()));
    last = statement;
    return statement;
  }

  static IOException problem(TableSettings settings, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String remedy =
        switch (state) {
          case QUERY_CANCELLED -> "give (cursor, key) an index, or allow a longer timeout";
          case "42P01" -> "check the table's name and schema, letter case included";
          case "42501" -> "GRANT SELECT to " + settings.user();
          default -> settings.database().remedy(e);
        };
    return new IOException(
        "%s can't be read (%s): %s%s"
            .formatted(
                settings.shown(), state, e.getMessage(), remedy.isEmpty() ? "" : ": " + remedy),
        e);
  }

  /** Without this the server would go on with a statement that nobody waits for any more. */
  private void cancel() {
    PreparedStatement ending = last;
    if (ending != null) {
      try {
        ending.cancel();
      } catch (SQLException e) {
        LOG.debug("{}: a statement can't be cancelled", settings.shown(), e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      cancel();
      // Closing would wait for what another thread is at.
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      throw problem(settings, e);
    }
  }
}
