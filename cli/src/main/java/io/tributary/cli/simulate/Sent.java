package io.tributary.cli.simulate;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts the records that were sent. Not thread-safe. */
final class Sent {
  private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
  private final Map<Fate, Map<Oddity, Long>> oddities = new EnumMap<>(Fate.class);
  private final Map<String, Long> topics = new TreeMap<>();

  void add(SimulatedRecord record) {
    fates.merge(record.fate(), 1L, Long::sum);
    topics.merge(record.topic(), 1L, Long::sum);
    record
        .oddity()
        .ifPresent(
            oddity ->
                oddities
                    .computeIfAbsent(record.fate(), fate -> new HashMap<>())
                    .merge(oddity, 1L, Long::sum));
  }

  /** Prints what has been sent where, how fast, and what it is meant to meet. */
  void print(PrintWriter out, long delivered, double seconds) {
    out.printf(
        "%s: %d sent in %.1f s (%.0f/s)%n",
        String.join(", ", topics.keySet()), delivered, seconds, delivered / seconds);
    out.println("  " + summary());
    details().forEach(line -> out.println("  " + line));
  }

  /** How many there are of each fate, in one line. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%d valid, %d late, %d duplicates, %d invalid",
        fates.getOrDefault(Fate.VALID, 0L),
        fates.getOrDefault(Fate.LATE, 0L),
        fates.getOrDefault(Fate.DUPLICATE, 0L),
        fates.getOrDefault(Fate.INVALID, 0L));
  }

  /** What was odd about how many, and how many went to each of several topics. */
  private List<String> details() {
    List<String> lines =
        oddities.entrySet().stream()
            .map(
                fate ->
                    fate.getKey().name().toLowerCase(Locale.ROOT) + ": " + list(fate.getValue()))
            .collect(Collectors.toList());
    if (topics.size() > 1) {
      lines.add(
          topics.entrySet().stream()
              .map(topic -> topic.getKey() + " " + topic.getValue())
              .collect(Collectors.joining(", ")));
    }
    return lines;
  }

  private static String list(Map<Oddity, Long> oddities) {
    return oddities.entrySet().stream()
        .sorted(Comparator.comparingInt(oddity -> oddity.getKey().ordinal()))
        .map(oddity -> oddity.getKey().label() + " " + oddity.getValue())
        .collect(Collectors.joining(", "));
  }
}
