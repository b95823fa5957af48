package io.tributary.connectors.jdbc;

import io.tributary.connectors.datasets.DatasetNames;
import io.tributary.connectors.upsert.Session;
import io.tributary.connectors.upsert.Store;
import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.NamedDataset.Field;
import java.io.IOException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * A table of PostgreSQL. Rows that it refuses go to the table {@code TABLE_refused}.
 *
 * @param table its name, as it stands in statements
 * @param tables makes the tables that are missing
 * @param upsert the statement that writes rows: its one parameter is a text, a JSON array of them.
 *     A key may be in it several times
 * @param timeout of each statement and each connection, at least a second
 */
public record PostgresStore(
    Database database, String table, Tables tables, String upsert, Duration timeout)
    implements Store {

  /** Makes the tables of a feed. */
  public interface Tables extends Serializable {
    /**
     * Makes what is missing.
     *
     * @throws IOException if that can't be done now: what to do
     */
    void create(Database database) throws IOException;
  }

  @Override
  public String name() {
    return "table " + table + " at " + database.shown();
  }

  @Override
  public List<NamedDataset> writes(List<Field> fields) {
    return List.of(
        DatasetNames.table(database.url(), table, fields),
        DatasetNames.table(database.url(), refusedTable(), List.of()));
  }

  @Override
  public Session open() throws IOException {
    tables.create(database);
    Connection connection = null;
    try {
      connection = database.connect(timeout);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET statement_timeout = " + timeout.toMillis());
        ensureRefused(statement);
      }
      return new PostgresSession(connection, this);
    } catch (SQLException e) {
      if (connection != null) {
        PostgresSession.abort(connection);
      }
      throw problem(e);
    }
  }

  String refusedTable() {
    return table + "_refused";
  }

  /**
   * Not by IF NOT EXISTS alone: that needs the right to make tables where there is none to make.
   */
  private void ensureRefused(Statement statement) throws SQLException {
    try (ResultSet found = statement.executeQuery("SELECT to_regclass('" + refusedTable() + "')")) {
      found.next();
      if (found.getString(1) != null) {
        return;
      }
    }
    statement.execute(
        """
        CREATE TABLE IF NOT EXISTS %s (
          id text PRIMARY KEY,
          row bytea NOT NULL,
          reason text NOT NULL,
          refused_at timestamptz NOT NULL DEFAULT now())
        """
            .formatted(refusedTable()));
  }

  IOException problem(SQLException e) {
    String remedy = database.remedy(e);
    return new IOException(
        "%s (%s): %s%s"
            .formatted(
                name(), e.getSQLState(), e.getMessage(), remedy.isEmpty() ? "" : ": " + remedy),
        e);
  }
}
