package io.tributary.connectors.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connectors.secrets.Secret;
import io.tributary.connectors.upsert.Rest;
import io.tributary.connectors.upsert.Session;
import io.tributary.connectors.upsert.StoringJob;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import io.tributary.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresStoreIT {
  /** Later versions win. */
  private static final String UPSERT =
      """
      INSERT INTO readings AS old (id, version, value)
      SELECT DISTINCT ON (id) id, version, value
      FROM json_to_recordset(CAST(? AS json)) AS row (id text, version bigint, value integer)
      ORDER BY id, version DESC
      ON CONFLICT (id) DO UPDATE SET version = excluded.version, value = excluded.value
      WHERE excluded.version > old.version
      """;

  private static final Columns<Long> COLUMNS =
      Columns.<Long>of()
          .text("id", n -> Text.of("r" + n))
          .int64("version", n -> 1)
          .int64("value", n -> n * 7);

  @TempDir private static Path directory;
  @TempDir Path checkpoints;
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
        "DROP TABLE IF EXISTS readings",
        "DROP TABLE IF EXISTS readings_refused",
        "CREATE TABLE readings (id text PRIMARY KEY, version bigint NOT NULL, value integer)");
  }

  private static PostgresStore store() {
    return new PostgresStore(
        new Database(server.url(), server.user(), Secret.none()),
        "readings",
        database -> {},
        UPSERT,
        Duration.ofSeconds(10));
  }

  private static Rest write(String... rows) throws Exception {
    try (Session session = store().open()) {
      Rest rest = session.write(Stream.of(rows).map(row -> row.getBytes(UTF_8)).toList());
      if (!rest.refused().isEmpty()) {
        session.setAside(rest.refused());
      }
      return rest;
    }
  }

  private static String row(String id, long version, long value) {
    return "{\"id\":\"%s\",\"version\":%d,\"value\":%d}".formatted(id, version, value);
  }

  private static String ask(String query) throws SQLException {
    try (Connection connection = server.connect();
        ResultSet row = connection.createStatement().executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private static String all() throws SQLException {
    return ask("SELECT string_agg(id || version || '=' || value, ' ' ORDER BY id) FROM readings");
  }

  @Test
  void keepsTheNewestVersionWhateverTheOrder() throws Exception {
    write(row("a", 1, 10), row("a", 3, 30), row("a", 2, 20), row("b", 2, 5));
    write(row("b", 1, 4), row("a", 4, 40), row("c", 1, 1));
    write(row("c", 1, 1));

    assertThat(all()).isEqualTo("a4=40 b2=5 c1=1");
  }

  @Test
  void setsAsideWhatTheTableCantHold() throws Exception {
    Rest rest =
        write(
            row("a", 1, 1),
            row("too large", 1, 1L << 40),
            row("nul \\u0000", 1, 1),
            "{\"id\":\"no version\"}",
            row("b", 1, 2));

    assertThat(rest.refused()).hasSize(3);
    assertThat(all()).isEqualTo("a1=1 b1=2");
    assertThat(ask("SELECT string_agg(convert_from(row, 'UTF8'), ' ') FROM readings_refused"))
        .contains("too large", "nul \\u0000", "no version");
    assertThat(ask("SELECT string_agg(reason, ' ') FROM readings_refused"))
        .contains("out of range", "not-null");
  }

  @Test
  void setsTheSameRowAsideOnce() throws Exception {
    write(row("too large", 1, 1L << 40));
    write(row("too large", 1, 1L << 40));

    assertThat(ask("SELECT count(*) FROM readings_refused")).isEqualTo("1");
  }

  @Test
  void saysWhatToDoWhenTheTableIsMissing() throws Exception {
    server.execute("DROP TABLE readings");

    assertThatThrownBy(() -> write(row("a", 1, 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("table readings at jdbc:postgresql://")
        .hasMessageContaining("42P01");
  }

  @Test
  void endsAStatementThatTakesTooLong() throws Exception {
    try (Connection other = server.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE readings");
      PostgresStore impatient =
          new PostgresStore(
              store().database(), "readings", database -> {}, UPSERT, Duration.ofSeconds(1));

      try (Session session = impatient.open()) {
        assertThatThrownBy(() -> session.write(List.of(row("a", 1, 1).getBytes(UTF_8))))
            .hasMessageContaining("statement timeout");
      }
    }
  }

  @Test
  void holdsEachRowOnceWhenJobAndServerAreKilled() throws Exception {
    long rows = 150_000;
    StoringJob job = new StoringJob(checkpoints, store(), COLUMNS, rows);

    job.runKilled(4, 1, server::startAgain);

    assertThat(ask("SELECT count(*) || ' ' || sum(value) FROM readings"))
        .isEqualTo(rows + " " + rows * (rows - 1) / 2 * 7);
  }

  @Test
  void getsAllFromAJobThatIsAtItsEndWhileTheServerIsAway() throws Exception {
    StoringJob job = new StoringJob(checkpoints, store(), COLUMNS, 1_000);
    server.kill();
    var running = job.start();
    assertThat(running.getJobExecutionResult()).isNotDone();
    server.startAgain();
    StoringJob.await(running);

    assertThat(ask("SELECT count(*) FROM readings")).isEqualTo("1000");
  }
}
