package io.tributary.connectors.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.cassandra.TableLayout.Computed;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.connectors.upsert.Refused;
import io.tributary.connectors.upsert.Rest;
import io.tributary.connectors.upsert.Session;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Writes rows side by side, a bounded number at once, each to all tables. */
final class CassandraSession implements Session {
  private static final ObjectMapper JSON = BoundedJson.mapper();

  /** A node works on 128 writes at a time, and refuses what comes when too many wait. */
  private static final int IN_FLIGHT = 256;

  private final CqlSession session;
  private final CassandraStore store;
  private final Map<TableLayout, PreparedStatement> inserts = new LinkedHashMap<>();
  private final PreparedStatement setAside;

  CassandraSession(CqlSession session, CassandraStore store) {
    this.session = session;
    this.store = store;
    for (TableLayout table : store.tables()) {
      inserts.put(
          table,
          prepare(
              "INSERT INTO %s.%s JSON ? USING TIMESTAMP ?"
                  .formatted(store.keyspace(), table.name())));
    }
    setAside =
        prepare(
            "INSERT INTO %s.%s (id, \"row\", reason, refused_at) VALUES (?, ?, ?, ?)"
                .formatted(store.keyspace(), KeyspaceSetup.REFUSED));
  }

  private PreparedStatement prepare(String statement) {
    // The same row again changes nothing: the driver may try on another node.
    return session.prepare(SimpleStatement.newInstance(statement).setIdempotent(true));
  }

  private record Sent(int row, CompletionStage<AsyncResultSet> answer) {}

  @Override
  public Rest write(List<byte[]> rows) throws IOException, InterruptedException {
    Rest rest = writeOnce(rows);
    if (rest.refused().isEmpty()) {
      return rest;
    }
    // A table that is gone is refused in the same words as a row, before the driver hears of it.
    try {
      session.refreshSchema();
      new KeyspaceSetup(session, store).ensure();
    } catch (DriverException e) {
      throw store.problem(e);
    }
    Rest again = writeOnce(rest.refused().stream().map(Refused::row).toList());
    List<byte[]> later = new ArrayList<>(rest.later());
    later.addAll(again.later());
    return new Rest(
        later, rest.reason().isEmpty() ? again.reason() : rest.reason(), again.refused());
  }

  private Rest writeOnce(List<byte[]> rows) throws IOException, InterruptedException {
    Semaphore room = new Semaphore(IN_FLIGHT);
    List<Sent> sent = new ArrayList<>(rows.size() * inserts.size());
    for (int i = 0; i < rows.size(); i++) {
      ObjectNode row = (ObjectNode) JSON.readTree(rows.get(i));
      Instant moment = Instant.parse(row.path(store.writtenAt()).asText());
      for (Map.Entry<TableLayout, PreparedStatement> insert : inserts.entrySet()) {
        room.acquire();
        CompletionStage<AsyncResultSet> answer =
            session.executeAsync(
                insert
                    .getValue()
                    .bind(
                        JSON.writeValueAsString(placed(row, moment, insert.getKey())),
                        micros(moment)));
        sent.add(new Sent(i, answer.whenComplete((result, failure) -> room.release())));
      }
    }
    return sort(rows, sent);
  }

  /** Since the epoch. {@link ChronoUnit#between} overflows some 292 years from it. */
  private static long micros(Instant moment) {
    return TimeUnit.SECONDS.toMicros(moment.getEpochSecond()) + moment.getNano() / 1_000;
  }

  /** The row as the table has it. */
  private ObjectNode placed(ObjectNode row, Instant moment, TableLayout table) {
    ObjectNode placed = row.deepCopy();
    // Cassandra's moments have milliseconds, and it doesn't read more digits than that.
    for (TableLayout.Column column : table.columns()) {
      if (column.type().equals("timestamp") && placed.path(column.name()).isTextual()) {
        placed.put(
            column.name(),
            Instant.parse(placed.path(column.name()).asText())
                .truncatedTo(ChronoUnit.MILLIS)
                .toString());
      }
    }
    for (Computed computed : table.partition()) {
      placed.put(computed.name(), computed.value().apply(moment));
    }
    return placed;
  }

  private Rest sort(List<byte[]> rows, List<Sent> sent) {
    Map<Integer, Exception> failed = new LinkedHashMap<>();
    for (Sent each : sent) {
      try {
        each.answer().toCompletableFuture().join();
      } catch (CompletionException e) {
        Exception cause = e.getCause() instanceof Exception known ? known : e;
        // What fails for now is tried again, whatever another table says of the row.
        failed.merge(each.row(), cause, (one, other) -> isRefusal(one) ? other : one);
      }
    }
    List<byte[]> later = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    String reason = "";
    for (Map.Entry<Integer, Exception> each : failed.entrySet()) {
      byte[] row = rows.get(each.getKey());
      if (isRefusal(each.getValue())) {
        refused.add(new Refused(row, String.valueOf(each.getValue().getMessage())));
      } else {
        later.add(row);
        reason = String.valueOf(each.getValue().getMessage());
      }
    }
    return new Rest(later, reason, refused);
  }

  /** A value that a column can't hold, or a key that is too long. */
  private static boolean isRefusal(Exception failure) {
    return failure instanceof InvalidQueryException;
  }

  @Override
  public void setAside(List<Refused> rows) throws IOException {
    try {
      for (Refused refused : rows) {
        session.execute(
            setAside.bind(refused.id(), refused.text(), refused.reason(), Instant.now()));
      }
    } catch (DriverException e) {
      throw store.problem(e);
    }
  }

  @Override
  public void close() {
    session.forceCloseAsync();
  }
}
