package io.tributary.connectors.jdbc;

import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.datasets.DatasetNames;
import io.tributary.pipeline.NamedDataset;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;

/**
 * Reads the rows of a table or view, and then those that are added or changed, in the order of a
 * column that rises with time, its cursor. What is deleted, or changed while its cursor stays, is
 * not seen.
 *
 * <p>Rows appear out of that order, since a cursor is given before its transaction commits. So a
 * row is <em>settled</em> only once its lag is over: then none can appear before it any more. Rows
 * beyond are read at once all the same and remembered with a fingerprint; they are read again until
 * they are settled, together with what has appeared among them, and delivered only if they are new.
 * How long ago a cursor was given a timestamp says itself; of numbers, the largest is marked now
 * and then, and every number up to it has been given by then.
 *
 * <p>Clocks are put right. A timestamp settles only once its lag is over by the database's clock
 * and by ours; and when the database's is behind what has settled, all rows are read again.
 */
public record TableCollector(TableSettings settings) implements Collector<TablePosition> {
  static final String NAME = "database";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<NamedDataset> reads() {
    return List.of(DatasetNames.table(settings.url(), settings.table(), List.of()));
  }

  @Override
  public TablePosition beginning() {
    return TablePosition.beginning(settings.read());
  }

  @Override
  public SimpleVersionedSerializer<TablePosition> positions() {
    return new TablePositions();
  }

  @Override
  public Collection<TablePosition> open(TablePosition from, boolean bounded, MetricGroup metrics)
      throws IOException {
    if (!from.of().equals(settings.read())) {
      throw new IllegalStateException(
          "the database's state is a position in %s, but %s is to be read: set that again, or start without state"
              .formatted(from.of(), settings.read()));
    }
    return new TableCollection(Table.connect(settings), settings, from, bounded, Clock.systemUTC());
  }
}
