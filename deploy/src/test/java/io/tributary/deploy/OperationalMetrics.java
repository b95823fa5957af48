package io.tributary.deploy;

import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The names that the jobs give to Flink's metrics, read in their sources, and those in queries. */
final class OperationalMetrics {
  private static final String OPERATOR = "flink_taskmanager_job_task_operator_";
  private static final Pattern NAME =
      Pattern.compile("static final String \\w+\\s+= \"([a-z_]+)\";");
  private static final Pattern IN_A_QUERY = Pattern.compile("\\bflink_\\w+");
  private static final List<String> SOURCES =
      List.of(
          "connectors/src/main/java/io/tributary/connectors/collect/CollectMetrics.java",
          "connectors/src/main/java/io/tributary/connectors/model/ModelMetrics.java",
          "connectors/src/main/java/io/tributary/connectors/ocr/DocumentMetrics.java",
          "connectors/src/main/java/io/tributary/connectors/upsert/UpsertMetrics.java",
          "connectors/src/main/java/io/tributary/connectors/openai/ChatMetrics.java",
          "jobs/src/main/java/io/tributary/jobs/texts/ServedClassifier.java",
          "pipeline-core/src/main/java/io/tributary/pipeline/FeedMetrics.java");

  private OperationalMetrics() {}

  /** All of them, as they stand in the sources. */
  static Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (String source : SOURCES) {
      Set<String> found = matches(NAME, Documents.text(source), match -> match.group(1));
      if (found.isEmpty()) {
        throw new IllegalStateException(source + " names no metric: say where they are now");
      }
      names.addAll(found);
    }
    return names;
  }

  /**
   * What a query, or a document of many, asks of Flink.
   *
   * @return names as in the sources; others as they are
   */
  static Set<String> askedFor(String queries) {
    return matches(
        IN_A_QUERY,
        queries,
        match ->
            match.group().startsWith(OPERATOR)
                ? match.group().substring(OPERATOR.length())
                : match.group());
  }

  private static Set<String> matches(
      Pattern pattern, String text, Function<MatchResult, String> name) {
    return pattern.matcher(text).results().map(name).collect(toSet());
  }
}
