package io.tributary.cli.upgrade;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.runtime.rest.handler.async.AsynchronousOperationResult;
import org.apache.flink.runtime.rest.messages.job.savepoints.SavepointInfo;
import org.apache.flink.runtime.rest.util.RestMapperUtils;
import org.apache.flink.util.SerializedThrowable;

/**
 * Flink's REST interface and its command line, as a cluster in trouble gives them. Real ones can't
 * be told when to be away.
 */
final class PlayedFlink implements AutoCloseable {
  static final String RUNNING = "11111111111111111111111111111111";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Submits by a file of the job's id; its lines are the arguments. */
  private static final String SCRIPT =
      """
      #!/usr/bin/env bash
      cd "$(dirname "$0")"
      id=$(printf '%%032d' $(($(ls jobs | wc -l) + 1)))
      if [[ -e refused ]]; then
        rm refused
        echo 'Caused by: java.io.IOException: planted refusal'
        exit 1
      fi
      printf '%%s\\n' "$@" >"jobs/$id"
      if [[ $* == *new.jar* && -e checkpoint ]]; then
        mkdir -p "$(cat checkpoint)/$id"
        cp -r "%s" "$(cat checkpoint)/$id/chk-7"
      fi
      echo "Job has been submitted with JobID $id"
      """;

  private final HttpServer server;
  private final Path folder;
  private final Map<String, String> states = new HashMap<>(Map.of(RUNNING, "RUNNING"));
  private final String savepoint;
  private final List<String> asked = new ArrayList<>();
  private int lag;
  private int away;
  private int awayAtCancel;
  private int stopTakes;
  private String stopFails = "";
  private boolean forgets;
  private int savepointSeen;

