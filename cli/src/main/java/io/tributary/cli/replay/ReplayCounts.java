package io.tributary.cli.replay;

import io.tributary.cli.TextTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Help.Ansi;

/** What has become of the dead letters, by reason. */
final class ReplayCounts {
  /** What becomes of a dead letter. */
  enum Outcome {
    REPLAYED,
    IN_LAKE,
    CUT,
    NO_ORIGIN
  }

  private static final int NAMED = 50;

  private final Map<String, Map<Outcome, Long>> byReason = new TreeMap<>();
  private final List<String> named = new ArrayList<>();
  private long unnamed;

  void count(String reason, Outcome outcome) {
    byReason
        .computeIfAbsent(reason, r -> new EnumMap<>(Outcome.class))
        .merge(outcome, 1L, Long::sum);
  }

  /** Remembers one that can't be replayed. */
  void name(String place) {
    if (named.size() < NAMED) {
      named.add(place);
    } else {
      unnamed++;
    }
  }

  long replayed() {
    return of(Outcome.REPLAYED);
  }

  private long of(Outcome outcome) {
    return byReason.values().stream().mapToLong(counts -> number(counts, outcome)).sum();
  }

  private static long number(Map<Outcome, Long> counts, Outcome outcome) {
    return counts.getOrDefault(outcome, 0L);
  }

  void print(PrintWriter out, Ansi ansi, String topic, boolean dry) {
    String replayed = dry ? "would be replayed" : "replayed";
    if (!byReason.isEmpty()) {
      List<List<Object>> rows = new ArrayList<>();
      byReason.forEach(
          (reason, counts) ->
              rows.add(
                  List.of(
                      reason,
                      number(counts, Outcome.REPLAYED),
                      number(counts, Outcome.IN_LAKE),
                      number(counts, Outcome.CUT) + number(counts, Outcome.NO_ORIGIN))));
      new TextTable(List.of("reason", replayed, "in the lake already", "can't be"), rows)
          .printRows(out, true, ansi);
      named.forEach(out::println);
      if (unnamed > 0) {
        out.println("and " + unnamed + " more");
      }
    }
    out.printf(
        "%s: %d %s, %d passed over, %d can't be%n",
        topic, replayed(), replayed, of(Outcome.IN_LAKE), of(Outcome.CUT) + of(Outcome.NO_ORIGIN));
    out.flush();
  }
}
