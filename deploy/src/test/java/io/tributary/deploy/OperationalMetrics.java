package io.tributary.deploy;

import static java.util.stream.Collectors.toSet;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The names of all metrics, as docs/metrics.md has them from the code, and those in queries. */
final class OperationalMetrics {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| (counter|gauge|histogram) \\|");
  private static final Pattern IN_A_QUERY = Pattern.compile("\\b(?:flink|tributary)_\\w+");

  /** What Prometheus makes of one histogram. */
  private static final Set<String> SERIES = Set.of("", "_count", "_sum", "_bucket");

  private OperationalMetrics() {}

  /** All of them, as Prometheus knows them. */
  static Set<String> names() {
    Set<String> names = new HashSet<>();
    ROW.matcher(Documents.text("docs/metrics.md"))
        .results()
        .forEach(
            row -> {
              names.add(row.group(1));
              if (row.group(2).equals("histogram")) {
                SERIES.forEach(suffix -> names.add(row.group(1) + suffix));
              }
            });
    return names;
  }

  /** What a query, or a document of many, asks for. */
  static Set<String> askedFor(String queries) {
    return IN_A_QUERY.matcher(queries).results().map(match -> match.group()).collect(toSet());
  }
}