  /**
   * Starts one with a running job.
   *
   * @param savepoint that stopping it brings
   */
  PlayedFlink(Path folder, Path savepoint) throws IOException {
    this.folder = folder;
    this.savepoint = savepoint.toString();
    Files.createDirectories(folder.resolve("jobs"));
    Files.writeString(script(), SCRIPT.formatted(savepoint));
    Files.setPosixFilePermissions(script(), PosixFilePermissions.fromString("rwx------"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
    Files.writeString(
        folder.resolve("config.yaml"),
        "rest.address: localhost\nrest.retry.max-attempts: 0\nrest.port: "
            + server.getAddress().getPort()
            + "\n");
  }

  FlinkRun commandLine() {
    return new FlinkRun(script(), folder);
  }

  /** The new job fails after its first checkpoint, which it has written there. */
  synchronized void newJobFailsWithACheckpointIn(Path checkpoints) throws IOException {
    Files.writeString(folder.resolve("checkpoint"), checkpoints.toString());
  }

  /** The next submission fails. */
  void refuseOnce() throws IOException {
    Files.writeString(folder.resolve("refused"), "");
  }

  /** What is left to read in every job, as its source says. */
  synchronized void setLag(int records) {
    lag = records;
  }

  /** From the moment that the new job is to be cancelled, so many requests aren't answered. */
  synchronized void beAwayAtCancel(int requests) {
    awayAtCancel = requests;
  }

  /** Knows nothing of the new job any more once it was to be cancelled. */
  synchronized void forgetAtCancel() {
    forgets = true;
  }

  /** The stop is asked for so often until it is done. */
  synchronized void stopTakes(int looks) {
    stopTakes = looks;
  }

  /**
   * The stop ends with an error.
   *
   * @param state the old job's then
   */
  synchronized void stopFails(String reason, String state) {
    stopFails = reason;
    states.put(RUNNING, state);
  }

  /** The answer about the stop is lost; the savepoint is seen so often, and then the job ends. */
  synchronized void stopIsLostSightOf(int looks) {
    stopFails = "planted: who are you?";
    savepointSeen = looks;
  }

  /** The requests that change something, in their order. */
  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  /** The arguments of each submission, in their order. */
  List<String> submissions() throws IOException {
    List<String> all = new ArrayList<>();
    for (String job : submitted()) {
      all.add(String.join(" ", Files.readAllLines(folder.resolve("jobs").resolve(job))));
    }
    return all;
  }

  private List<String> submitted() throws IOException {
    try (Stream<Path> jobs = Files.list(folder.resolve("jobs"))) {
      return jobs.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private Path script() {
    return folder.resolve("tributary");
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().toString().replaceFirst("^/v1", "");
    if (!method.equals("GET")) {
      asked.add(method + " " + path);
    }
    if (method.equals("PATCH") && awayAtCancel > 0) {
      away = awayAtCancel;
      awayAtCancel = 0;
    }
    String[] parts = path.split("[/?]");
    String answer = away-- > 0 ? "" : answer(method, path, parts);
    byte[] bytes =
        (answer.isEmpty() ? "{\"errors\":[\"away\"]}" : answer).getBytes(StandardCharsets.UTF_8);
    int status = 200;
    if (answer.isEmpty()) {
      status = 503;
    } else if (answer.equals("unknown")) {
      status = 404;
    }
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String answer(String method, String path, String... parts) throws IOException {
    if (path.equals("/jobs/overview")) {
      return overview();
    }
    String job = parts[2];
    if (method.equals("PATCH")) {
      states.put(job, forgets ? "unknown" : "CANCELED");
      return "{}";
    }
    if (method.equals("POST")) {
      return "{\"request-id\":\"" + RUNNING + "\"}";
    }
    String state = states.getOrDefault(job, "RUNNING");
    if (state.equals("unknown")) {
      return "unknown";
    }
    if (path.contains("/savepoints/")) {
      return stopping();
    }
    if (path.contains("/subtasks/metrics")) {
      return path.contains("get=")
          ? "[{\"id\":\"source.pendingRecords\",\"max\":" + lag + "}]"
          : "[{\"id\":\"source.pendingRecords\"}]";
    }
    if (path.contains("/metrics")) {
      boolean fails =
          Files.exists(folder.resolve("checkpoint"))
              && !job.equals(RUNNING)
              && Files.readString(folder.resolve("jobs").resolve(job)).contains("new.jar");
      return "[{\"id\":\"numRestarts\",\"value\":\"" + (fails ? 1 : 0) + "\"}]";
    }
    if (path.contains("/checkpoints") && savepointSeen > 0) {
      if (--savepointSeen == 0) {
        states.put(RUNNING, "FINISHED");
      }
      return "{\"history\":[{\"is_savepoint\":true,\"status\":\"IN_PROGRESS\"}]}";
    }
    if (path.contains("/checkpoints")) {
      return "{\"counts\":{\"completed\":3}}";
    }
    if (path.contains("/exceptions")) {
      return "{\"exceptionHistory\":{\"entries\":[{\"stacktrace\":\"planted failure\"}]}}";
    }
    return "{\"state\":\""
        + state
        + "\",\"status-counts\":{\"RUNNING\":1,\"FINISHED\":0},"
        + "\"vertices\":[{\"id\":\"v\",\"name\":\"Source: tickets.source\"}]}";
  }

  private String overview() throws IOException {
    ObjectNode all = JSON.createObjectNode();
    List<String> ids = new ArrayList<>(submitted());
    ids.add(RUNNING);
    for (String id : ids) {
      String state = states.getOrDefault(id, "RUNNING");
      if (!state.equals("unknown")) {
        ObjectNode job = all.withArray("jobs").addObject();
        job.put("jid", id).put("name", "tickets").put("state", state);
        for (String number :
            List.of(
                "start-time", "end-time", "duration", "last-modification", "pending-operators")) {
          job.put(number, 0);
        }
        job.putObject("tasks").put("total", 1);
      }
    }
    return all.toString();
  }

  private String stopping() throws IOException {
    if (stopTakes-- > 0) {
      return "{\"status\":{\"id\":\"IN_PROGRESS\"}}";
    }
    if (stopFails.isEmpty()) {
      states.put(RUNNING, "FINISHED");
    }
    return RestMapperUtils.getStrictObjectMapper()
        .writeValueAsString(
            AsynchronousOperationResult.completed(
                stopFails.isEmpty()
                    ? new SavepointInfo(savepoint, null)
                    : new SavepointInfo(
                        null, new SerializedThrowable(new IOException(stopFails)))));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
