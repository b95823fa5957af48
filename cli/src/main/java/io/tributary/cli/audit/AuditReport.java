package io.tributary.cli.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.cli.TextTable;
import io.tributary.connectors.json.BoundedJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Help.Ansi;

/** What an audit has found: every record's fate, and what is not as it must be. */
final class AuditReport {
  private static final int EXAMPLES = 5;

  /** What can be wrong. */
  enum Kind {
    /** It must be there and is not. */
    MISSING("missing"),
    /** It is there more than once. */
    DOUBLED("doubled"),
    /** It is there, but nothing that it could come from. */
    UNFOUNDED("unfounded"),
    /** It is there with another content. */
    WRONG("wrong"),
    /** It is not there, and need not be yet. */
    NOT_YET("not yet");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** The judgement over one place or all. */
  enum Verdict {
    HOLDS("ok", "green"),
    NOT_SETTLED("not yet", "yellow"),
    BROKEN("BROKEN", "red");

    private final String word;
    private final String colour;

    Verdict(String word, String colour) {
      this.word = word;
      this.colour = colour;
    }
  }

  /**
   * The fates of a partition's records.
   *
   * @param notYet what may still come: it lies after the newest that is there
   * @param untold what was rejected or lost: the topic of dead letters has deleted some of that
   *     time
   */
  record Fates(
      String topic,
      String partition,
      long in,
      long delivered,
      long rejected,
      long duplicate,
      long late,
      long notYet,
      long lost,
      long untold) {
    /** Stands for all partitions of a topic together, or all topics of the feed's records. */
    static final String ALL = "all";

    /** All partitions of a topic together, or all topics. */
    static Fates sum(String topic, List<Fates> some) {
      long[] all = new long[8];
      for (Fates each : some) {
        all[0] += each.in;
        all[1] += each.delivered;
        all[2] += each.rejected;
        all[3] += each.duplicate;
        all[4] += each.late;
        all[5] += each.notYet;
        all[6] += each.lost;
        all[7] += each.untold;
      }
      return new Fates(topic, ALL, all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7]);
    }
  }

  private static final class Check {
    final String rule;
    long counted;
    final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    final Map<Kind, List<String>> examples = new EnumMap<>(Kind.class);

    Check(String rule) {
      this.rule = rule;
    }

    Verdict verdict() {
      if (counts.isEmpty()) {
        return Verdict.HOLDS;
      }
      return counts.keySet().stream().allMatch(kind -> kind == Kind.NOT_YET)
          ? Verdict.NOT_SETTLED
          : Verdict.BROKEN;
    }
  }

  private final String feed;
  private final List<Fates> fates = new ArrayList<>();
  private final Map<String, Check> checks = new LinkedHashMap<>();
  private final Map<String, Long> rejections = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private long deliveredAnywhere;
  private boolean hasWindows;
  private long windowed;
  private long late;
  private long open;

  AuditReport(String feed) {
    this.feed = feed;
  }

  void fates(Fates some) {
    fates.add(some);
  }

  /** Names a place that is looked at, in the order in which places are shown. */
  void place(String place, String rule) {
    checks.put(place, new Check(rule));
  }

  /** Says how many a place holds. */
  void counted(String place, long number) {
    check(place).counted = number;
  }

  /** Says what is wrong at a place; the first examples are shown. */
  void found(String place, Kind kind, String example) {
    Check check = check(place);
    check.counts.merge(kind, 1L, Long::sum);
    List<String> some = check.examples.computeIfAbsent(kind, k -> new ArrayList<>());
    if (some.size() < EXAMPLES) {
      some.add(example);
    }
  }

  private Check check(String place) {
    Check check = checks.get(place);
    if (check == null) {
      throw new IllegalArgumentException(place + " is no place that is looked at");
    }
    return check;
  }

  void rejected(String reason) {
    rejections.merge(reason, 1L, Long::sum);
  }

  /** Says something that is no fault. */
  void note(String text) {
    notes.add(text);
  }

  void windows(long deliveredRecords, long windowedRecords, long lateRecords, long openRecords) {
    deliveredAnywhere = deliveredRecords;
    hasWindows = true;
    windowed = windowedRecords;
    late = lateRecords;
    open = openRecords;
  }

  /** Of a feed without windows, in place of {@link #windows}. */
  void delivered(long records) {
    deliveredAnywhere = records;
  }

  private boolean hasUntold() {
    return fates.stream().anyMatch(each -> each.untold > 0);
  }

  Verdict verdict() {
    Verdict worst = Verdict.HOLDS;
    for (Check check : checks.values()) {
      worst = check.verdict().compareTo(worst) > 0 ? check.verdict() : worst;
    }
    return worst;
  }

