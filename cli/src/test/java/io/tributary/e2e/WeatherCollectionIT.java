package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.OpenMeteoServer;
import io.tributary.testkit.OpenMeteoServer.Asked;
import io.tributary.testkit.PostgresServer;
import io.tributary.testkit.WeatherFault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The weather of some places is collected from an API in trouble, while the job is killed: by the
 * API's own log nothing is asked twice and no quota is broken, and each observation arrives once.
 */
final class WeatherCollectionIT {
  private static final int MINUTES = Integer.getInteger("tributary.minutes", 1);
  private static final int KILLS = Integer.getInteger("tributary.kills", 2);
  private static final long SEED = Long.getLong("tributary.seed", System.nanoTime());

  private static final Duration PATIENCE = Duration.ofMinutes(MINUTES + 15);

  /** Calls in any minute: 18 for forecasts, and two for each month of a place's past. */
  private static final int QUOTA = 60;

  private static final Map<String, Double> LATITUDES =
      Map.of("Paris", 48.8566, "Tunis", 36.8065, "Montréal", 45.5019);
  private static final String PLACES =
      "Paris,FR,48.8566,2.3522;Tunis,TN,36.8065,10.1815;Montréal,Canada,45.5019,-73.5674";

  private static final LocalDate FIRST = LocalDate.parse("2015-01-01");

  /** As many as take about the time, quota and faults considered. */
  private static final int MONTHS = 4 * MINUTES;

  @TempDir private Path folder;
  private BrokerProcess broker;
  private PostgresServer database;
  private OpenMeteoServer api;

