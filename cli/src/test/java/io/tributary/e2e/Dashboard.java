package io.tributary.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** Flink's dashboard, or rather the REST API that it and the command line call. */
record Dashboard(int port) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The id of the only job. */
  String runningJob() {
    return json("/jobs").path("jobs").path(0).path("id").asText();
  }

  /** A metric of the first task of the only job that has it; -1 while it isn't known. */
  long metric(String name) {
    String job = "/jobs/" + runningJob();
    for (JsonNode vertex : json(job).path("vertices")) {
      String metrics = job + "/vertices/" + vertex.path("id").asText() + "/metrics";
      for (JsonNode each : json(metrics)) {
        String id = each.path("id").asText();
        if (id.startsWith("0.") && id.endsWith("." + name)) {
          return (long) json(metrics + "?get=" + id).path(0).path("value").asDouble(-1);
        }
      }
    }
    return -1;
  }

  /** The job's state, or what is missing to know it. */
  String state(String job) {
    return json("/jobs/" + job).path("state").asText("not known");
  }

  /** The task managers that a job's tasks run on. */
  Set<String> taskManagers(String job) {
    Set<String> all = new TreeSet<>();
    for (JsonNode vertex : json("/jobs/" + job).path("vertices")) {
      for (JsonNode task :
          json("/jobs/" + job + "/vertices/" + vertex.path("id").asText()).path("subtasks")) {
        all.add(task.path("taskmanager-id").asText());
      }
    }
    return all;
  }

  int completedCheckpoints(String job) {
    return json("/jobs/" + job + "/checkpoints").path("counts").path("completed").asInt();
  }

  /** When the newest completed checkpoint was begun; 0 when none is known. */
  long newestCheckpoint(String job) {
    return json("/jobs/" + job + "/checkpoints")
        .path("latest")
        .path("completed")
        .path("trigger_timestamp")
        .asLong();
  }

  /** Asks for it; the job ends by and by. */
  void stopWithDrain(String job, String savepoints) throws IOException {
    String body =
        JSON.createObjectNode().put("drain", true).put("targetDirectory", savepoints).toString();
    send(
        to("/jobs/" + job + "/stop")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /** An answer as JSON; missing while nobody answers. */
  JsonNode json(String path) {
    try {
      return JSON.readTree(get(path));
    } catch (IOException notYet) {
      return JSON.missingNode();
    }
  }

  /**
   * A page.
   *
   * @throws IOException when nobody answers, and when the answer is no page but an error
   */
  String get(String path) throws IOException {
    return send(to(path));
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .timeout(Duration.ofSeconds(5));
  }

  private static String send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IOException(answer.uri() + " answers " + answer.statusCode());
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
