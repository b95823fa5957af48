package io.tributary.connectors.jdbc;

import io.tributary.connectors.secrets.Secret;
import java.io.IOException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;

/**
 * A database, and who asks.
 *
 * @param url such as {@code jdbc:postgresql://db:5432/weatherdb}; without a password
 * @param user whose rights are used
 */
public record Database(String url, String user, Secret password) implements Serializable {
  /**
   * Checks what can be checked without a connection.
   *
   * @throws IllegalArgumentException what is wrong and what to do
   */
  public Database {
    check(url);
  }

  static void check(String url) {
    if (!url.startsWith("jdbc:")) {
      throw new IllegalArgumentException(
          "the database's address begins with jdbc:, such as jdbc:postgresql://host:5432/name");
    }
    // Addresses are logged and shown; the driver takes this one in any case, and before an @.
    if (url.toLowerCase(Locale.ROOT).contains("password=") || url.contains("@")) {
      throw new IllegalArgumentException(
          "the database's address holds a password: name a file or a variable that has it");
    }
  }

  /** The address without its options, for messages. */
  public String shown() {
    int options = url.indexOf('?');
    return options < 0 ? url : url.substring(0, options);
  }

  /**
   * Connects, by the driver that is on this class's class path: the JDK's own list of drivers knows
   * those of a cluster's jobs only by chance.
   *
   * @param timeout of connecting, and with 5 s more of each statement; at least a second
   * @throws IOException if there is no driver, or no password where one should be
   */
  public Connection connect(Duration timeout) throws SQLException, IOException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password.read());
    properties.putAll(limits(timeout));
    Connection connection = driver().connect(url, properties);
    if (connection == null) {
      throw new IOException("the database's address is not understood: " + shown());
    }
    return connection;
  }

  /** The same limits as properties of the driver, for whoever connects otherwise. */
  public Map<String, String> limits(Duration timeout) {
    String seconds = Long.toString(timeout.toSeconds());
    return url.startsWith("jdbc:postgresql:")
        ? Map.of(
            "connectTimeout",
            seconds,
            "loginTimeout",
            seconds,
            "socketTimeout",
            Long.toString(timeout.toSeconds() + 5),
            "ApplicationName",
            "tributary")
        : Map.of();
  }

  private Driver driver() throws SQLException, IOException {
    for (Driver each : ServiceLoader.load(Driver.class, Database.class.getClassLoader())) {
      if (each.acceptsURL(url)) {
        return each;
      }
    }
    throw new IOException(
        "there is no driver for %s: add its jar, or use jdbc:postgresql:".formatted(shown()));
  }

  /** What to do about a failure that comes from how the database is set; empty for others. */
  public String remedy(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return switch (state) {
      case "3D000" -> "check the database's name, or create it";
      case "42501" -> "grant " + user + " the right to";
      default ->
          state.startsWith("08")
              ? "check that it runs and can be reached"
              : state.startsWith("28") ? "check the user and the password" : "";
    };
  }
}
