package io.tributary.connectors.jdbc;

import io.tributary.connectors.secrets.Secret;
import java.io.Serializable;
import java.time.Duration;

/**
 * Which table is read, and how.
 *
 * @param url of the database, such as {@code jdbc:postgresql://db:5432/shop}; without a password
 * @param user whose rights it is read with; it needs no other than to select
 * @param table the table's or view's name in the user's search path, exactly as it is, unquoted
 * @param cursor its column that says how new a row is: a timestamp or a number without fractions
 *     that rises, never null. It should have an index together with the key
 * @param key its column that tells rows of equal cursors apart: unique, never null
 * @param lag how long after its cursor was given a row's transaction may take until it commits
 * @param window how many rows are remembered at most that were read before their lag was over
 * @param page how many rows are asked for at once, 1 to 1000
 * @param interval how long after the last row it is asked for more
 * @param timeout of each statement and each connection, at least a second
 */
public record TableSettings(
    String url,
    String user,
    Secret password,
    String table,
    String cursor,
    String key,
    Duration lag,
    int window,
    int page,
    Duration interval,
    Duration timeout)
    implements Serializable {
  public static final int WINDOW = 10_000;
  public static final int PAGE = 500;
  public static final Duration TIMEOUT = Duration.ofSeconds(30);

  /**
   * Checks what can be checked without a connection.
   *
   * @throws IllegalArgumentException what is wrong and what to do
   */
  public TableSettings {
    Database.check(url);
    check(
        !table.isEmpty() && !cursor.isEmpty() && !key.isEmpty(),
        "table, cursor and key: name them");
    check(!lag.isNegative(), "lag: " + lag + " is negative");
    check(window > 0, "window: " + window + " is not above 0");
    check(page > 0 && page <= 1000, "page: " + page + " is not from 1 to 1000");
    check(!interval.isNegative(), "interval: " + interval + " is negative");
    check(timeout.toSeconds() > 0, "timeout: " + timeout + " is below a second");
  }

  private static void check(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("the database's " + problem);
    }
  }

  Database database() {
    return new Database(url, user, password);
  }

  /** What positions are in; where the database is may change. */
  String read() {
    return "%s by (%s, %s)".formatted(table, cursor, key);
  }

  /** For messages: what is read, and where. */
  String shown() {
    return table + " at " + database().shown();
  }
}
