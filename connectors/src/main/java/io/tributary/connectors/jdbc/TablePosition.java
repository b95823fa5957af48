package io.tributary.connectors.jdbc;

import io.tributary.connectors.collect.Fingerprints;
import org.jspecify.annotations.Nullable;

/**
 * How far a table has been read.
 *
 * @param of what it is a position in: the table, its cursor and its key
 * @param settled the last row of which none before it can appear any more; null before the first
 * @param ahead the rows after it that have been read already: before each of them, one may still
 *     appear
 * @param mark the largest cursor at some moment, where cursors are numbers: they tell no time
 *     themselves
 * @param safe the largest cursor of a mark whose lag is over
 * @param rows how many have been delivered, versions of the same row counted each
 */
public record TablePosition(
    String of,
    @Nullable RowPlace settled,
    Fingerprints<RowPlace> ahead,
    @Nullable Mark mark,
    @Nullable String safe,
    long rows) {

  /**
   * The largest number that a table had.
   *
   * @param at when, by the database's clock, in microseconds since the epoch
   */
  public record Mark(String cursor, long at) {}

  static TablePosition beginning(String of) {
    return new TablePosition(of, null, Fingerprints.none(), null, null, 0);
  }

  /** Before every row, whatever has been delivered. */
  TablePosition again() {
    return new TablePosition(of, null, Fingerprints.none(), null, null, rows);
  }

  TablePosition delivered() {
    return new TablePosition(of, settled, ahead, mark, safe, rows + 1);
  }

  TablePosition settled(RowPlace place) {
    return new TablePosition(of, place, ahead, mark, safe, rows);
  }

  TablePosition ahead(Fingerprints<RowPlace> ahead) {
    return new TablePosition(of, settled, ahead, mark, safe, rows);
  }

  TablePosition marked(@Nullable Mark mark, @Nullable String safe) {
    return new TablePosition(of, settled, ahead, mark, safe, rows);
  }
}
