package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What is in the database is what is in the lake, whatever is killed. */
final class WeatherStoreIT {
  private static final int KILLS = Integer.getInteger("tributary.kills", 2);
  private static final int RECORDS = Integer.getInteger("tributary.weather", 3_000);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant FIRST = Instant.parse("2026-01-26T21:00:00Z");

  /** Kept when the test fails: logs, lake and state tell why. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private BrokerProcess broker;
  private final SplittableRandom random = new SplittableRandom(8);

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void theWeatherTableHoldsTheNewestVersionOfEachObservation() throws Exception {
    try (PostgresServer database = PostgresServer.start(folder.resolve("postgres"))) {
      new Topic(broker.bootstrap(), "weather").create(3, Map.of());
      String[] stores = {
        "--weather.database.url=" + database.url(), "--weather.database.user=" + database.user()
      };
      for (int kill = 0; kill < KILLS; kill++) {
        send(weather(RECORDS / KILLS));
        try (Tributary job = Tributary.start(folder, run(stores))) {
          new Topic(broker.bootstrap(), "weather-observations").awaitMore(0);
          pause(Duration.ofMillis(random.nextLong(1_500)));
          if (kill == 1) {
            database.startAgain();
            pause(Duration.ofMillis(1_500));
          }
          if (kill == 2) {
            database.kill();
          }
          job.kill();
        }
      }
      try (Tributary last = Tributary.start(folder, run(with(stores, "--bounded")))) {
        last.awaitSaying("reading to the newest records");
        database.startAgain();
        assertThat(last.awaitExit()).as(last.said()).isZero();
      }

      Map<String, String> lake = newestInTheLake();
      assertThat(lake).hasSizeGreaterThan(1_000);
      assertThat(inTheTable(database)).isEqualTo(lake);
    }
  }

  /** Few places and hours, so that most have several versions. */
  private List<ObjectNode> weather(int many) {
    List<ObjectNode> observations = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      ObjectNode row = JSON.createObjectNode();
      row.put("place", List.of("Paris", "Lyon", "Rabat", "Tunis").get(random.nextInt(4)));
      row.put("country", "FR");
      row.put("latitude", 48.85);
      row.put("longitude", 2.35);
      row.put("observed_at", FIRST.plusSeconds(3_600L * random.nextInt(500)).toString());
      row.put("temperature_c", random.nextInt(-100, 400) / 10.0);
      row.put("precipitation_mm", random.nextInt(100) / 10.0);
      row.put("wind_speed_kmh", random.nextInt(1_000) / 10.0);
      row.put("source", random.nextInt(3) == 0 ? "archive" : "forecast");
      row.put("collected_at", FIRST.plusSeconds(random.nextInt(100_000)).toString());
      observations.add(row);
    }
    return observations;
  }

  private Map<String, String> newestInTheLake() throws Exception {
    Map<String, String> rows = new TreeMap<>();
    Outcome.query(
        "SELECT place, epoch_us(observed_at), source, epoch_us(collected_at), temperature_c"
            + " FROM read_parquet('"
            + folder.resolve("lake/weather_observations/**/*.parquet")
            + "') QUALIFY row_number() OVER (PARTITION BY place, observed_at ORDER BY revision"
            + " DESC) = 1",
        row -> putRow(rows, row));
    return rows;
  }

  private static Map<String, String> inTheTable(PostgresServer database) throws Exception {
    Map<String, String> rows = new TreeMap<>();
    try (Connection connection = database.connect();
        ResultSet row =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT place, (extract(epoch FROM observed_at) * 1000000)::bigint, source,"
                        + " (extract(epoch FROM collected_at) * 1000000)::bigint, temperature_c"
                        + " FROM weather_data")) {
      while (row.next()) {
        putRow(rows, row);
      }
    }
    return rows;
  }

  private static void putRow(Map<String, String> rows, ResultSet row) throws SQLException {
    String was =
        rows.put(
            row.getString(1) + " " + row.getLong(2),
            row.getString(3) + " " + row.getLong(4) + " " + row.getDouble(5));
    assertThat(was).isNull();
  }

  private void send(List<ObjectNode> rows) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new StringSerializer(),
            new StringSerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (ObjectNode row : rows) {
        sent.add(
            producer.send(
                new ProducerRecord<>("weather", row.path("place").asText(), row.toString())));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private String[] run(String... more) {
    return with(
        new String[] {
          "run",
          "weather",
          "--kafka.bootstrap.servers=" + broker.bootstrap(),
          "--lake.path=" + folder.resolve("lake"),
          "--checkpoint.path=" + folder.resolve("checkpoints"),
          "--checkpoint.interval=1s",
          "--parallelism=2",
          "--rest.port=0"
        },
        more);
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
  }

  private static void pause(Duration time) {
    long begin = System.nanoTime();
    Awaitility.await()
        .atMost(time.plusSeconds(5))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> System.nanoTime() - begin >= time.toNanos());
  }
}
