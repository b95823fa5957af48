package io.tributary.analytics;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Asks the mirror: some at a time, the others wait a moment, and are refused then. */
final class Readers implements AutoCloseable {
  private static final int AT_A_TIME = 4;
  private static final long WAIT_MILLIS = 1_000;
  private static final int SECONDS_A_QUESTION = 10;

  private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(AT_A_TIME);
  private final List<Connection> all = new ArrayList<>();

  /** What is called with each row. */
  interface RowVisitor {
    /** Takes a row; says whether it wants another. */
    boolean visit(ResultSet row) throws SQLException;
  }

  Readers(Mirror mirror) throws SQLException {
    for (int i = 0; i < AT_A_TIME; i++) {
      Connection each = mirror.connect();
      all.add(each);
      idle.add(each);
    }
  }

  /** How many are asking now. */
  int busy() {
    return AT_A_TIME - idle.size();
  }

  /**
   * Asks.
   *
   * @param parameters what stands for the question marks: whole numbers and texts
   * @throws Problem when too many are asking, or when it takes too long
   */
  void ask(String sql, List<Object> parameters, RowVisitor visitor) {
    Connection connection;
    try {
      connection = idle.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("the server is stopping");
    }
    if (connection == null) {
      throw Problem.unavailable("too many questions at once: ask again in a second");
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(SECONDS_A_QUESTION);
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (!visitor.visit(rows)) {
            return;
          }
        }
      }
    } catch (SQLTimeoutException e) {
      throw Problem.unavailable(
          "the answer takes more than " + SECONDS_A_QUESTION + " s: ask for a shorter range");
    } catch (SQLException e) {
      throw new IllegalStateException("asking the mirror: " + e.getMessage(), e);
    } finally {
      idle.add(connection);
    }
  }

  @Override
  public void close() throws SQLException {
    for (Connection each : all) {
      each.close();
    }
  }
}
