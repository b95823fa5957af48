package io.tributary.benchmarks.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Questions to the only running job of a Flink cluster, by its REST API. */
public final class FlinkRest {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  /** What it answers while the cluster elects its leader. */
  private static final int NOT_YET = 503;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final int port;

  /** A cluster on this machine. */
  public FlinkRest(int port) {
    this.port = port;
  }

  /** The running job's id; nothing while there is none, or no cluster yet. */
  public Optional<String> runningJob() throws IOException, InterruptedException {
    HttpResponse<String> overview;
    try {
      overview = ask("/jobs/overview");
    } catch (ConnectException starting) {
      return Optional.empty();
    }
    if (overview.statusCode() == NOT_YET) {
      return Optional.empty();
    }
    for (JsonNode job : read("/jobs/overview", overview).path("jobs")) {
      if (job.path("state").asText().equals("RUNNING") && runsWhole(job)) {
        return Optional.of(job.path("jid").asText());
      }
    }
    return Optional.empty();
  }

  /** The id of the task that runs a step. */
  public String vertex(String job, String step) throws IOException, InterruptedException {
    for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
      if (vertex.path("name").asText().contains(step)) {
        return vertex.path("id").asText();
      }
    }
    throw new IllegalStateException("the job has no step " + step);
  }

  /** The sum over a task's subtasks of the metric whose name ends so; nothing while unknown. */
  public Optional<Double> sum(String job, String vertex, String metric)
      throws IOException, InterruptedException {
    String metrics = "/jobs/" + job + "/vertices/" + vertex + "/subtasks/metrics";
    for (JsonNode known : get(metrics)) {
      String name = known.path("id").asText();
      if (name.endsWith(metric)) {
        JsonNode value = get(metrics + "?agg=sum&get=" + encoded(name)).path(0).path("sum");
        return value.isMissingNode() ? Optional.empty() : Optional.of(value.asDouble());
      }
    }
    return Optional.empty();
  }

  /** The newest checkpoints, newest first, as Flink describes them. */
  public JsonNode checkpoints(String job) throws IOException, InterruptedException {
    return get("/jobs/" + job + "/checkpoints").path("history");
  }

  /** One task's part of a checkpoint, as Flink describes it. */
  public JsonNode checkpoint(String job, long id, String vertex)
      throws IOException, InterruptedException {
    return get("/jobs/" + job + "/checkpoints/details/" + id).path("tasks").path(vertex);
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return read(path, ask(path));
  }

  private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(ANSWER_WITHIN)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode read(String path, HttpResponse<String> response) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException(path + ": " + response.statusCode() + " " + response.body());
    }
    return json.readTree(response.body());
  }

  private static boolean runsWhole(JsonNode job) {
    JsonNode tasks = job.path("tasks");
    return tasks.path("total").asInt() > 0
        && tasks.path("running").asInt() == tasks.path("total").asInt();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