  void print(PrintWriter out, Ansi ansi) {
    List<String> names =
        List.of(
            "topic",
            "partition",
            "in",
            "delivered",
            "rejected",
            "duplicate",
            "late",
            "not yet",
            "lost",
            "can't be told");
    int shown = hasUntold() ? names.size() : names.size() - 1;
    List<List<Object>> rows = new ArrayList<>();
    for (Fates each : fates) {
      List<Object> row =
          List.of(
              each.topic,
              each.partition,
              each.in,
              each.delivered,
              each.rejected,
              each.duplicate,
              each.late,
              each.notYet,
              each.lost,
              each.untold);
      rows.add(row.subList(0, shown));
    }
    new TextTable(names.subList(0, shown), rows).printRows(out, true, ansi);
    out.println();
    out.println("delivered " + deliveredAnywhere + " = " + windowsOfThem());
    if (!rejections.isEmpty()) {
      out.println("dead letters: " + rejections);
    }
    out.println();
    List<List<Object>> places = new ArrayList<>();
    checks.forEach(
        (place, check) ->
            places.add(List.of(place, check.rule, check.counted, check.verdict().word)));
    new TextTable(List.of("place", "rule", "counted", ""), places).printRows(out, true, ansi);
    checks.forEach(
        (place, check) ->
            check.counts.forEach(
                (kind, count) -> {
                  List<String> examples = check.examples.getOrDefault(kind, List.of());
                  out.println(
                      place
                          + ": "
                          + count
                          + " "
                          + kind.word
                          + ": "
                          + String.join("; ", examples)
                          + (count > examples.size() ? "; …" : ""));
                }));
    notes.forEach(out::println);
    out.println();
    Verdict verdict = verdict();
    out.println(ansi.string("@|bold," + verdict.colour + " " + sentence(verdict) + "|@"));
    out.flush();
  }

  private String windowsOfThem() {
    return hasWindows
        ? "windowed %d + late %d%s"
            .formatted(
                windowed,
                late,
                open == 0 ? "" : " + in windows not closed or published yet " + open)
        : "windowed + late: not applicable, there are no windows";
  }

  private String sentence(Verdict verdict) {
    long notYet =
        fates.stream()
            .filter(each -> !each.partition.equals(Fates.ALL))
            .mapToLong(Fates::notYet)
            .sum();
    return switch (verdict) {
      case HOLDS ->
          "in = delivered + rejected + duplicate"
              + (hasUntold() ? " + what can't be told" : "")
              + (hasWindows ? ", delivered = windowed + late" : "")
              + ": holds";
      case NOT_SETTLED ->
          "not settled yet: "
              + notYet
              + " records lie after the newest that is out"
              + (hasWindows ? ", " + open + " are in windows not closed or published" : "")
              + ": wait, or run with --bounded";
      case BROKEN ->
          "broken: "
              + checks.entrySet().stream()
                  .filter(check -> check.getValue().verdict() == Verdict.BROKEN)
                  .map(Map.Entry::getKey)
                  .toList();
    };
  }

  void printJson(PrintWriter out) {
    ObjectMapper mapper = BoundedJson.mapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode json = mapper.createObjectNode();
    json.put("feed", feed);
    json.put(
        "verdict",
        switch (verdict()) {
          case HOLDS -> "holds";
          case NOT_SETTLED -> "not settled";
          case BROKEN -> "broken";
        });
    json.put("delivered", deliveredAnywhere);
    json.put("windowed", hasWindows ? windowed : null);
    json.put("late", hasWindows ? late : null);
    json.put("open", hasWindows ? open : null);
    ArrayNode partitions = json.putArray("partitions");
    for (Fates each : fates) {
      partitions
          .addObject()
          .put("topic", each.topic)
          .put("partition", each.partition)
          .put("in", each.in)
          .put("delivered", each.delivered)
          .put("rejected", each.rejected)
          .put("duplicate", each.duplicate)
          .put("late", each.late)
          .put("not_yet", each.notYet)
          .put("lost", each.lost)
          .put("untold", each.untold);
    }
    ObjectNode reasons = json.putObject("rejections");
    rejections.forEach(reasons::put);
    ArrayNode places = json.putArray("checks");
    checks.forEach(
        (place, check) -> {
          ObjectNode one =
              places
                  .addObject()
                  .put("place", place)
                  .put("rule", check.rule)
                  .put("counted", check.counted)
                  .put("ok", check.counts.isEmpty());
          ArrayNode findings = one.putArray("findings");
          check.counts.forEach(
              (kind, count) -> {
                ObjectNode finding =
                    findings.addObject().put("kind", kind.word).put("count", count);
                ArrayNode examples = finding.putArray("examples");
                check.examples.getOrDefault(kind, List.of()).forEach(examples::add);
              });
        });
    ArrayNode said = json.putArray("notes");
    notes.forEach(said::add);
    try {
      out.println(mapper.writeValueAsString(json));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    out.flush();
  }
}
