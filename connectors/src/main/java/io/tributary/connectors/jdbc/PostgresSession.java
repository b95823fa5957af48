package io.tributary.connectors.jdbc;

import io.tributary.connectors.upsert.Refused;
import io.tributary.connectors.upsert.Rest;
import io.tributary.connectors.upsert.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes rows by one statement for all of them, which the server does as a whole or not at all. */
final class PostgresSession implements Session {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSession.class);

  /** What is wrong with a value, such as an overflow, by the first two letters of its code. */
  private static final String DATA_EXCEPTION = "22";

  /** A value that is missing, or that the table's constraints don't let in. */
  private static final String CONSTRAINT_VIOLATION = "23";

  private final Connection connection;
  private final PostgresStore store;

  PostgresSession(Connection connection, PostgresStore store) {
    this.connection = connection;
    this.store = store;
  }

  @Override
  public Rest write(List<byte[]> rows) throws IOException {
    List<Refused> refused = new ArrayList<>();
    write(rows, refused);
    return new Rest(List.of(), "", refused);
  }

  private void write(List<byte[]> rows, List<Refused> refused) throws IOException {
    try (PreparedStatement statement = connection.prepareStatement(store.upsert())) {
      statement.setString(1, array(rows));
      statement.executeUpdate();
    } catch (SQLException e) {
      if (!isAboutRows(e)) {
        throw store.problem(e);
      }
      // The server doesn't say which row it is about.
      if (rows.size() == 1) {
        refused.add(new Refused(rows.get(0), String.valueOf(e.getMessage())));
        return;
      }
      int half = rows.size() / 2;
      write(rows.subList(0, half), refused);
      write(rows.subList(half, rows.size()), refused);
    }
  }

  private static boolean isAboutRows(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith(DATA_EXCEPTION) || state.startsWith(CONSTRAINT_VIOLATION);
  }

  private static String array(List<byte[]> rows) {
    StringBuilder array = new StringBuilder("[");
    for (byte[] row : rows) {
      if (array.length() > 1) {
        array.append(',');
      }
      array.append(new String(row, StandardCharsets.UTF_8));
    }
    return array.append(']').toString();
  }

  @Override
  public void setAside(List<Refused> rows) throws IOException {
    String insert =
        "INSERT INTO %s (id, row, reason) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING"
            .formatted(store.refusedTable());
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      for (Refused refused : rows) {
        statement.setString(1, refused.id());
        statement.setBytes(2, refused.row());
        statement.setString(3, refused.reason().replace('\0', ' '));
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw store.problem(e);
    }
  }

  static void abort(Connection connection) {
    try {
      // Closing would wait for what another thread is at.
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("a connection can't be ended", e);
    }
  }

  @Override
  public void close() {
    abort(connection);
  }
}
