package io.tributary.benchmarks.identities;

import io.tributary.benchmarks.report.Percentiles;
import io.tributary.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A job's checkpoints from its start on, and whether each carries only what is new.
 *
 * @param all in the order of their ids
 * @param identities how many were remembered at a moment, by milliseconds since the epoch
 */
record Checkpoints(List<Checkpoint> all, NavigableMap<Long, Long> identities) {
  private static final int MEBIBYTE = 1 << 20;

  Checkpoints {
    all = all.stream().sorted(Comparator.comparingLong(Checkpoint::id)).toList();
    identities = new TreeMap<>(identities);
  }

  /**
   * How often a byte of the identities' state has been carried: 1 when each checkpoint carries only
   * what is new, about half the number of checkpoints when each carries everything.
   */
  double timesCarried() {
    if (all.isEmpty()) {
      return Double.NaN;
    }
    long state = all.get(all.size() - 1).identitiesState();
    return state == 0
        ? Double.NaN
        : (double) all.stream().mapToLong(Checkpoint::identitiesCarried).sum() / state;
  }

  /** The last checkpoint, which holds all. */
  Checkpoint last() {
    return all.get(all.size() - 1);
  }

  Percentiles durationsMillis() {
    return Percentiles.of(all.stream().mapToLong(Checkpoint::durationMillis).toArray());
  }

  Table table() {
    List<List<String>> rows = new ArrayList<>();
    long identitiesBefore = 0;
    long stateBefore = 0;
    for (Checkpoint each : all) {
      long remembered = identitiesAt(each.triggered());
      rows.add(
          List.of(
              Long.toString(each.id()),
              Table.figure(each.durationMillis() / 1000.0, 2),
              Long.toString(remembered),
              Long.toString(remembered - identitiesBefore),
              mebibytes(each.identitiesState()),
              mebibytes(each.identitiesState() - stateBefore),
              mebibytes(each.identitiesCarried()),
              mebibytes(each.state()),
              mebibytes(each.carried())));
      identitiesBefore = remembered;
      stateBefore = each.identitiesState();
    }
    return new Table(
        List.of(
            "checkpoint",
            "duration s",
            "identities",
            "new",
            "their MiB",
            "new MiB",
            "carried MiB",
            "whole job MiB",
            "carried MiB"),
        rows);
  }

  private long identitiesAt(long moment) {
    var before = identities.floorEntry(moment);
    return before == null ? 0 : before.getValue();
  }

  private static String mebibytes(long bytes) {
    return Table.figure((double) bytes / MEBIBYTE, 2);
  }
}
