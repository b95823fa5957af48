package io.tributary.analytics;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerMetricsTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(tributary_(?:analytics|kafka)_\\w+)` \\| (\\w+) \\|");
  private static final Pattern TYPE =
      Pattern.compile("(?m)^# TYPE (tributary_(?:analytics|kafka)_\\w+) (\\w+)$");

  @TempDir private Path lake;

  @Test
  void areAllOnThePageOnMetricsWithTheirTypes() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "metrics.md"));
    Map<String, String> described = types(ROW, page);
    try (AnalyticsServer server =
        AnalyticsServer.start(Options.of(lake.toString()).at("127.0.0.1", 0))) {
      URI metrics = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
      HttpClient http = HttpClient.newHttpClient();
      // The first answer counts for the second.
      http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.discarding());
      String told =
          http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();

      Map<String, String> types = types(TYPE, told);
      assertThat(types).isNotEmpty();
      assertThat(described).containsAllEntriesOf(types);
      // What has no series yet isn't told at all.
      assertThat(described.keySet())
          .allMatch(
              name ->
                  types.containsKey(name)
                      || name.startsWith("tributary_kafka_")
                      || name.contains("_lake_files")
                      || name.contains("_lake_bytes")
                      || name.contains("_lake_newest"));
    }
  }

  private static Map<String, String> types(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .collect(toMap(match -> match.group(1), match -> match.group(2)));
  }
}
