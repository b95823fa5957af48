package io.tributary.connectors.jdbc;

import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.collect.Fingerprints;
import io.tributary.pipeline.record.RawRecord;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a table in rounds, each from the last settled row to the newest one there is, page by page.
 */
final class TableCollection implements Collector.Collection<TablePosition> {
  private static final Logger LOG = LoggerFactory.getLogger(TableCollection.class);

  private final Table table;
  private final TableSettings settings;
  private final boolean bounded;
  private final Clock clock;
  private final Map<RowPlace, Long> ahead;
  private TablePosition position;
  private @Nullable Round round;

  /** Of a bounded run, the largest cursor when it began; null before. */
  private @Nullable String end;

  private boolean warned;

  /**
   * One walk to the newest row.
   *
   * @param upTo the largest cursor that is read in it
   * @param safe the largest cursor of which none will appear any more; null when there is none
   * @param after the last row read
   */
  private record Round(String upTo, @Nullable String safe, @Nullable RowPlace after) {
    Round after(RowPlace row) {
      return new Round(upTo, safe, row);
    }
  }

  /**
   * Begins.
   *
   * @param clock this machine's, by which the database's is checked
   */
  TableCollection(
      Table table, TableSettings settings, TablePosition from, boolean bounded, Clock clock) {
    this.table = table;
    this.settings = settings;
    this.position = from;
    this.bounded = bounded;
    this.clock = clock;
    this.ahead = from.ahead().toMap();
  }

  @Override
  public Collector.Batch<TablePosition> next() throws IOException {
    try {
      Round current = round == null ? begin() : round;
      if (current == null) {
        return new Collector.Batch<>(List.of(), position, settings.interval(), bounded);
      }
      return read(current);
    } catch (SQLException e) {
      throw Table.problem(settings, e);
    }
  }

  private Collector.Batch<TablePosition> read(Round current) throws SQLException {
    // One more than are taken: two rows of one place are found also where a page ends.
    List<Table.Row> rows = table.read(current.after(), current.upTo(), settings.page() + 1);
    List<Collected<TablePosition>> records = new ArrayList<>();
    boolean last = rows.size() <= settings.page();
    boolean full = false;
    for (int i = 0; i < Math.min(rows.size(), settings.page()) && !full; i++) {
      Table.Row row = rows.get(i);
      if (i + 1 < rows.size() && rows.get(i + 1).place().equals(row.place())) {
        throw new IllegalStateException(
            "%s has two rows with %s = %s and %s = %s: the key must be unique, name another column"
                .formatted(
                    settings.shown(),
                    settings.cursor(),
                    row.place().cursor(),
                    settings.key(),
                    row.place().key()));
      }
      full = !take(row, current, records);
      if (!full) {
        current = current.after(row.place());
      }
    }
    if (!last && !full) {
      round = current;
      return new Collector.Batch<>(records, position, Duration.ZERO, false);
    }
    round = null;
    forgetUpTo(current.safe());
    warnIf(full);
    return new Collector.Batch<>(records, position, settings.interval(), bounded && !full);
  }

  /** False if it can't be taken before others are settled. */
  private boolean take(Table.Row row, Round current, List<Collected<TablePosition>> records) {
    byte[] bytes = RowJson.bytes(row.json());
    long fingerprint = Fingerprints.fingerprint(bytes);
    Long known = ahead.get(row.place());
    boolean isNew = known == null || known != fingerprint;
    if (isAtMost(row.place().cursor(), current.safe())) {
      position = position.settled(row.place());
    } else if (isNew) {
      if (position.ahead().size() >= settings.window()) {
        return false;
      }
      ahead.put(row.place(), fingerprint);
      position = position.ahead(position.ahead().with(row.place(), fingerprint));
    }
    if (isNew) {
      long offset = position.rows();
      position = position.delivered();
      records.add(
          Collected.of(
              new RawRecord(
                  TableCollector.NAME + "/" + settings.table(),
                  0,
                  offset,
                  System.currentTimeMillis(),
                  null,
                  bytes,
                  false,
                  0),
              RowJson.invoice(row.json(), TableCollector.NAME),
              position));
    }
    return true;
  }

  private boolean isAtMost(String cursor, @Nullable String limit) {
    return limit != null && table.cursorType().compare(cursor, limit) <= 0;
  }

  /** They are settled, or were deleted or changed. */
  private void forgetUpTo(@Nullable String safe) {
    ahead.keySet().removeIf(place -> isAtMost(place.cursor(), safe));
    position = position.ahead(Fingerprints.of(new LinkedHashMap<>(ahead)));
  }

  private void warnIf(boolean full) {
    if (full && !warned) {
      LOG.warn(
          "{}: {} rows were read before their lag of {} was over; the next ones wait for it. Make"
              + " the lag shorter, or the window larger, if that is too slow, and see that the clocks"
              + " of the database and of this machine agree",
          settings.shown(),
          settings.window(),
          settings.lag());
    }
    warned = full;
  }

  /** Null when there is nothing to read. */
  private @Nullable Round begin() throws SQLException {
    Round begun = table.cursorType().isTime() ? byTime() : byNumber();
    if (bounded && begun != null) {
      end = end == null ? begun.upTo() : end;
      return new Round(end, begun.safe(), begun.after());
    }
    return begun;
  }

  private @Nullable Round byNumber() throws SQLException {
    // In this order: each number up to the largest was given before now.
    String largest = table.largest();
    if (largest == null) {
      return null;
    }
    if (hasSettledBeyond(largest)) {
      int again = settings.window() / 2;
      LOG.warn(
          "{}: the largest {} is {}, but rows up to {} were settled: numbers have begun again, or the"
              + " newest rows were deleted. The last {} rows are read again, or new ones would be"
              + " passed over",
          settings.shown(),
          settings.cursor(),
          largest,
          position.settled(),
          again);
      goBack(table.before(again));
    }
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, table.now());
    TablePosition.Mark mark = position.mark();
    if (mark == null || mark.at() > now) { // the clock was put back
      mark = new TablePosition.Mark(largest, now);
    }
    boolean isOver = now - mark.at() >= settings.lag().toNanos() / 1000;
    position =
        isOver ? position.marked(null, mark.cursor()) : position.marked(mark, position.safe());
    return new Round(largest, position.safe(), position.settled());
  }

  private Round byTime() throws SQLException {
    Instant now = table.now();
    if (hasSettledBeyond(safe(now))) {
      LOG.warn(
          "{}: the database's clock was put back: it is {}, but rows up to {} were settled. All rows"
              + " are read again, or new ones would be passed over",
          settings.shown(),
          now,
          position.settled());
      goBack(null);
    }
    // What a clock that is ahead has given settles only when its time has really come.
    Instant here = clock.instant();
    return new Round(cursor(now), safe(here.isBefore(now) ? here : now), position.settled());
  }

  /** What has settled can't be larger than what is there. */
  private boolean hasSettledBeyond(String most) {
    RowPlace settled = position.settled();
    return settled != null && !isAtMost(settled.cursor(), most);
  }

  private void goBack(@Nullable RowPlace to) {
    ahead.clear();
    position = to == null ? position.again() : position.again().settled(to);
  }

  /** The largest cursor of which none will appear any more; it rises as long as clocks do. */
  private String safe(Instant now) {
    return cursor(now.minus(settings.lag()));
  }

  private String cursor(Instant moment) {
    OffsetDateTime utc = moment.atOffset(ZoneOffset.UTC);
    return table.cursorType() == CursorType.MOMENT
        ? utc.toString()
        : utc.toLocalDateTime().toString();
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}
