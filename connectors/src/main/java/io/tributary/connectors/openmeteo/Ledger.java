package io.tributary.connectors.openmeteo;

import io.tributary.connectors.jdbc.Database;
import io.tributary.connectors.openmeteo.WeatherPosition.Claim;
import io.tributary.connectors.openmeteo.WeatherPosition.Finished;
import io.tributary.connectors.weatherdb.WeatherTables;
import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code weather_collections} and {@code weather_requests}, which all jobs on one
 * database share. A collection is one place and period; whoever begins it has it until it is done
 * or failed, or until an hour has passed without a word. All times are the database's.
 *
 * <p>Thread-safe, but for {@link #close}, which breaks off what another thread is at.
 */
final class Ledger implements Closeable {
  /** How long a request may take from {@link #begin} until it is sent. */
  static final Duration READY = Duration.ofSeconds(10);

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Any number that nothing else on the database locks. */
  private static final long LOCK = 0x5745_4154_4845_5231L;

  /** What a job that is gone had begun may be begun by another one after that. */
  private static final String ABANDONED = "interval '1 hour'";

  private static final String BEGIN =
      """
      INSERT INTO weather_collections AS c
        (place, period_start, period_end, kind, status, attempts, requested_at, owner)
      VALUES (?, ?, ?, ?, 'running', 1, clock_timestamp(), ?)
      ON CONFLICT (kind, place, period_start) DO UPDATE SET
        period_end = excluded.period_end, status = 'running', attempts = c.attempts + 1,
        rows = NULL, raw_object = NULL, requested_at = excluded.requested_at, finished_at = NULL,
        error = NULL, owner = excluded.owner, short = false
      WHERE CASE c.status
        WHEN 'running' THEN c.owner = excluded.owner OR c.requested_at < clock_timestamp() - %s
        WHEN 'done' THEN c.period_end < excluded.period_end OR c.short OR c.requested_at < ?
        ELSE true END
      RETURNING id, attempts\
      """
          .formatted(ABANDONED);

  /** Of the newest requests, as many as leave room; then when the one before them leaves. */
  private static final String LEAVES =
      """
      SELECT extract(epoch FROM answered_at - clock_timestamp()) + ? FROM (
        SELECT answered_at, sum(calls) OVER (ORDER BY answered_at DESC, id DESC) AS newer
        FROM weather_requests WHERE answered_at > clock_timestamp() - make_interval(secs => ?)
          AND kind = ANY (string_to_array(?, ' '))) r
      WHERE newer > ? ORDER BY newer LIMIT 1\
      """;

  private final Database database;
  private final String owner;
  private final OpenMeteoSettings settings;
  private final Connection connection;

  /** What came of the wish to ask. */
  sealed interface Begun {
    /** It may be asked, for these places: it stands in the tables. */
    record Now(long id, Request request, String answer, List<Claim> claims) implements Begun {}

    /** The API has been asked enough. */
    record Later(Duration pause) implements Begun {}

    /** Others have it. */
    record Never() implements Begun {}
  }

  /** A collection as it stands in the table. */
  record Row(
      Claim claim,
      String place,
      Instant start,
      Instant end,
      String status,
      boolean isShort,
      Instant requestedAt,
      String owner,
      @Nullable String answer) {
    /** The same, answered up to there. */
    Row until(Instant answered, boolean lessThanAsked) {
      return new Row(
          claim, place, start, answered, status, lessThanAsked, requestedAt, owner, answer);
    }
  }

  /**
   * Connects, and creates the tables if they aren't there.
   *
   * @throws IOException if it can't be reached: what to do
   */
  Ledger(OpenMeteoSettings settings) throws IOException {
    this.settings = settings;
    this.database = settings.database();
    this.owner = settings.owner();
    WeatherTables.create(database);
    try {
      connection = database.connect(TIMEOUT);
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      throw problem(e);
    }
  }

  /**
   * Writes down that a request is about to be sent, unless that would be one too many. It may be
   * sent until {@link #READY} later: until then, and for as long as its answer may take, it counts.
   *
   * @param again what was done before this moment may be done once more
   */
  synchronized Begun begin(Request request, Instant again) throws IOException {
    return inTransaction(
        () -> {
          // Whoever counts next counts this request too.
          update("SELECT pg_advisory_xact_lock(" + LOCK + ")");
          // No quota looks back further than a day.
          update("DELETE FROM weather_requests WHERE answered_at < now() - interval '7 days'");
          Duration pause = pause(request);
          if (!pause.isZero()) {
            return new Begun.Later(pause);
          }
          List<Place> places = new ArrayList<>();
          List<Claim> claims = new ArrayList<>();
          for (Place place : request.places()) {
            for (Claim claim : claim(request, place, again)) {
              places.add(place);
              claims.add(claim);
            }
          }
          if (places.isEmpty()) {
            return new Begun.Never();
          }
          Request granted = request.of(places);
          String answer =
              granted.name(claims.stream().mapToInt(Claim::attempt).max().orElseThrow());
          for (Claim each : claims) {
            update("UPDATE weather_collections SET raw_object = ? WHERE id = ?", answer, each.id());
          }
          long id =
              query(
                      "INSERT INTO weather_requests (kind, calls, sent_at, answered_at)"
                          + " VALUES (?, ?, clock_timestamp(),"
                          + " clock_timestamp() + make_interval(secs => ?)) RETURNING id",
                      row -> row.getLong(1),
                      granted.kind().code(),
                      granted.calls(settings.days()),
                      (double) settings.bounds().timeout().plus(READY).toSeconds())
                  .get(0);
          return new Begun.Now(id, granted, answer, List.copyOf(claims));
        });
  }

  /** One, or none when it is another's or done. */
  private List<Claim> claim(Request request, Place place, Instant again) throws SQLException {
    return query(
        BEGIN,
        row -> new Claim(row.getLong(1), row.getInt(2)),
        place.name(),
        request.start(),
        request.end(),
        request.kind().code(),
        owner,
        again);
  }

  /**
   * How long until a request is within the quotas, and the API wants to be asked. The past has no
   * more of a quota than what forecasts leave of it, or it would take what their next slots need.
   */
  private Duration pause(Request request) throws SQLException {
    double seconds =
        query(
                "SELECT extract(epoch FROM max(again_at) - clock_timestamp()) FROM weather_requests"
                    + " WHERE again_at IS NOT NULL",
                row -> row.getDouble(1))
            .get(0);
    for (Map.Entry<Duration, Integer> quota : settings.quotas().byWindow().entrySet()) {
      Duration window = quota.getKey();
      long room = quota.getValue() - request.calls(settings.days());
      seconds = Math.max(seconds, left(window, "forecast archive", room));
      if (request.kind() == Kind.ARCHIVE) {
        room -= settings.forecastCalls(window);
        seconds = Math.max(seconds, left(window, "archive", room));
      }
    }
    return seconds <= 0 ? Duration.ZERO : Duration.ofMillis((long) Math.ceil(seconds * 1000));
  }

  private double left(Duration window, String kinds, long room) throws SQLException {
    double seconds = window.toSeconds();
    return query(LEAVES, row -> row.getDouble(1), seconds, seconds, kinds, room).stream()
        .findFirst()
        .orElse(0.0);
  }

  /**
   * Writes down how a request ended.
   *
   * @param status the answer's; null when there was none
   * @param pause for how long the API wants nothing more; null when it didn't say
   */
  synchronized void answered(
      long request, @Nullable Integer status, @Nullable String error, @Nullable Duration pause)
      throws IOException {
    inTransaction(
        () ->
            update(
                "UPDATE weather_requests SET answered_at = clock_timestamp(), status = ?, error ="
                    + " ?, again_at = clock_timestamp() + make_interval(secs => ?) WHERE id = ?",
                status,
                error,
                pause == null ? null : pause.toMillis() / 1000.0,
                request));
  }

  /** Says why collections aren't done yet. */
  synchronized void troubled(List<Claim> claims, String error) throws IOException {
    inTransaction(
        () -> {
          for (Claim each : claims) {
            update(
                "UPDATE weather_collections SET error = ? WHERE id = ? AND attempts = ?",
                error,
                each.id(),
                each.attempt());
          }
          return true;
        });
  }

  /** Gives collections up. */
  synchronized void failed(List<Claim> claims, String error) throws IOException {
    inTransaction(
        () -> {
          for (Claim each : claims) {
            update(
                "UPDATE weather_collections SET status = 'failed', error = ?,"
                    + " finished_at = clock_timestamp()"
                    + " WHERE id = ? AND attempts = ? AND status = 'running'",
                error,
                each.id(),
                each.attempt());
          }
          return true;
        });
  }

  /** Writes down that a request was never sent. */
  synchronized void missed(Request request, String error) throws IOException {
    inTransaction(
        () -> {
          for (Place place : request.places()) {
            update(
                "INSERT INTO weather_collections (place, period_start, period_end, kind, status,"
                    + " attempts, requested_at, finished_at, owner, error) VALUES (?, ?, ?, ?,"
                    + " 'failed', 0, clock_timestamp(), clock_timestamp(), ?, ?)"
                    + " ON CONFLICT DO NOTHING",
                place.name(),
                request.start(),
                request.end(),
                request.kind().code(),
                owner,
                error);
          }
          return true;
        });
  }

  /** Its clock. */
  synchronized Instant now() throws IOException {
    return inTransaction(this::moment);
  }

  private Instant moment() throws SQLException {
    return query("SELECT now()", row -> row.getObject(1, OffsetDateTime.class)).get(0).toInstant();
  }

  /**
   * Writes down what is in a completed checkpoint; again, if need be.
   *
   * @return the moment from which on it stands there
   */
  synchronized Instant done(List<Finished> finished) throws IOException {
    return inTransaction(
        () -> {
          for (Finished each : finished) {
            update(
                "UPDATE weather_collections SET status = 'done', rows = ?, period_end = ?,"
                    + " short = ?, error = ?, finished_at = now()"
                    + " WHERE id = ? AND attempts = ? AND status = 'running'",
                each.rows(),
                each.end(),
                each.isShort(),
                each.rejected() == 0 ? null : each.rejected() + " rejected: see the dead letters",
                each.claim().id(),
                each.claim().attempt());
          }
          return moment();
        });
  }

  /**
   * Begins once more what this deployment had done after a moment, but for some; its answers are
   * kept.
   */
  synchronized int undo(Instant since, Set<Claim> known) throws IOException {
    List<Claim> undone =
        rows("status = 'done' AND owner = ? AND finished_at > ?", owner, since).stream()
            .map(Row::claim)
            .filter(each -> !known.contains(each))
            .toList();
    return inTransaction(
        () -> {
          for (Claim each : undone) {
            update(
                "UPDATE weather_collections SET status = 'running', finished_at = NULL"
                    + " WHERE id = ? AND attempts = ?",
                each.id(),
                each.attempt());
          }
          return undone.size();
        });
  }

  /** What this deployment had begun and not finished. */
  synchronized List<Row> unfinished() throws IOException {
    return rows("status = 'running' AND owner = ? ORDER BY id", owner);
  }

  /** What has become of a slot of forecasts. */
  synchronized List<Row> slot(Instant start) throws IOException {
    return rows("kind = 'forecast' AND period_start = ?", start);
  }

  /** What has been collected of the past, or is being, from a moment on. */
  synchronized List<Row> past(Instant from) throws IOException {
    return rows(
        "kind = 'archive' AND period_end >= ? AND (status = 'done' OR (status = 'running' AND"
            + " owner <> ? AND requested_at > clock_timestamp() - "
            + ABANDONED
            + "))",
        from,
        owner);
  }

  private List<Row> rows(String condition, Object... values) throws IOException {
    return inTransaction(
        () ->
            query(
                "SELECT id, attempts, place, period_start, period_end, status, short, requested_at,"
                    + " owner, raw_object FROM weather_collections WHERE "
                    + condition,
                row ->
                    new Row(
                        new Claim(row.getLong(1), row.getInt(2)),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class).toInstant(),
                        row.getObject(5, OffsetDateTime.class).toInstant(),
                        row.getString(6),
                        row.getBoolean(7),
                        row.getObject(8, OffsetDateTime.class).toInstant(),
                        row.getString(9),
                        row.getString(10)),
                values));
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> T inTransaction(Work<T> work) throws IOException {
    try {
      try {
        T result = work.run();
        connection.commit();
        return result;
      } catch (SQLException e) {
        try {
          connection.rollback();
        } catch (SQLException alsoFailed) {
          e.addSuppressed(alsoFailed);
        }
        throw e;
      }
    } catch (SQLException e) {
      throw problem(e);
    }
  }

  private boolean update(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.execute();
    }
  }

  private <T> List<T> query(String sql, Reader<T> reader, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }

  private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      statement.setObject(
          i + 1, value instanceof Instant moment ? moment.atOffset(ZoneOffset.UTC) : value);
    }
    return statement;
  }

  private IOException problem(SQLException e) {
    String remedy = database.remedy(e);
    return new IOException(
        "the ledger of weather in %s can't be used: %s%s"
            .formatted(database.shown(), e.getMessage(), remedy.isEmpty() ? "" : ": " + remedy),
        e);
  }

  /** Waits for nobody: what another thread is at fails. */
  @Override
  public void close() throws IOException {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      throw problem(e);
    }
  }
}
