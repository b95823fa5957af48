package io.tributary.cli.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.CommandFailure;
import io.tributary.pipeline.FeedMetrics;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs of a Flink cluster. */
final class FlinkJobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FlinkJobs.class);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  /** Flink answers from what it has seen some seconds ago. */
  private static final Duration FAILURE_SHOWN_WITHIN = Duration.ofSeconds(10);

  private static final long BETWEEN_LOOKS_MILLIS = 200;
  private static final String PENDING = ".pendingRecords";

  private final RestClusterClient<StandaloneClusterId> client;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
  private final ObjectMapper json = new ObjectMapper();

  private FlinkJobs(RestClusterClient<StandaloneClusterId> client) {
    this.client = client;
  }

  /**
   * Those of the cluster that Flink's own command line would talk to.
   *
   * @param conf the directory of Flink's configuration
   */
  static FlinkJobs of(Path conf) throws Exception {
    return new FlinkJobs(
        new RestClusterClient<>(
            GlobalConfiguration.loadConfiguration(conf.toString()),
            StandaloneClusterId.getInstance()));
  }

  /** The ids of the jobs of a name that have not ended. */
  List<String> alive(String name) throws InterruptedException {
    try {
      List<String> alive = new ArrayList<>();
      for (JobStatusMessage job :
          client.listJobs().get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        if (job.getJobName().equals(name) && !job.getJobState().isTerminalState()) {
          alive.add(job.getJobId().toString());
        }
      }
      return alive;
    } catch (ExecutionException | TimeoutException e) {
      throw new CommandFailure(
          "the cluster doesn't answer (" + root(e) + ")",
          "see that it runs, and that FLINK_CONF_DIR names its configuration",
          e);
    }
  }

  /**
   * Stops it with a savepoint; without drain, so that open windows stay open.
   *
   * @return where the savepoint is
   */
  String stop(String job, String directory, Duration within) throws InterruptedException {
    try {
      return client
          .stopWithSavepoint(
              JobID.fromHexString(job), false, directory, SavepointFormatType.CANONICAL)
          .get(within.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new CommandFailure(
          "job " + job + " could not be stopped with a savepoint (" + root(e) + ")",
          "nothing was changed; look at `tributary flink list`, and try again",
          e);
    }
  }

  /** Cancels it, and returns when it has ended. */
  void cancel(String job) throws IOException, InterruptedException {
    JobID id = JobID.fromHexString(job);
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    try {
      client.cancel(id).get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("{} is not cancelled; it may have ended", job, e);
    }
    while (!state(job).hasEnded()) {
      if (System.nanoTime() > end) {
        throw new CommandFailure(
            "the new job " + job + " doesn't end", "cancel it: nothing else was started");
      }
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
    }
  }

  /** How it is, without looking whether it reads. */
  private JobHealth state(String job) throws IOException, InterruptedException {
    JsonNode details = get("/jobs/" + job);
    JsonNode tasks = details.path("status-counts");
    int running = tasks.path("RUNNING").asInt();
    int all = 0;
    for (JsonNode count : tasks) {
      all += count.asInt();
    }
    long restarts = 0;
    for (JsonNode metric : get("/jobs/" + job + "/metrics?get=numRestarts")) {
      restarts = Math.max(0, metric.path("value").asLong());
    }
    long checkpoints =
        get("/jobs/" + job + "/checkpoints").path("counts").path("completed").asLong();
    return new JobHealth(
        details.path("state").asText(), all > 0 && running == all, restarts, checkpoints, false);
  }

  /**
   * How it is.
   *
   * @param source the name of its source
   */
  JobHealth health(String job, String source) throws IOException, InterruptedException {
    JobHealth state = state(job);
    return state.runsWhole() && reads(job, source)
        ? new JobHealth(
            state.state(), state.runsWhole(), state.restarts(), state.checkpoints(), true)
        : state;
  }

  private boolean reads(String job, String source) throws IOException, InterruptedException {
    for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
      if (vertex.path("name").asText().contains(source)) {
        String metrics =
            "/jobs/" + job + "/vertices/" + vertex.path("id").asText() + "/subtasks/metrics";
        for (JsonNode metric : get(metrics)) {
          String name = metric.path("id").asText();
          boolean isPending = name.endsWith(PENDING);
          if (isPending || name.endsWith("." + FeedMetrics.IN)) {
            String asked = URLEncoder.encode(name, StandardCharsets.UTF_8);
            JsonNode sum = get(metrics + "?agg=sum&get=" + asked).path(0).path("sum");
            if (!sum.isMissingNode() && (sum.asDouble() == 0) == isPending) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  /** Why it failed, in one line; empty when Flink doesn't say. */
  String failure(String job) throws IOException, InterruptedException {
    long end = System.nanoTime() + FAILURE_SHOWN_WITHIN.toNanos();
    String stack = "";
    while (stack.isEmpty() && System.nanoTime() < end) {
      JsonNode newest =
          get("/jobs/" + job + "/exceptions").path("exceptionHistory").path("entries");
      stack = newest.path(0).path("stacktrace").asText("");
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
    }
    String first = stack.lines().findFirst().orElse("");
    return stack
        .lines()
        .filter(line -> line.startsWith("Caused by: "))
        .reduce((earlier, later) -> later)
        .map(line -> line.substring("Caused by: ".length()))
        .orElse(first);
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(client.getWebInterfaceURL() + path))
            .timeout(ANSWER_WITHIN)
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": Flink answers " + answer.statusCode());
    }
    return json.readTree(answer.body());
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String said =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return said.lines().findFirst().orElse("");
  }

  @Override
  public void close() {
    client.close();
  }
}
