package io.tributary.connectors.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector.Batch;
import io.tributary.connectors.collect.Collector.Collection;
import io.tributary.connectors.secrets.Secret;
import io.tributary.testkit.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TableCollectorIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void clear() throws Exception {
    server.execute(
        "DROP TABLE IF EXISTS invoices CASCADE",
        "CREATE TABLE invoices (id text PRIMARY KEY, n bigserial, updated_at timestamptz NOT NULL"
            + " DEFAULT now(), amount numeric(18,4))");
  }

  private static TableSettings settings(String cursor, Duration lag, int window, int page) {
    return new TableSettings(
        server.url(),
        server.user(),
        Secret.none(),
        "invoices",
        cursor,
        "id",
        lag,
        window,
        page,
        Duration.ofMillis(20),
        Duration.ofSeconds(10));
  }

  private static TableSettings usual(String cursor) {
    return settings(cursor, Duration.ofMinutes(1), 1000, 3);
  }

  private static TableSettings table(String table, String cursor, String key) {
    return new TableSettings(
        server.url(),
        server.user(),
        Secret.none(),
        table,
        cursor,
        key,
        Duration.ofMinutes(1),
        1000,
        3,
        Duration.ofMillis(20),
        Duration.ofSeconds(2));
  }

  /** Reads like the source does: opened anew from a position that was written and read. */
  private static final class Reading implements AutoCloseable {
    final TableCollector collector;
    final List<Collected<TablePosition>> records = new ArrayList<>();
    TablePosition after;
    boolean ended;
    private final Collection<TablePosition> open;

    Reading(TableSettings settings, TablePosition from, boolean bounded) throws IOException {
      collector = new TableCollector(settings);
      var positions = collector.positions();
      after = positions.deserialize(positions.getVersion(), positions.serialize(from));
      open = collector.open(after, bounded, new UnregisteredMetricsGroup());
    }

    /** By another clock of this machine's. */
    Reading(TableSettings settings, Clock clock) throws IOException {
      collector = new TableCollector(settings);
      after = collector.beginning();
      open = new TableCollection(Table.connect(settings), settings, after, false, clock);
    }

    static Reading of(TableSettings settings) throws IOException {
      return new Reading(settings, new TableCollector(settings).beginning(), false);
    }

    /** One walk to the newest row. */
    List<String> walk() throws Exception {
      int before = records.size();
      Batch<TablePosition> batch;
      do {
        batch = open.next();
        records.addAll(batch.records());
        after = batch.after();
        ended = batch.ended();
      } while (batch.pause().isZero());
      return records.subList(before, records.size()).stream().map(Reading::id).toList();
    }

    static String id(Collected<TablePosition> record) {
      return json(record).path("id").asText();
    }

    static JsonNode json(Collected<TablePosition> record) {
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

  private static void insert(Connection connection, String id) throws Exception {
    try (var statement = connection.prepareStatement("INSERT INTO invoices (id) VALUES (?)")) {
      statement.setString(1, id);
      statement.execute();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2020-01-01T00:00:00Z", "now"})
  void readsRowsOfOneMomentOnceThoughPagesEndAmongThem(String moment) throws Exception {
    server.execute(
        "INSERT INTO invoices (id, updated_at) SELECT 'r' || to_char(i, 'FM000'), '%s'::timestamptz FROM generate_series(1, 20) i"
            .formatted(moment));
    try (Reading reading = Reading.of(usual("updated_at"))) {
      assertThat(reading.walk()).hasSize(20).isSorted().doesNotHaveDuplicates();
      assertThat(reading.walk()).isEmpty();
      assertThat(reading.records)
          .extracting(record -> record.raw().offset())
          .isEqualTo(LongStream.range(0, 20).boxed().toList());
      assertThat(reading.records.get(7).raw().topic()).isEqualTo("database/invoices");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"updated_at", "n"})
  void findsARowWhoseTransactionCommitsAfterLargerCursorsWereRead(String cursor) throws Exception {
    try (Connection slow = server.connect();
        Connection slower = server.connect();
        Connection fast = server.connect();
        Reading reading = Reading.of(usual(cursor))) {
      slow.setAutoCommit(false);
      slower.setAutoCommit(false);
      insert(slower, "slower");
      insert(slow, "slow");
      insert(fast, "fast");
      assertThat(reading.walk()).containsExactly("fast");
      slow.commit();
      assertThat(reading.walk()).containsExactly("slow");
      insert(fast, "later");
      assertThat(reading.walk()).containsExactly("later");
      try (Reading again = new Reading(usual(cursor), reading.after, false)) {
        slower.commit();
        assertThat(again.walk()).containsExactly("slower");
        assertThat(again.walk()).isEmpty();
        assertThat(again.records.get(0).raw().offset()).isEqualTo(3);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamptz", "timestamp"})
  void readsAllAgainWhenTheDatabasesClockIsBehindWhatIsSettled(String type) throws Exception {
    server.execute(
        "ALTER TABLE invoices ALTER updated_at TYPE " + type,
        "INSERT INTO invoices (id, updated_at) SELECT 'r' || i, '2020-01-01' FROM"
            + " generate_series(1, 5) i");
    LocalDateTime tooFar = LocalDateTime.now(ZoneOffset.UTC).plusHours(1);
    RowPlace settled =
        new RowPlace(type.equals("timestamp") ? tooFar.toString() : tooFar + "Z", "r0");
    TablePosition ofAWrongClock = new TableCollector(usual("updated_at")).beginning();
    for (int i = 0; i < 7; i++) {
      ofAWrongClock = ofAWrongClock.delivered();
    }
    try (Reading reading =
        new Reading(usual("updated_at"), ofAWrongClock.settled(settled), false)) {
      assertThat(reading.walk()).containsExactly("r1", "r2", "r3", "r4", "r5");
      assertThat(reading.records.get(0).raw().offset()).isEqualTo(7);
      assertThat(reading.walk()).isEmpty();
    }
  }

  @Test
  void settlesNothingBeforeItsTimeHasComeByBothClocks() throws Exception {
    server.execute("INSERT INTO invoices (id) SELECT i FROM generate_series(1, 5) i");
    TableSettings settings = settings("updated_at", Duration.ZERO, 10, 3);
    Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
    try (Reading reading = new Reading(settings, behind)) {
      assertThat(reading.walk()).hasSize(5);
      server.execute(
          "INSERT INTO invoices (id, updated_at) VALUES ('after the clock was put right',"
              + " now() - interval '30 min')");
      assertThat(reading.walk()).containsExactly("after the clock was put right");
      assertThat(reading.walk()).isEmpty();
    }
  }

  /** After a failover to a standby that was behind, or a backup that was restored. */
  @Test
  void readsTheLastRowsAgainWhenNumbersHaveBegunAgain() throws Exception {
    server.execute("INSERT INTO invoices (id) SELECT 'r' || i FROM generate_series(1, 9) i");
    TableSettings settings = settings("n", Duration.ofMinutes(1), 10, 3);
    TablePosition before =
        new TableCollector(settings).beginning().settled(new RowPlace("1000", "r0"));
    try (Reading reading = new Reading(settings, before, false)) {
      assertThat(reading.walk()).containsExactly("r5", "r6", "r7", "r8", "r9");
      assertThat(reading.walk()).isEmpty();
    }
    server.execute("DELETE FROM invoices WHERE n > (SELECT min(n) FROM invoices)");
    try (Reading reading = new Reading(settings, before, false)) {
      assertThat(reading.walk()).as("fewer than that").containsExactly("r1");
    }
  }

  @Test
  void marksANumberAnewWhenTheDatabasesClockWasPutBack() throws Exception {
    server.execute("INSERT INTO invoices (id) SELECT i FROM generate_series(1, 5) i");
    TableSettings settings = settings("n", Duration.ofMillis(1), 10, 3);
    long tooFar = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().plusSeconds(3_600));
    TablePosition ofAWrongClock =
        new TableCollector(settings).beginning().marked(new TablePosition.Mark("0", tooFar), null);
    try (Reading reading = new Reading(settings, ofAWrongClock, false)) {
      Awaitility.await()
          .untilAsserted(
              () -> {
                reading.walk();
                assertThat(reading.after.settled()).isNotNull();
              });
      assertThat(reading.records).hasSize(5);
    }
  }

  @Test
  void losesARowThatCommitsAfterItsLagOnceALaterOneIsSettled() throws Exception {
    TableSettings hurried = settings("n", Duration.ZERO, 10, 3);
    try (Connection slow = server.connect();
        Connection fast = server.connect();
        Reading reading = Reading.of(hurried)) {
      slow.setAutoCommit(false);
      insert(slow, "too slow");
      insert(fast, "fast");
      assertThat(reading.walk()).containsExactly("fast");
      slow.commit();
      assertThat(reading.walk()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"updated_at", "n"})
  void remembersNothingOfWhatIsSettled(String cursor) throws Exception {
    server.execute(
        "INSERT INTO invoices (id, updated_at) SELECT i, now() - interval '1 day' FROM"
            + " generate_series(1, 500) i");
    TableSettings settings = settings(cursor, Duration.ofMillis(300), 1000, 100);
    try (Reading reading = Reading.of(settings)) {
      assertThat(reading.walk()).hasSize(500);
      Awaitility.await()
          .untilAsserted(
              () -> {
                assertThat(reading.walk()).isEmpty();
                assertThat(reading.after.ahead().size()).isZero();
              });
      assertThat(reading.collector.positions().serialize(reading.after)).hasSizeLessThan(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"updated_at", "n"})
  void waitsForTheLagWhenMoreIsNewThanItMayRemember(String cursor) throws Exception {
    server.execute("INSERT INTO invoices (id) SELECT i FROM generate_series(1, 50) i");
    try (Reading reading = Reading.of(settings(cursor, Duration.ofMillis(700), 10, 7))) {
      assertThat(reading.walk()).hasSize(10);
      Awaitility.await()
          .untilAsserted(
              () -> {
                reading.walk();
                assertThat(reading.records).hasSize(50);
              });
      assertThat(reading.records).extracting(Reading::id).doesNotHaveDuplicates();
      assertThat(reading.after.ahead().size()).isLessThanOrEqualTo(10);
    }
  }

  @Test
  void deliversARowAgainWhenItHasChanged() throws Exception {
    server.execute("INSERT INTO invoices (id, amount) VALUES ('a', 1), ('b', 2)");
    try (Reading reading = Reading.of(usual("updated_at"))) {
      assertThat(reading.walk()).containsExactly("a", "b");
      server.execute("UPDATE invoices SET amount = 1.5, updated_at = now() WHERE id = 'a'");
      assertThat(reading.walk()).containsExactly("a");
      assertThat(Reading.json(reading.records.get(2)).path("amount").asText()).isEqualTo("1.5000");
      // Within the same moment.
      server.execute("UPDATE invoices SET amount = 1.6 WHERE id = 'a'");
      assertThat(reading.walk()).containsExactly("a");
      assertThat(reading.walk()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamptz", "timestamp"})
  void readsRowsFromTheBeginningOfTimeAndNoneOfItsEnd(String type) throws Exception {
    server.execute(
        "ALTER TABLE invoices ALTER updated_at TYPE " + type,
        "INSERT INTO invoices (id, updated_at) SELECT i, '-infinity' FROM generate_series(1, 4) i",
        "INSERT INTO invoices (id, updated_at) VALUES ('5', '4713-01-01 BC'), ('6', '2020-01-01'),"
            + " ('7', 'infinity')");
    TablePosition middle;
    try (Reading reading = Reading.of(usual("updated_at"))) {
      assertThat(reading.walk()).containsExactly("1", "2", "3", "4", "5", "6");
      assertThat(reading.walk()).isEmpty();
      middle = reading.records.get(1).after();
    }
    try (Reading rest = new Reading(usual("updated_at"), middle, false)) {
      assertThat(rest.walk()).containsExactly("3", "4", "5", "6");
    }
  }

  @Test
  void doesNotSeeWhatIsDeletedNorSettledRowsThatChangeWithoutTheirCursor() throws Exception {
    server.execute(
        "INSERT INTO invoices (id, updated_at) VALUES ('old', '2020-01-01Z'), ('kept',"
            + " '2020-01-02Z')",
        "INSERT INTO invoices (id) VALUES ('new')");
    try (Reading reading = Reading.of(usual("updated_at"))) {
      assertThat(reading.walk()).containsExactly("old", "kept", "new");
      server.execute(
          "DELETE FROM invoices WHERE id IN ('old', 'new')", "UPDATE invoices SET amount = 7");
      assertThat(reading.walk()).isEmpty();
      server.execute("INSERT INTO invoices (id) VALUES ('after')");
      assertThat(reading.walk()).containsExactly("after");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"updated_at", "n"})
  void goesOnFromEveryRecordsPositionWithoutLossOrCopy(String cursor) throws Exception {
    server.execute(
        "INSERT INTO invoices (id, updated_at) SELECT 'old' || i, '2020-01-01Z'::timestamptz + (i /"
            + " 3) * interval '1 s' FROM generate_series(1, 10) i",
        "INSERT INTO invoices (id) SELECT 'new' || i FROM generate_series(1, 10) i");
    try (Reading whole = Reading.of(usual(cursor))) {
      List<String> all = whole.walk();
      assertThat(all).hasSize(20).doesNotHaveDuplicates();
      for (int i = 0; i < all.size(); i++) {
        try (Reading rest = new Reading(usual(cursor), whole.records.get(i).after(), false)) {
          assertThat(rest.walk()).isEqualTo(all.subList(i + 1, all.size()));
          assertThat(rest.walk()).isEmpty();
        }
      }
    }
  }

  @Test
  void aBoundedRunEndsWithWhatThereIsAndTheNextOneGoesOn() throws Exception {
    server.execute("INSERT INTO invoices (id) SELECT i FROM generate_series(1, 7) i");
    TableSettings settings = usual("n");
    TablePosition after;
    try (Reading first = new Reading(settings, new TableCollector(settings).beginning(), true)) {
      assertThat(first.walk()).hasSize(7);
      assertThat(first.ended).isTrue();
      after = first.after;
    }
    server.execute("INSERT INTO invoices (id) VALUES ('8')");
    try (Reading second = new Reading(settings, after, true)) {
      assertThat(second.walk()).containsExactly("8");
    }
    server.execute("DELETE FROM invoices");
    try (Reading empty = new Reading(settings, new TableCollector(settings).beginning(), true)) {
      assertThat(empty.walk()).isEmpty();
      assertThat(empty.ended).isTrue();
    }
  }

  @Test
  void goesOnAfterTheServerWasKilledInTheMiddle() throws Exception {
    server.execute("INSERT INTO invoices (id) SELECT i FROM generate_series(1, 9) i");
    TableSettings settings = usual("n");
    TablePosition last;
    int before;
    try (Reading reading = Reading.of(settings)) {
      Batch<TablePosition> first = reading.open.next();
      assertThat(first.records()).hasSize(3);
      last = first.records().get(1).after();
      before = 2;
      server.kill();
      assertThatThrownBy(reading::walk)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("invoices at jdbc:postgresql://127.0.0.1");
    }
    assertThatThrownBy(() -> Reading.of(settings))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("check that it runs and can be reached");
    server.startAgain();
    try (Reading rest = new Reading(settings, last, false)) {
      assertThat(rest.walk()).hasSize(9 - before).doesNotHaveDuplicates();
    }
  }

  @Test
  void takesNamesAsTheyAreWhateverIsInThem() throws Exception {
    String table = "in\"voices\"; DROP TABLE invoices; --";
    String column = "Mis à jour \" ' ; é";
    server.execute(
        "DROP TABLE IF EXISTS \"%s\"".formatted(table.replace("\"", "\"\"")),
        "CREATE TABLE \"%s\" (\"select\" uuid PRIMARY KEY, \"%s\" int NOT NULL)"
            .formatted(table.replace("\"", "\"\""), column.replace("\"", "\"\"")),
        "INSERT INTO \"%s\" SELECT ('00000000-0000-0000-0000-00000000000' || i)::uuid, 5 FROM generate_series(1, 7) i"
            .formatted(table.replace("\"", "\"\"")));
    try (Reading reading = Reading.of(table(table, column, "select"))) {
      assertThat(reading.walk()).hasSize(7);
      assertThat(Reading.json(reading.records.get(6)).path("select").asText()).endsWith("07");
    }
    try (Reading reading = Reading.of(usual("n"))) {
      assertThat(reading.walk()).as("the table is still there").isEmpty();
    }
    assertThatThrownBy(() -> Reading.of(table("nowhere", "n", "id")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere")
        .hasMessageContaining("check the table's name");
    assertThatThrownBy(() -> Reading.of(table("invoices", "N", "id")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no column N: name one of id, n, updated_at, amount");
    assertThatThrownBy(() -> Reading.of(table("invoices", "id", "id")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("neither a timestamp nor a number");
  }

  @Test
  void writesRowsInTheFormOfInvoices() throws Exception {
    server.execute(
        "DROP TABLE IF EXISTS forms",
        """
        CREATE TABLE forms (id int PRIMARY KEY, invoice_id bigint, issued_at timestamptz, local
        timestamp, day date, amount numeric(18,4), huge numeric, nothing numeric, flag boolean,
        rate double precision, customer_id text, source text, country text, lines jsonb, raw bytea)
        """,
        """
        INSERT INTO forms VALUES (1, 9007199254740993, '2026-07-01 12:00:00.123456+02',
        '2026-07-01 12:00:00', '2026-07-01', 109.9500, 12345678901234567890.1234567890,
        'NaN', true, 0.1, 'Zoë "x" ع', 'mine', NULL,
        '[{"description":"a","quantity":2,"unit_price":1.10}]', '\\x00ff'),
        (2, 1, 'infinity', '2026-01-01 00:00:00', NULL, -0.0001, 1e-20, NULL, false, 'Infinity',
        '', NULL, NULL, NULL, NULL)
        """);
    try (Reading reading = Reading.of(table("forms", "id", "id"))) {
      reading.walk();
      assertThat(new String(reading.records.get(0).json(), StandardCharsets.UTF_8))
          .isEqualTo(
              "{\"id\":\"1\",\"invoice_id\":\"9007199254740993\","
                  + "\"issued_at\":\"2026-07-01T10:00:00.123456Z\",\"local\":\"2026-07-01T12:00:00Z\","
                  + "\"day\":\"2026-07-01\",\"amount\":\"109.9500\","
                  + "\"huge\":\"12345678901234567890.1234567890\",\"nothing\":\"NaN\",\"flag\":true,\"rate\":\"0.1\",\"customer_id\":\"Zoë"
                  + " \\\"x\\\" ع\",\"source\":\"database\","
                  + "\"lines\":[{\"quantity\":2,\"unit_price\":1.10,\"description\":\"a\"}],"
                  + "\"raw\":\"\\\\x00ff\"}");
      assertThat(new String(reading.records.get(0).raw().value(), StandardCharsets.UTF_8))
          .contains("\"source\":\"mine\"", "\"country\":null");
      JsonNode second = Reading.json(reading.records.get(1));
      assertThat(second.path("issued_at").asText()).isEqualTo("infinity");
      assertThat(second.path("local").asText()).isEqualTo("2026-01-01T00:00:00Z");
      assertThat(second.path("amount").asText()).isEqualTo("-0.0001");
      assertThat(second.path("huge").asText()).isEqualTo("0.00000000000000000001");
      assertThat(second.has("country") || second.has("nothing")).isFalse();
      assertThat(second.path("customer_id").asText()).isEmpty();
    }
  }

  @Test
  void readsACursorWithoutAZoneInUtc() throws Exception {
    server.execute(
        "DROP TABLE IF EXISTS locals",
        "CREATE TABLE locals (id int PRIMARY KEY, at timestamp NOT NULL)",
        "INSERT INTO locals SELECT i, timezone('UTC', now()) - i * interval '1 min' FROM"
            + " generate_series(0, 4) i",
        "INSERT INTO locals VALUES (9, timezone('UTC', now()) + interval '1 min')");
    try (Reading reading = Reading.of(table("locals", "at", "id"))) {
      assertThat(reading.walk()).containsExactly("4", "3", "2", "1", "0");
      assertThat(reading.after.settled().key()).isEqualTo("1");
    }
  }

  @Test
  void passesOverRowsWithoutACursorOrAKey() throws Exception {
    server.execute(
        "DROP TABLE IF EXISTS gaps",
        "CREATE TABLE gaps (id int, n int)",
        "INSERT INTO gaps VALUES (1, 1), (NULL, 1), (2, 2), (3, NULL), (NULL, 3), (4, 4), (NULL,"
            + " NULL), (5, 5), (6, 6)");
    try (Reading reading = Reading.of(table("gaps", "n", "id"))) {
      assertThat(reading.walk()).containsExactly("1", "2", "4", "5", "6");
    }
  }

  @Test
  void refusesAPositionInAnotherTable() {
    TablePosition other = TablePosition.beginning("payments by (n, id)");
    assertThatThrownBy(() -> new Reading(usual("n"), other, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a position in payments by (n, id), but invoices by (n, id)");
  }

  @Test
  void saysWhenTheKeyIsNotUnique() throws Exception {
    server.execute(
        "DROP TABLE IF EXISTS twice",
        "CREATE TABLE twice (id int, n int)",
        "INSERT INTO twice VALUES (1, 1), (2, 2), (3, 3), (3, 3)");
    try (Reading reading = Reading.of(table("twice", "n", "id"))) {
      assertThatThrownBy(reading::walk)
          .hasMessageContaining("the key must be unique, name another column");
    }
  }

  @Test
  void writesNothingAndWaitsForNoStatementLongerThanItMay() throws Exception {
    server.execute(
        "CREATE OR REPLACE FUNCTION writes() RETURNS int LANGUAGE plpgsql AS 'BEGIN INSERT INTO"
            + " invoices (id) VALUES (''x''); RETURN 1; END'",
        "DROP TABLE IF EXISTS one",
        "CREATE TABLE one (id int PRIMARY KEY, n int NOT NULL)",
        "INSERT INTO one VALUES (1, 1)",
        "CREATE OR REPLACE VIEW writing AS SELECT id, n, writes() AS w FROM one",
        "CREATE OR REPLACE VIEW sleeping AS SELECT id, n, pg_sleep(30)::text AS s FROM one");
    try (Reading reading = Reading.of(table("writing", "n", "id"))) {
      assertThatThrownBy(reading::walk).hasMessageContaining("read-only transaction");
    }
    try (Reading reading = Reading.of(table("sleeping", "n", "id"))) {
      assertThatThrownBy(reading::walk)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("give (cursor, key) an index, or allow a longer timeout");
    }
  }

  @Test
  void isEndedByAnotherThreadWhileAStatementRuns() throws Exception {
    server.execute(
        "DROP VIEW IF EXISTS slow",
        "CREATE VIEW slow AS SELECT id, n, pg_sleep(60)::text AS s FROM invoices",
        "INSERT INTO invoices (id) VALUES ('a')");
    TableSettings patient =
        new TableSettings(
            server.url(),
            server.user(),
            Secret.none(),
            "slow",
            "n",
            "id",
            Duration.ZERO,
            10,
            10,
            Duration.ZERO,
            Duration.ofMinutes(5));
    try (Reading reading = Reading.of(patient)) {
      Thread closing =
          new Thread(
              () -> {
                Awaitility.await()
                    .until(() -> count("pg_stat_activity WHERE wait_event = 'PgSleep'") == 1);
                try {
                  reading.close();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      closing.start();
      assertThatThrownBy(reading::walk).isInstanceOf(IOException.class);
      closing.join();
      Awaitility.await().until(() -> count("pg_stat_activity WHERE wait_event = 'PgSleep'") == 0);
    }
  }

  private static int count(String from) throws Exception {
    try (Connection connection = server.connect();
        var rows = connection.createStatement().executeQuery("SELECT count(*) FROM " + from)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void readsItsPasswordFromAFileAndSaysWhenThatIsMissing(@TempDir Path secrets) throws Exception {
    Path file = Files.writeString(secrets.resolve("password"), "s3cret\n");
    assertThat(Secret.file(file).read()).isEqualTo("s3cret");
    assertThatThrownBy(() -> Secret.file(secrets.resolve("none")).read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can't be read: make it a readable file");
    assertThatThrownBy(() -> Secret.environment("NO_SUCH_VARIABLE").read())
        .hasMessageContaining("the environment has no NO_SUCH_VARIABLE");
    assertThatThrownBy(
            () ->
                new TableSettings(
                    "jdbc:postgresql://h/d?user=u&PassWord=p",
                    "u",
                    Secret.none(),
                    "t",
                    "c",
                    "k",
                    Duration.ZERO,
                    TableSettings.WINDOW,
                    TableSettings.PAGE,
                    Duration.ZERO,
                    TableSettings.TIMEOUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name a file or a variable")
        .hasMessageNotContaining("=p");
  }
}
