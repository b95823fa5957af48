package io.tributary.connectors.weatherdb;

import io.tributary.connectors.jdbc.Database;
import java.io.IOException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The tables of weather in PostgreSQL: {@code weather_data}, {@code weather_collections} and {@code
 * weather_requests}. Their versions are files, {@code migrations/V1__weather.sql} and so on; the
 * database knows in {@code weather_schema_history} which of them it has.
 */
public final class WeatherTables {
  private static final String VERSIONS = "classpath:io/tributary/connectors/weatherdb/migrations";

  /** A statement that takes longer is given up, and so is a database that doesn't answer. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private WeatherTables() {}

  /**
   * Brings the tables to the newest version. Several jobs may do so at once: one waits for the
   * other.
   *
   * @throws IOException if that can't be done now: what to do
   */
  public static void create(Database database) throws IOException {
    create(database, TIMEOUT);
  }

  static void create(Database database, Duration timeout) throws IOException {
    try {
      Flyway.configure(WeatherTables.class.getClassLoader())
          .dataSource(database.url(), database.user(), database.password().read())
          .jdbcProperties(database.limits(timeout))
          .locations(VERSIONS)
          .table("weather_schema_history")
          // There may be other tables in the database, which are left alone.
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new IOException(
          "the tables of weather can't be created in %s: %s"
              .formatted(database.shown(), e.getMessage()),
          e);
    }
  }
}
