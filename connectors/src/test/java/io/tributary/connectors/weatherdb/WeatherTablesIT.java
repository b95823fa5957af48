package io.tributary.connectors.weatherdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connectors.jdbc.Database;
import io.tributary.connectors.jdbc.Password;
import io.tributary.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeatherTablesIT {
  @Test
  void createsTheTablesOnceBesideOthersAlsoFromSeveralJobsAtOnce(@TempDir Path directory)
      throws Exception {
    try (PostgresServer postgres = PostgresServer.start(directory)) {
      postgres.execute("CREATE TABLE somebody_elses (id int)");
      Database database = new Database(postgres.url(), postgres.user(), Password.none());

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
    Database database = new Database("jdbc:postgresql://127.0.0.1:1/none", "x", Password.none());

    assertThatThrownBy(() -> WeatherTables.create(database))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:1/none");
  }

  private static void create(Database database) {
    try {
      WeatherTables.create(database);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
