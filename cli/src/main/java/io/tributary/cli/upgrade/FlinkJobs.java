package io.tributary.cli.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.connectors.http.BoundedBody;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.pipeline.FeedMetrics;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
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

  /** After a job manager's death; the next one lists jobs only when it has taken them over. */
  private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(10);

  private static final long BETWEEN_LOOKS_MILLIS = 200;
  private static final String PENDING = ".pendingRecords";

  private final RestClusterClient<StandaloneClusterId> client;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
  private final ObjectMapper json = BoundedJson.mapper();

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
  List<String> alive(String name) throws IOException, InterruptedException {
    return ids(name, job -> !job.getJobState().isGloballyTerminalState());
  }

  /** The ids of the jobs of a name that the cluster knows of; of the ended ones it forgets some. */
  List<String> known(String name) throws IOException, InterruptedException {
    return ids(name, job -> true);
  }

  private List<String> ids(String name, Predicate<JobStatusMessage> which)
      throws IOException, InterruptedException {
    try {
      return client.listJobs().get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS).stream()
          .filter(job -> job.getJobName().equals(name))
          .filter(which)
          .map(job -> job.getJobId().toString())
          .toList();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the cluster doesn't answer (" + root(e) + ")", e);
    }
  }

  /**
   * Asks for a stop with a savepoint; without drain, so that open windows stay open. Flink goes on
   * with it whether somebody waits or not.
   *
   * @return where the savepoint is, once the job has ended
   */
  Future<String> stop(String job, String directory) {
    return client.stopWithSavepoint(
        JobID.fromHexString(job), false, directory, SavepointFormatType.CANONICAL);
  }

  /**
   * Cancels it, and returns when it has ended. It asks again and again: a job manager that was away
   * comes back with a job that nobody has cancelled.
   *
   * @throws IOException when it has not ended in time, or nobody can tell
   */
  void cancel(String job, Duration within) throws IOException, InterruptedException {
    long end = System.nanoTime() + within.toNanos();
    while (true) {
      try {
        client.cancel(JobID.fromHexString(job)).get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        LOG.info("{} is not cancelled; it may have ended", job, e);
      }
      IOException open = new IOException("job " + job + " doesn't end");
      try {
        if (hasEnded(job)) {
          return;
        }
      } catch (IOException notNow) {
        open = notNow;
      }
      if (System.nanoTime() > end) {
        throw open;
      }
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
    }
  }

  /**
   * Whether it will never run again. A job manager that answers has taken over all jobs that it
   * will take over; one that was lost with its job manager is not among them.
   */
  boolean hasEnded(String job) throws IOException, InterruptedException {
    long end = System.nanoTime() + TAKEN_OVER_WITHIN.toNanos();
    Optional<JsonNode> details = find("/jobs/" + job);
    while (details.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
      details = find("/jobs/" + job);
    }
    return details.isEmpty() || JobHealth.hasEnded(details.get().path("state").asText());
  }

  /** Whether all its tasks run, and no savepoint is being taken that would stop them. */
  boolean runsOn(String job) throws IOException, InterruptedException {
    for (JsonNode each : get("/jobs/" + job + "/checkpoints").path("history")) {
      if (each.path("is_savepoint").asBoolean()
          && each.path("status").asText().equals("IN_PROGRESS")) {
        return false;
      }
    }
    return state(job).runsWhole();
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

  /** Unknown is not yet: a lag is below 0 until the broker has said what there is to read. */
  private boolean reads(String job, String source) throws IOException, InterruptedException {
    for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
      if (vertex.path("name").asText().contains(source)) {
        String metrics =
            "/jobs/" + job + "/vertices/" + vertex.path("id").asText() + "/subtasks/metrics";
        for (JsonNode metric : get(metrics)) {
          String name = metric.path("id").asText();
          boolean isPending = name.endsWith(PENDING);
          if (isPending || name.endsWith("." + FeedMetrics.IN.name())) {
            String asked = URLEncoder.encode(name, StandardCharsets.UTF_8);
            // The highest lag: a subtask without a partition never knows one.
            JsonNode max = get(metrics + "?agg=max&get=" + asked).path(0).path("max");
            if (max.isNumber() && (isPending ? max.asDouble() == 0 : max.asDouble() > 0)) {
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
    return FlinkRun.innermostCause(stack).orElse(first);
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return find(path).orElseThrow(() -> new IOException(path + ": Flink answers 404"));
  }

  /** Nothing when Flink answers that there is no such thing. */
  private Optional<JsonNode> find(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(client.getWebInterfaceURL() + path))
            .timeout(ANSWER_WITHIN)
            .build();
    var answer = http.send(request, BoundedBody.text(BoundedJson.ANSWER));
    return switch (answer.statusCode()) {
      case 200 -> Optional.of(json.readTree(answer.body()));
      case 404 -> Optional.empty();
      default -> throw new IOException(path + ": Flink answers " + answer.statusCode());
    };
  }

  /** The first line of what the innermost cause says. */
  static String root(Throwable failure) {
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
