package io.tributary.connectors.weatherdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connectors.jdbc.Database;
import io.tributary.connectors.secrets.Secret;
import io.tributary.connectors.upsert.Session;
import io.tributary.testkit.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WeatherTablesIT {
  @Test
  void holdsTheNewestVersionOfAnObservationAsTheLakeDoes(@TempDir Path directory) throws Exception {
    try (PostgresServer postgres = PostgresServer.start(directory)) {
      Database database = new Database(postgres.url(), postgres.user(), Secret.none());
      try (Session session = WeatherData.in(database).open()) {
        write(session, row("Paris", "forecast", 6, 1), row("Tunis", "archive", 6, 1));
        write(session, row("Paris", "forecast", 6, 2), row("Tunis", "forecast", 7, 2));
        write(session, row("Paris", "forecast", 6, 1), row("Tunis", "archive", 6, 3));
        write(session, row("Rabat", "forecast", 6, 3), row("Rabat", "forecast", 6, 2));
        write(session, row("Rabat", "forecast", 5, 4));
      }
      try (Connection connection = postgres.connect();
          ResultSet rows =
              connection
                  .createStatement()
                  .executeQuery(
                      "SELECT string_agg(place || temperature_c, ' ' ORDER BY place)"
                          + " FROM weather_data")) {
        rows.next();
        assertThat(rows.getString(1)).isEqualTo("Paris2 Rabat3 Tunis3");
      }
    }
  }

  private static void write(Session session, String... rows) throws Exception {
    assertThat(session.write(Stream.of(rows).map(each -> each.getBytes(UTF_8)).toList()).refused())
        .isEmpty();
  }

  /** It is as warm as its revision says. */
  private static String row(String place, String source, int hour, int revision) {
    return ("{\"place\":\"%s\",\"latitude\":1,\"longitude\":2,"
            + "\"observed_at\":\"2026-02-04T12:00:00Z\",\"temperature_c\":%d,"
            + "\"precipitation_mm\":0,\"wind_speed_kmh\":0,\"source\":\"%s\","
            + "\"collected_at\":\"2026-02-03T0%d:00:00Z\",\"revision\":%d}")
        .formatted(place, revision, source, hour, revision);
  }

  @Test
  void createsTheTablesOnceBesideOthersAlsoFromSeveralJobsAtOnce(@TempDir Path directory)
      throws Exception {
    try (PostgresServer postgres = PostgresServer.start(directory)) {
      postgres.execute("CREATE TABLE somebody_elses (id int)");
      Database database = new Database(postgres.url(), postgres.user(), Secret.none());

      CompletableFuture.allOf(
              IntStream.range(0, 3)
                  .mapToObj(i -> CompletableFuture.runAsync(() -> create(database)))
                  .toArray(CompletableFuture[]::new))
          .join();
      WeatherTables.create(database);

      List<String> tables = new ArrayList<>();
      try (Connection connection = postgres.connect();
          ResultSet rows =
              connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
        while (rows.next()) {
          tables.add(rows.getString("TABLE_NAME"));
        }
      }
      assertThat(tables)
          .containsExactlyInAnyOrder(
              "somebody_elses",
              "weather_collections",
              "weather_data",
              "weather_requests",
              "weather_schema_history");
    }
  }

  @Test
  void saysWhichDatabaseCantBeReached() {
    Database database = new Database("jdbc:postgresql://127.0.0.1:1/none", "x", Secret.none());

    assertThatThrownBy(() -> WeatherTables.create(database))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:1/none");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // no interrupt ends it
  void waitsForNoDatabaseThatDoesNotAnswer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Database database =
          new Database(
              "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/none", "x", Secret.none());

      assertThatThrownBy(() -> WeatherTables.create(database, Duration.ofSeconds(1)))
          .isInstanceOf(IOException.class);
    }
  }

  private static void create(Database database) {
    try {
      WeatherTables.create(database);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