  @BeforeEach
  void startServers() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    database = PostgresServer.start(folder.resolve("postgres"));
    api = OpenMeteoServer.start();
  }

  @AfterEach
  void stopServers() {
    api.close();
    database.close();
    broker.close();
  }

  @Test
  void nothingIsAskedTwiceAndEachObservationComesOnceWhateverIsKilled() throws Exception {
    Random random = new Random(SEED);
    // Some rows must be refused, whatever chance brings.
    AtomicInteger withNulls = new AtomicInteger(3);
    api.faults(() -> withNulls.getAndDecrement() > 0 ? WeatherFault.NULLS : fault(random));
    long end = System.nanoTime() + Duration.ofMinutes(MINUTES).toNanos();
    for (int kill = 1; kill <= KILLS; kill++) {
      long next = System.nanoTime() + (end - System.nanoTime()) / (KILLS - kill + 1);
      try (Tributary job = Tributary.start(folder, run())) {
        // By the clock, but not before it has done something.
        int before = api.asked().size();
        await(job, () -> System.nanoTime() - next >= 0 && api.asked().size() > before + 2);
        job.kill();
      }
    }
    api.faults(() -> null);
    try (Tributary last = Tributary.start(folder, run("--bounded"))) {
      // What is missing takes as long as the quota wants.
      Awaitility.await().atMost(PATIENCE).until(() -> !last.isAlive());
      assertThat(last.awaitExit()).as(last.said()).isZero();
    }

    noMinuteHasMoreCallsThanTheQuota();
    nothingWasAskedTwice();
    allThatWasCollectedArrivedOnce();
    thePastIsWholeAndTrue();
    theTableHasWhatTheLakeHas();
    daysHaveTheRainOfTheirHours();
  }

  private static void await(Tributary job, Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .failFast(() -> assertThat(job.isAlive()).as(job.said()).isTrue())
        .until(condition);
  }

  private static synchronized @Nullable WeatherFault fault(Random random) {
    WeatherFault[] faults = WeatherFault.values();
    WeatherFault fault = faults[random.nextInt(faults.length)];
    boolean isRare = fault == WeatherFault.HANG && random.nextInt(4) > 0;
    return isRare || random.nextInt(100) >= 35 ? null : fault;
  }

  private void noMinuteHasMoreCallsThanTheQuota() {
    List<Asked> all = api.asked();
    assertThat(all.size()).as("asked at all").isGreaterThan(3 * MONTHS);
    int first = 0;
    int calls = 0;
    int most = 0;
    for (Asked each : all) {
      calls += each.calls();
      while (Duration.between(all.get(first).at(), each.at()).compareTo(Duration.ofMinutes(1))
          >= 0) {
        calls -= all.get(first++).calls();
      }
      assertThat(calls).as("in the minute before " + each.at()).isLessThanOrEqualTo(QUOTA);
      most = Math.max(most, calls);
    }
    assertThat(most).as("the quota was put to the test").isGreaterThan(QUOTA / 2);
  }

  /** But for at most one request for each kill, whose answer had not been kept yet. */
  private void nothingWasAskedTwice() throws Exception {
    Map<String, Integer> periods = new HashMap<>();
    int forecasts = 0;
    for (Asked each : api.asked()) {
      boolean isAnswered = each.fault() == null || each.fault().answers();
      if (isAnswered && each.isForecast()) {
        forecasts++;
      } else if (isAnswered) {
        periods.merge(each.latitudes() + each.start() + each.end(), 1, Integer::sum);
      }
    }
    int repeated = periods.values().stream().mapToInt(times -> times - 1).sum();
    repeated +=
        forecasts
            - number(
                "SELECT count(DISTINCT period_start) FROM weather_collections"
                    + " WHERE kind = 'forecast' AND status = 'done'");
    assertThat(periods).hasSize(3 * MONTHS);
    assertThat(repeated).as("seed " + SEED).isBetween(0, KILLS);
  }

  private void allThatWasCollectedArrivedOnce() throws Exception {
    assertThat(number("SELECT count(*) FROM weather_collections WHERE status = 'running'"))
        .isZero();
    Set<String> places = new HashSet<>();
    Outcome.query(
        "SELECT topic, \"offset\" FROM " + files("raw/weather/open-meteo"),
        row -> assertThat(places.add(row.getString(1) + row.getLong(2))).isTrue());
    int delivered = number("SELECT sum(rows) FROM weather_collections WHERE status = 'done'");
    int rejected = (int) new Topic(broker.bootstrap(), "weather-dead-letters").count();
    assertThat(rejected).isPositive();
    assertThat(places).as("seed " + SEED).hasSize(delivered + rejected);
  }

  private void thePastIsWholeAndTrue() throws Exception {
    Set<String> hours = new HashSet<>();
    Outcome.query(
        "SELECT place, epoch_us(observed_at), temperature_c FROM "
            + files("weather_observations")
            + " WHERE source = 'archive'",
        row -> {
          String place = row.getString(1);
          Instant hour = Instant.ofEpochSecond(row.getLong(2) / 1_000_000);
          assertThat(hours.add(place + hour)).as("twice: %s %s", place, hour).isTrue();
          assertThat(row.getDouble(3))
              .isEqualTo(OpenMeteoServer.temperature(LATITUDES.get(place), hour));
        });
    assertThat(hours)
        .hasSize(
            number(
                "SELECT sum(rows) FROM weather_collections"
                    + " WHERE kind = 'archive' AND status = 'done'"));
    assertThat(number("SELECT count(*) FROM weather_collections WHERE kind = 'archive'"))
        .isEqualTo(
            number(
                "SELECT count(*) FROM weather_collections"
                    + " WHERE kind = 'archive' AND status = 'done'"))
        .isEqualTo(3 * MONTHS);
  }

  private void theTableHasWhatTheLakeHas() throws Exception {
    Map<String, Double> lake = new HashMap<>();
    Outcome.query(
        "SELECT place, epoch_us(observed_at), temperature_c FROM "
            + files("weather_observations")
            + " QUALIFY row_number() OVER (PARTITION BY place, observed_at"
            + " ORDER BY source = 'archive' DESC, collected_at DESC) = 1",
        row -> lake.put(row.getString(1) + row.getLong(2), row.getDouble(3)));
    Map<String, Double> table = new HashMap<>();
    try (Connection connection = database.connect();
        ResultSet row =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT place, (extract(epoch FROM observed_at) * 1000000)::bigint,"
                        + " temperature_c FROM weather_data")) {
      while (row.next()) {
        table.put(row.getString(1) + row.getLong(2), row.getDouble(3));
      }
    }
    assertThat(table).isEqualTo(lake);
  }

  /** Quarters of an hour, of which the present moment tells, are within hours. */
  private void daysHaveTheRainOfTheirHours() throws Exception {
    Map<String, Double> hours = new HashMap<>();
    Outcome.query(
        "SELECT place, epoch_us(observed_at) // 86400000000 AS day, sum(precipitation_mm) FROM"
            + " (SELECT * FROM "
            + files("weather_observations")
            + " QUALIFY row_number() OVER (PARTITION BY place, observed_at"
            + " ORDER BY source = 'archive' DESC, collected_at DESC) = 1)"
            + " WHERE epoch_us(observed_at) % 3600000000 = 0 GROUP BY place, day",
        row -> hours.put(row.getString(1) + row.getLong(2), row.getDouble(3)));
    Outcome.query(
        "SELECT place, datediff('day', DATE '1970-01-01', CAST(date AS DATE)), precipitation_sum"
            + " FROM "
            + files("weather_by_place")
            + " QUALIFY row_number() OVER (PARTITION BY date, place ORDER BY revision DESC) = 1",
        row ->
            assertThat(row.getDouble(3))
                .as(row.getString(1) + " " + row.getLong(2))
                .isCloseTo(
                    hours.getOrDefault(row.getString(1) + row.getLong(2), 0.0), within(1e-6)));
  }

  private String files(String dataset) {
    return "read_parquet('" + folder.resolve("lake").resolve(dataset) + "/**/*.parquet')";
  }

  private int number(String query) throws SQLException {
    try (Connection connection = database.connect();
        ResultSet row = connection.createStatement().executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }

  private String[] run(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "weather",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--checkpoint.path=" + folder.resolve("checkpoints"),
                "--checkpoint.interval=2s",
                "--lake.roll-interval=5s",
                "--parallelism=1",
                "--rest.port=0",
                "--weather.places=" + PLACES,
                "--weather.api.url=" + api.forecast(),
                "--weather.archive.url=" + api.archive(),
                "--weather.interval=20s",
                "--weather.forecast.days=1",
                "--weather.history.from=" + FIRST,
                "--weather.history.to=" + FIRST.plusMonths(MONTHS).minusDays(1),
                "--weather.quota.per-minute=" + QUOTA,
                "--weather.quota.per-hour=" + 60 * QUOTA,
                "--weather.quota.per-day=" + 24 * 60 * QUOTA,
                "--weather.database.url=" + database.url(),
                "--weather.database.user=" + database.user()));
    return Stream.concat(all.stream(), Stream.of(more)).toArray(String[]::new);
  }
}
