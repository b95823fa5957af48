package io.tributary.connectors.openmeteo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.collect.Collector.Batch;
import io.tributary.connectors.collect.Collector.Collection;
import io.tributary.connectors.http.Backoff;
import io.tributary.connectors.http.Origin;
import io.tributary.connectors.jdbc.Database;
import io.tributary.connectors.openmeteo.OpenMeteoSettings.Bounds;
import io.tributary.connectors.secrets.Secret;
import io.tributary.testkit.OpenMeteoServer;
import io.tributary.testkit.PostgresServer;
import io.tributary.testkit.ProductsServer;
import io.tributary.testkit.ServiceFault;
import io.tributary.testkit.WeatherFault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
final class OpenMeteoCollectorIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Place PARIS = new Place("Paris", "FR", 48.8566, 2.3522);
  private static final Place TUNIS = new Place("Tunis", "TN", 36.8065, 10.1815);
  private static final Duration SLOT = Duration.ofDays(1);
  private static final History NOVEMBER = history("2025-11-01", "2025-11-30");

  @TempDir private static Path directory;
  private static PostgresServer postgres;
  private static int databases;

  @TempDir private Path folder;
  private OpenMeteoServer api;
  private Database database;

  @BeforeAll
  static void startDatabase() {
    postgres = PostgresServer.start(directory);
  }

  @AfterAll
  static void stopDatabase() {
    postgres.close();
  }

  @BeforeEach
  void start() throws Exception {
    String name = "weather" + databases++;
    postgres.execute("CREATE DATABASE " + name);
    database =
        new Database(
            postgres.url().replace("/postgres", "/" + name), postgres.user(), Secret.none());
    api = OpenMeteoServer.start();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static History history(String from, String to) {
    return new History(LocalDate.parse(from), LocalDate.parse(to), Instant.EPOCH);
  }

  private OpenMeteoSettings settings(@Nullable History history, Place... places) {
    return settings(history, Quotas.FREE, "weather", places);
  }

  private OpenMeteoSettings settings(
      @Nullable History history, Quotas quotas, String owner, Place... places) {
    return settings(history, quotas, owner, SLOT, places);
  }

  private OpenMeteoSettings settings(
      @Nullable History history, Quotas quotas, String owner, Duration slot, Place... places) {
    return new OpenMeteoSettings(
        List.of(places),
        api.forecast(),
        api.archive(),
        Secret.none(),
        slot,
        2,
        history,
        quotas,
        database,
        owner,
        folder.toUri().toString(),
        new Bounds(
            Duration.ofSeconds(2),
            1_000_000,
            50,
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(20)),
            3));
  }

  /** Reads like the source does: opened anew from a position that was written and read. */
  private static final class Reading<P> implements AutoCloseable {
    final List<Collected<P>> records = new ArrayList<>();
    final Collection<P> open;
    P after;
    boolean ended;

    Reading(Collector<P> collector, P from, boolean bounded) throws IOException {
      var positions = collector.positions();
      after = positions.deserialize(positions.getVersion(), positions.serialize(from));
      open = collector.open(after, bounded, new UnregisteredMetricsGroup());
      open.completed(after); // as whatever a job begins with is in a checkpoint
    }

    Batch<P> step() throws Exception {
      Batch<P> batch = open.next();
      records.addAll(batch.records());
      after = batch.after();
      ended = batch.ended();
      return batch;
    }

    /** To the end, without the pauses. */
    Reading<P> all() throws Exception {
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> step().ended());
      return this;
    }

    Reading<P> checkpoint() {
      open.completed(after);
      return this;
    }

    List<String> observations() {
      return records.stream()
          .filter(each -> each.problem() == null)
          .map(Reading::json)
          .map(each -> each.path("place").asText() + " " + each.path("observed_at").asText())
          .toList();
    }

    static JsonNode json(Collected<?> record) {
      try {
        return JSON.readTree(record.json());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() throws IOException {
      open.close();
    }
  }

  private Reading<WeatherPosition> bounded(OpenMeteoSettings settings) throws Exception {
    return bounded(settings, WeatherPosition.beginning());
  }

  private Reading<WeatherPosition> bounded(OpenMeteoSettings settings, WeatherPosition from)
      throws Exception {
    return new Reading<>(new OpenMeteoCollector(settings), from, true);
  }

  private static OpenMeteoCollection collection(
      OpenMeteoSettings settings, boolean bounded, InstantSource clock) throws Exception {
    Origin forecasts = Origin.of(settings.forecastUrl());
    Origin archive = Origin.of(settings.archiveUrl());
    return new OpenMeteoCollection(
        settings,
        kind -> kind == Kind.FORECAST ? forecasts : archive,
        new Ledger(settings),
        new WeatherMetrics(new UnregisteredMetricsGroup()),
        WeatherPosition.beginning(),
        bounded,
        clock);
  }

  private List<String> ledger() throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(database.url(), database.user(), "");
        ResultSet row =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT kind, place, status, attempts, rows, error FROM weather_collections"
                        + " ORDER BY kind, place, period_start")) {
      while (row.next()) {
        rows.add(
            "%s %s %s %d %s%s"
                .formatted(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4),
                    row.getObject(5),
                    row.getString(6) == null ? "" : " " + row.getString(6)));
      }
    }
    return rows;
  }

  private long requests(boolean forecasts) {
    return api.asked().stream().filter(each -> each.isForecast() == forecasts).count();
  }

  private void faults(@Nullable WeatherFault... faults) {
    Deque<WeatherFault> left = new LinkedList<>(Arrays.asList(faults));
    api.faults(left::poll);
  }

  @Test
  void asksForAllPlacesAtOnceAndForThePastMonthByMonth() throws Exception {
    try (Reading<WeatherPosition> reading = bounded(settings(NOVEMBER, PARIS, TUNIS)).all()) {
      assertThat(requests(true)).isEqualTo(1);
      assertThat(requests(false)).isEqualTo(2);
      assertThat(reading.observations())
          .doesNotHaveDuplicates()
          .hasSizeBetween(2 * (48 + 720), 2 * (49 + 720));
      JsonNode last = Reading.json(reading.records.get(reading.records.size() - 1));
      assertThat(last.path("observed_at").asText()).isEqualTo("2025-11-30T23:00:00Z");
      assertThat(last.path("source").asText()).isEqualTo("archive");
      assertThat(last.path("temperature_c").asDouble())
          .isEqualTo(OpenMeteoServer.temperature(36.8065, Instant.parse("2025-11-30T23:00:00Z")));
      for (Collected<WeatherPosition> each : reading.records) {
        JsonNode row = Reading.json(each);
        Instant at = Instant.parse(row.path("observed_at").asText());
        boolean isHour = at.equals(at.truncatedTo(ChronoUnit.HOURS));
        assertThat(row.path("precipitation_mm").asDouble())
            .isEqualTo(OpenMeteoServer.precipitation(at) / (isHour ? 1 : 4));
      }
      assertThat(ledger()).as("before a checkpoint").allMatch(row -> row.contains("running"));

      reading.checkpoint();

      assertThat(ledger())
          .hasSize(4)
          .contains("archive Paris done 1 720", "archive Tunis done 1 720");
    }
    try (Reading<WeatherPosition> next = bounded(settings(NOVEMBER, PARIS, TUNIS)).all()) {
      assertThat(next.records).as("once for all jobs").isEmpty();
    }
    assertThat(api.asked()).hasSize(3);
  }

  @Test
  void goesOnInTheMiddleOfAnAnswerWithoutAskingAgain() throws Exception {
    OpenMeteoSettings settings = settings(NOVEMBER, PARIS);
    List<String> all = new ArrayList<>();
    WeatherPosition position = WeatherPosition.beginning();
    for (boolean ended = false; !ended; ) {
      // One batch, then it is killed; what the last batch's position says is in the checkpoint.
      try (Reading<WeatherPosition> reading = bounded(settings, position)) {
        do {
          ended = reading.step().ended();
        } while (!ended && reading.records.isEmpty());
        all.addAll(reading.observations());
        position = reading.after;
      }
    }

    assertThat(all).doesNotHaveDuplicates().hasSizeBetween(48 + 720, 49 + 720);
    assertThat(api.asked()).hasSize(2);
    try (Reading<WeatherPosition> reading = bounded(settings, position)) {
      assertThat(ledger()).as("mended").allMatch(row -> row.contains("done"));
      assertThat(reading.step().after().finished()).isEmpty();
    }
  }

  @Test
  void readsTheAnswerThatIsKeptWhenItWasKilledBeforeTheCheckpoint() throws Exception {
    OpenMeteoSettings settings = settings(NOVEMBER, PARIS);
    List<String> first;
    try (Reading<WeatherPosition> killed = bounded(settings).all()) {
      first = killed.observations();
    }
    try (Reading<WeatherPosition> again = bounded(settings).all()) {
      assertThat(again.observations()).isEqualTo(first);
      again.checkpoint();
    }
    assertThat(api.asked()).hasSize(2);
    assertThat(ledger()).allMatch(row -> row.contains("done 1"));
  }

  @Test
  void deliversOnceMoreWhatAnOlderStateDoesNotHaveAndAsksNobody() throws Exception {
    OpenMeteoSettings settings = settings(history("2025-10-01", "2025-11-30"), PARIS);
    WeatherPosition older;
    List<String> before;
    List<String> after;
    try (Reading<WeatherPosition> reading = bounded(settings)) {
      reading.step();
      reading.checkpoint().step();
      older = reading.checkpoint().after;
      before = reading.observations();
      List<String> all = reading.all().checkpoint().observations();
      after = all.subList(before.size(), all.size());
    }
    assertThat(ledger()).hasSize(3).allMatch(row -> row.contains("done 1"));

    try (Reading<WeatherPosition> again = bounded(settings, older).all().checkpoint()) {
      assertThat(again.observations()).isEqualTo(after);
    }
    assertThat(api.asked()).hasSize(3);
    assertThat(ledger()).hasSize(3).allMatch(row -> row.contains("done 1"));
  }

  @Test
  void asksOnceMoreForWhatWasUnderWayWhenItWasKilled() throws Exception {
    api.faults(() -> WeatherFault.HANG);
    OpenMeteoSettings settings = settings(NOVEMBER, PARIS);
    try (Reading<WeatherPosition> killed = bounded(settings)) {
      Thread asking = new Thread(() -> assertThatThrownBy(killed::step));
      asking.start();
      Awaitility.await().until(() -> api.asked().size() == 1);
      killed.close();
      asking.join();
    }
    api.faults(() -> null);
    try (Reading<WeatherPosition> again = bounded(settings).all()) {
      again.checkpoint();
    }
    assertThat(api.asked()).hasSize(3);
    assertThat(ledger()).anyMatch(row -> row.startsWith("forecast Paris done 2"));
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "ERROR", "RESET", "CUT_OFF", "HALF_JSON", "NO_JSON", "HANG"})
  void asksAgainAfterWhateverGoesWrong(WeatherFault fault) throws Exception {
    faults(fault, null, fault);
    try (Reading<WeatherPosition> reading = bounded(settings(NOVEMBER, PARIS)).all()) {
      assertThat(reading.observations()).doesNotHaveDuplicates().hasSizeGreaterThan(720);
      reading.checkpoint();
    }
    assertThat(api.asked()).hasSize(4);
    assertThat(ledger()).hasSize(2).allMatch(row -> row.contains("done 2"));
  }

  @Test
  void leavesTheApiAloneForAsLongAsItSaysAlsoInTheNextJob() throws Exception {
    faults(WeatherFault.REFUSED_FOR_A_SECOND);
    OpenMeteoSettings settings = settings(null, PARIS);
    try (Reading<WeatherPosition> killed = bounded(settings)) {
      killed.step();
      assertThat(killed.step().pause()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(1));
    }
    try (Reading<WeatherPosition> next = bounded(settings).all()) {
      assertThat(next.observations()).isNotEmpty();
    }
    assertThat(Duration.between(api.asked().get(0).at(), api.asked().get(1).at()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void pausesThoughTheApiSaysThatItMayBeAskedAtOnce() throws Exception {
    faults(WeatherFault.REFUSED_FOR_NOTHING);
    OpenMeteoSettings plain = settings(null, PARIS);
    Bounds bounds = plain.bounds();
    Backoff hours = new Backoff(Duration.ofHours(1), Duration.ofHours(1));
    OpenMeteoSettings settings =
        new OpenMeteoSettings(
            plain.places(),
            plain.forecastUrl(),
            plain.archiveUrl(),
            plain.key(),
            SLOT,
            2,
            null,
            Quotas.FREE,
            database,
            "weather",
            plain.raw(),
            new Bounds(bounds.timeout(), bounds.mostBytes(), bounds.mostPlaces(), hours, 3));
    try (Reading<WeatherPosition> reading = bounded(settings)) {
      reading.step();
      assertThat(reading.step().pause()).isPositive();
    }
    assertThat(api.asked()).hasSize(1);
  }

  @Test
  void givesUpWhatTheApiCallsWrongAndGoesOnWithTheOthers() throws Exception {
    History before = history("1939-12-01", "1939-12-31");
    try (Reading<WeatherPosition> reading = bounded(settings(before, PARIS, TUNIS)).all()) {
      reading.checkpoint();
      assertThat(reading.observations()).isNotEmpty();
    }
    assertThat(ledger())
        .filteredOn(row -> row.startsWith("archive"))
        .hasSize(2)
        .allMatch(
            row -> row.contains("failed 1 null 400 Parameter 'start_date' is out of allowed"));

    try (Reading<WeatherPosition> next = bounded(settings(before, PARIS, TUNIS)).all()) {
      assertThat(next.records).isEmpty();
    }
    assertThat(ledger()).as("tried again").anyMatch(row -> row.contains("failed 2"));
  }

  @Test
  void leavesWhatTheApiCallsWrongAloneForADay() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    OpenMeteoSettings settings = settings(history("1939-12-01", "1939-12-31"), PARIS);
    try (OpenMeteoCollection collection = collection(settings, false, now::get)) {
      for (int hour = 0; hour <= 25; hour++) {
        for (int i = 0; i < 4; i++) {
          collection.next();
        }
        assertThat(requests(false)).as("after %d hours", hour).isEqualTo(hour < 24 ? 1 : 2);
        now.updateAndGet(last -> last.plus(Duration.ofHours(1)));
      }
    }
  }

  @Test
  void givesABoundedRunUpWhenTheApiStaysAwayAndTriesAgainLater() throws Exception {
    api.faults(() -> WeatherFault.ERROR);
    OpenMeteoSettings settings = settings(NOVEMBER, PARIS);
    Counted metrics = new Counted();
    OpenMeteoCollector collector = new OpenMeteoCollector(settings);
    WeatherPosition from = WeatherPosition.beginning();
    try (Collection<WeatherPosition> open = collector.open(from, true, metrics)) {
      Awaitility.await()
          .untilAsserted(
              () -> assertThatThrownBy(open::next).hasMessageContaining("not all of the weather"));
    }
    assertThat(ledger()).hasSize(2).allMatch(row -> row.contains("failed 3 null 500"));
    assertThat(metrics.count("weather_requests")).isEqualTo(6);
    assertThat(metrics.count("weather_requests_failed")).isEqualTo(6);
    assertThat(metrics.count("weather_given_up")).isEqualTo(2);
    api.faults(() -> null);
    try (Collection<WeatherPosition> open = collector.open(from, true, metrics)) {
      Awaitility.await().until(() -> open.next().ended());
    }
    assertThat(metrics.count("weather_requests")).as("counted on").isEqualTo(8);
    assertThat(metrics.count("weather_given_up")).isEqualTo(2);
  }

  @Test
  void givesABoundedRunUpWhenTheApiRefusesOnAndOn() throws Exception {
    api.faults(() -> WeatherFault.REFUSED);
    try (Reading<WeatherPosition> reading = bounded(settings(NOVEMBER, PARIS))) {
      assertThatThrownBy(reading::all)
          .hasStackTraceContaining("the API refused 3 requests in a row: 429");
    }
    assertThat(api.asked()).hasSize(3);
    assertThat(ledger()).singleElement().asString().contains("forecast Paris failed 3 null 429");
  }

  @Test
  void rejectsWhatIsNotAsItWasAskedAndCallsItDone() throws Exception {
    faults(WeatherFault.OTHER_UNITS, WeatherFault.NULLS);
    try (Reading<WeatherPosition> reading = bounded(settings(NOVEMBER, PARIS)).all().checkpoint()) {
      assertThat(reading.records.stream().filter(each -> each.problem() != null))
          .hasSizeBetween(48 + 240, 49 + 240);
      assertThat(reading.observations()).hasSize(480);
      assertThat(reading.records.get(0).raw().topic()).startsWith("open-meteo/forecast/");
    }
    assertThat(ledger()).contains("archive Paris done 1 480 240 rejected: see the dead letters");
  }

  @Test
  void asksOnlyForTheRestOfThePastAndOnlyADayLater() throws Exception {
    api.archiveEnds(Instant.now().minus(Duration.ofDays(2)));
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    History recent = new History(today.minusDays(4), History.OPEN, Instant.EPOCH);
    OpenMeteoSettings settings = settings(recent, PARIS);
    int first;
    try (Reading<WeatherPosition> reading = bounded(settings).all().checkpoint()) {
      first = reading.observations().size();
    }
    long asked = requests(false);
    try (Reading<WeatherPosition> reading = bounded(settings).all()) {
      assertThat(reading.records).isEmpty();
    }
    assertThat(requests(false)).isEqualTo(asked);

    sql("UPDATE weather_collections SET requested_at = requested_at - interval '25 hours'");
    api.archiveEnds(Instant.MAX);
    try (Reading<WeatherPosition> reading = bounded(settings).all().checkpoint()) {
      assertThat(reading.observations()).doesNotHaveDuplicates().hasSizeBetween(24, 48);
      assertThat(first + reading.observations().size()).isBetween(4 * 24 + 48, 4 * 24 + 49);
    }
  }

  @Test
  void collectsThePastAgainOnlyWhenThatIsMeantAndThenOnce() throws Exception {
    try (Reading<WeatherPosition> first = bounded(settings(NOVEMBER, PARIS)).all().checkpoint()) {
      assertThat(first.observations()).isNotEmpty();
    }
    History again = new History(NOVEMBER.from(), NOVEMBER.to(), Instant.now());
    for (int run = 0; run < 2; run++) {
      try (Reading<WeatherPosition> next = bounded(settings(again, PARIS)).all().checkpoint()) {
        assertThat(next.observations()).hasSize(run == 0 ? 720 : 0);
      }
    }
    assertThat(requests(false)).isEqualTo(2);
    assertThat(ledger()).contains("archive Paris done 2 720");
  }

  @Test
  void keepsToTheQuotaWhichAllJobsShare() throws Exception {
    Quotas quotas = new Quotas(10, 100, 1000);
    History year = history("2024-01-01", "2024-12-31");
    try (Reading<WeatherPosition> one = bounded(settings(year, quotas, "one", PARIS));
        Reading<WeatherPosition> other = bounded(settings(year, quotas, "other", TUNIS))) {
      for (int i = 0; i < 60; i++) {
        one.step();
        other.step();
      }
      assertThat(one.step().pause()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(60));
    }
    try (Reading<WeatherPosition> next = bounded(settings(year, quotas, "next", PARIS))) {
      next.step();
      assertThat(next.step().pause()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(60));
    }
    assertThat(api.asked().stream().mapToInt(OpenMeteoServer.Asked::calls).sum()).isEqualTo(10);
  }

  @Test
  void forgetsRequestsThatNoQuotaCountsAnyMore() throws Exception {
    try (Reading<WeatherPosition> reading = bounded(settings(NOVEMBER, PARIS))) {
      reading.step();
      sql("UPDATE weather_requests SET answered_at = answered_at - interval '8 days'");
      reading.all();
    }
    assertThat(sqlTexts("SELECT kind FROM weather_requests")).containsExactly("archive");
  }

  @Test
  void leavesOfTheQuotaWhatForecastsNeed() throws Exception {
    Quotas quotas = new Quotas(100, 100, 10);
    History year = history("2024-01-01", "2024-12-31");
    OpenMeteoSettings settings = settings(year, quotas, "weather", Duration.ofHours(6), PARIS);
    try (Reading<WeatherPosition> reading = bounded(settings)) {
      for (int i = 0; i < 60; i++) {
        reading.step();
      }
      assertThat(reading.step().pause()).isPositive();
    }
    assertThat(requests(true)).isEqualTo(1);
    assertThat(requests(false)).as("8 of the day's 10 calls are for forecasts").isEqualTo(1);
  }

  @Test
  void aBoundedRunWaitsForTheQuotaAlsoWhenItsSlotIsOver() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    Quotas quotas = new Quotas(100, 100, 10);
    History year = history("2024-01-01", "2024-12-31");
    OpenMeteoSettings settings = settings(year, quotas, "weather", Duration.ofHours(6), PARIS);
    try (OpenMeteoCollection collection = collection(settings, true, now::get)) {
      for (int i = 0; i < 20; i++) {
        collection.next();
      }
      now.updateAndGet(last -> last.plus(Duration.ofHours(7)));
      assertThat(collection.next().pause()).isPositive();
    }
  }

  @Test
  void writesDownASlotThatTheQuotaLeftNoRoomFor() throws Exception {
    int calls = 10_000_000;
    Quotas quotas = new Quotas(calls, calls, calls);
    OpenMeteoSettings settings = settings(null, quotas, "weather", Duration.ofSeconds(1), PARIS);
    try (Reading<WeatherPosition> reading =
        new Reading<>(new OpenMeteoCollector(settings), WeatherPosition.beginning(), false)) {
      sql(
          "INSERT INTO weather_requests (kind, calls, sent_at, answered_at)"
              + " VALUES ('archive', 10000000, now(), now())");
      Awaitility.await()
          .untilAsserted(
              () -> {
                reading.step();
                assertThat(ledger())
                    .anyMatch(row -> row.matches("forecast Paris failed 0 null .*quota.*"));
              });
    }
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void leavesToAnotherJobWhatThatIsAt() throws Exception {
    OpenMeteoSettings one = settings(NOVEMBER, Quotas.FREE, "one", PARIS);
    OpenMeteoSettings other = settings(NOVEMBER, Quotas.FREE, "other", PARIS);
    try (Reading<WeatherPosition> running = bounded(one).all();
        Reading<WeatherPosition> next = bounded(other).all()) {
      assertThat(running.observations()).isNotEmpty();
      assertThat(next.records).isEmpty();
    }
    sql("UPDATE weather_collections SET requested_at = requested_at - interval '2 hours'");
    try (Reading<WeatherPosition> next = bounded(other).all()) {
      assertThat(next.observations()).as("the other one is gone").isNotEmpty();
    }
  }

  @Test
  void readsAnswersThatWereKeptAndAsksNobody() throws Exception {
    faults(WeatherFault.HALF_JSON);
    List<String> collected;
    try (Reading<WeatherPosition> reading = bounded(settings(NOVEMBER, PARIS, TUNIS)).all()) {
      collected = reading.observations();
    }
    int asked = api.asked().size();
    StoredAnswers answers = new StoredAnswers(folder.toUri().toString());
    List<String> replayed = new ArrayList<>();
    StoredAnswers.Position position = answers.beginning();
    for (boolean ended = false; !ended; ) {
      try (Reading<StoredAnswers.Position> reading = new Reading<>(answers, position, true)) {
        ended = reading.step().ended();
        replayed.addAll(reading.observations());
        position = reading.after;
      }
    }

    assertThat(replayed).containsExactlyInAnyOrderElementsOf(collected);
    assertThat(api.asked()).hasSize(asked);
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile))
          .as("one of them is half an answer")
          .hasSize(4)
          .allMatch(file -> file.toString().endsWith(".response"));
    }
  }

  @Test
  void asksForNothingWhileAnswersCantBeKept() throws Exception {
    Path staging = Files.writeString(folder.resolve("_staging"), "no folder");
    OpenMeteoSettings settings = settings(NOVEMBER, PARIS);
    try (Reading<WeatherPosition> reading = bounded(settings)) {
      assertThatThrownBy(reading::all).hasStackTraceContaining("not all of the weather");
    }
    assertThat(api.asked()).isEmpty();

    Files.delete(staging);
    try (Reading<WeatherPosition> reading = bounded(settings).all()) {
      assertThat(reading.observations()).hasSizeGreaterThan(720);
    }
    assertThat(api.asked()).hasSize(2);
  }

  @Test
  void leavesNoHalfWrittenAnswerBehind() throws Exception {
    Path staging = Files.createDirectories(folder.resolve("_staging"));
    Path orphan = Files.writeString(staging.resolve("orphan.response"), "half an ans");
    Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    // No folder for what comes from the archive: it can be written, but not kept.
    Files.writeString(folder.resolve("archive"), "no folder");
    try (Reading<WeatherPosition> reading = bounded(settings(NOVEMBER, PARIS))) {
      assertThatThrownBy(reading::all).hasStackTraceContaining("not all of the weather");
    }
    assertThat(requests(false)).as("as often as any other request that fails").isEqualTo(3);
    assertThat(staging).isEmptyDirectory();
  }

  @Test
  void sendsTheKeyAndSaysItToNobody() throws Exception {
    Path key = Files.writeString(folder.resolve("key"), "s3cret/key\n");
    OpenMeteoSettings plain = settings(null, PARIS);
    OpenMeteoSettings settings =
        new OpenMeteoSettings(
            plain.places(),
            plain.forecastUrl(),
            plain.archiveUrl(),
            Secret.file(key),
            SLOT,
            2,
            null,
            Quotas.FREE,
            database,
            "weather",
            folder.resolve("lake").toUri().toString(),
            plain.bounds());
    faults(WeatherFault.HANG);
    try (Reading<WeatherPosition> reading = bounded(settings).all()) {
      assertThat(reading.observations()).isNotEmpty();
    }
    assertThat(api.asked()).allMatch(each -> each.key().equals("s3cret/key"));
    assertThat(sqlTexts("SELECT error FROM weather_requests WHERE error IS NOT NULL"))
        .hasSize(1)
        .noneMatch(error -> error.contains("s3cret"));
    try (Stream<Path> files = Files.walk(folder.resolve("lake"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain("s3cret");
      }
    }
  }

  @Test
  void followsNoRedirect() throws Exception {
    OpenMeteoSettings plain = settings(null, PARIS);
    try (var elsewhere = ProductsServer.start()) {
      elsewhere.fault(ServiceFault.redirect(302, api.forecast().toString()));
      OpenMeteoSettings settings =
          new OpenMeteoSettings(
              plain.places(),
              URI.create(elsewhere.address() + "/v1/forecast"),
              plain.archiveUrl(),
              Secret.none(),
              SLOT,
              2,
              null,
              Quotas.FREE,
              database,
              "weather",
              plain.raw(),
              plain.bounds());
      try (Reading<WeatherPosition> reading = bounded(settings).all()) {
        assertThat(reading.records).isEmpty();
      }
    }
    assertThat(api.asked()).isEmpty();
    assertThat(ledger()).singleElement().asString().contains("failed", "302", "leads elsewhere");
  }

  @Test
  void goesOnAfterTheDatabaseWasAway() throws Exception {
    OpenMeteoSettings settings = settings(NOVEMBER, PARIS);
    LinkedBlockingQueue<String> observations = new LinkedBlockingQueue<>();
    WeatherPosition position;
    try (Reading<WeatherPosition> reading = bounded(settings)) {
      reading.step();
      postgres.kill();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10; i++) {
                  reading.step();
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ledger");
      observations.addAll(reading.observations());
      position = reading.after;
    }
    assertThatThrownBy(() -> bounded(settings, position)).isInstanceOf(IOException.class);
    postgres.startAgain();
    try (Reading<WeatherPosition> reading = bounded(settings, position).all().checkpoint()) {
      observations.addAll(reading.observations());
    }
    assertThat(observations).doesNotHaveDuplicates().hasSizeGreaterThan(760);
    assertThat(ledger()).allMatch(row -> row.contains("done"));
    assertThat(api.asked()).hasSize(2);
  }

  /** Takes each name once, as a real one does. */
  private static final class Counted extends UnregisteredMetricsGroup {
    private final Map<String, Counter> counters = new HashMap<>();

    @Override
    public Counter counter(String name) {
      Counter counter = new SimpleCounter();
      counters.putIfAbsent(name, counter);
      return counter;
    }

    long count(String name) {
      return Objects.requireNonNull(counters.get(name)).getCount();
    }
  }

  private void sql(String statement) throws Exception {
    try (Connection connection = DriverManager.getConnection(database.url(), database.user(), "")) {
      connection.createStatement().execute(statement);
    }
  }

  private List<String> sqlTexts(String query) throws Exception {
    List<String> texts = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(database.url(), database.user(), "");
        ResultSet row = connection.createStatement().executeQuery(query)) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
    }
    return texts;
  }
}
