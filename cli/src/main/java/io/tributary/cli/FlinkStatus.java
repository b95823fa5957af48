package io.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.http.BoundedBody;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.pipeline.FeedMetrics;
import io.tributary.pipeline.Metric;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a running job has done so far, as Flink's REST interface tells it. */
final class FlinkStatus {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The counters that a person wants to see, in the order of the route. */
  private static final List<String> COUNTERS =
      Stream.of(
              FeedMetrics.IN,
              FeedMetrics.DELIVERED,
              FeedMetrics.REJECTED,
              FeedMetrics.DUPLICATES,
              FeedMetrics.LATE,
              FeedMetrics.REVISED)
          .map(Metric::name)
          .toList();

  /** Of these a feed has one: its windows are final, or its results are revised. */
  private static final Set<String> EITHER =
      Set.of(FeedMetrics.LATE.name(), FeedMetrics.REVISED.name());

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final ObjectMapper json = BoundedJson.mapper();
  private final String job;

  /** The metrics that there are, by vertex; asked for until all counters have been seen. */
  private final Map<String, List<String>> metrics = new LinkedHashMap<>();

  FlinkStatus(int port, String jobId) {
    job = "http://127.0.0.1:" + port + "/jobs/" + jobId;
  }

  /**
   * Each of the feed's counters in their order, and its sum over all subtasks; none as long as the
   * job hasn't registered all of them.
   *
   * @throws IOException when Flink does not answer, as in the first moments
   */
  Map<String, Long> counters() throws IOException, InterruptedException {
    if (metrics.isEmpty()) {
      findMetrics();
    }
    Map<String, Long> sums = new LinkedHashMap<>();
    COUNTERS.stream()
        .filter(counter -> isAmong(metrics, counter))
        .forEach(counter -> sums.put(counter, 0L));
    for (Map.Entry<String, List<String>> vertex : metrics.entrySet()) {
      String names = String.join(",", vertex.getValue());
      for (JsonNode each :
          get("/vertices/" + vertex.getKey() + "/subtasks/metrics?agg=sum&get=" + names)) {
        sums.merge(counterOf(each.path("id").asText()), each.path("sum").asLong(), Long::sum);
      }
    }
    return sums;
  }

  private void findMetrics() throws IOException, InterruptedException {
    Map<String, List<String>> found = new LinkedHashMap<>();
    for (JsonNode vertex : get("").path("vertices")) {
      List<String> names = new ArrayList<>();
      for (JsonNode metric : get("/vertices/" + vertex.path("id").asText() + "/subtasks/metrics")) {
        String name = metric.path("id").asText();
        if (!counterOf(name).isEmpty() && !name.contains("clients")) {
          names.add(name);
        }
      }
      if (!names.isEmpty()) {
        found.put(vertex.path("id").asText(), names);
      }
    }
    boolean all =
        COUNTERS.stream().allMatch(counter -> EITHER.contains(counter) || isAmong(found, counter));
    if (all && EITHER.stream().anyMatch(counter -> isAmong(found, counter))) {
      metrics.putAll(found);
    }
  }

  private static boolean isAmong(Map<String, List<String>> found, String counter) {
    return found.values().stream()
        .flatMap(List::stream)
        .anyMatch(name -> name.endsWith("." + counter));
  }

  /** The counter that a metric's full name ends with, or nothing. */
  private static String counterOf(String metric) {
    return COUNTERS.stream().filter(c -> metric.endsWith("." + c)).findFirst().orElse("");
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(job + path)).timeout(PATIENCE).build();
    HttpResponse<String> answer = http.send(request, BoundedBody.text(BoundedJson.ANSWER));
    if (answer.statusCode() != 200) {
      throw new IOException("Flink answers " + answer.statusCode());
    }
    return json.readTree(answer.body());
  }
}
