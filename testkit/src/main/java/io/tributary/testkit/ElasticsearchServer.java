package io.tributary.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real node of Elasticsearch in a JVM of its own, which can be killed and started again on the
 * same data and port. It has no security, no lifecycles and no scripts, which aren't published for
 * Maven; of languages it analyses French, English and Arabic.
 */
public final class ElasticsearchServer implements AutoCloseable {
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

  private final int port = FreePort.any();
  private final ServerProcess process;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ElasticsearchServer(Path directory) throws IOException {
    Path conf = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(
        conf.resolve("log4j2.properties"),
        """
        appender.out.type = Console
        appender.out.name = out
        appender.out.layout.type = PatternLayout
        appender.out.layout.pattern = %d %p %c{1} %m%n
        rootLogger.level = warn
        rootLogger.appenderRef.out.ref = out
        """);
    process =
        new ServerProcess(
            "Elasticsearch",
            directory.resolve("elasticsearch.log"),
            "elasticsearch",
            conf,
            List.of(
                "-Xmx384m",
                "-XX:MaxDirectMemorySize=128m",
                "-Dlog4j2.disable.jmx=true",
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp"))),
            List.of(
                "io.tributary.elasticsearch.SearchServer",
                directory.toString(),
                Integer.toString(port),
                ServerProcess.target("elasticsearch").resolve("modules").toString()),
            this::isHealthy);
  }

  /**
   * Starts a node on any free port, and waits until it answers.
   *
   * @param directory where its data lies; made when missing
   * @throws ServerFailure when it can't start; the message ends with the end of its log
   */
  public static ElasticsearchServer start(Path directory) {
    ElasticsearchServer server = stopped(directory);
    server.startAgain();
    return server;
  }

  /** One that is yet to be started. */
  public static ElasticsearchServer stopped(Path directory) {
    try {
      return new ElasticsearchServer(directory.toAbsolutePath().normalize());
    } catch (IOException e) {
      throw new ServerFailure("can't start Elasticsearch in " + directory, e);
    }
  }

  /** Where it listens, such as {@code http://127.0.0.1:20000}; the same after a restart. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /**
   * Asks it something, and gives its answer.
   *
   * @param path such as {@code /tweets_analyzed/_count}
   * @param body JSON; empty for none
   * @throws IOException if it doesn't answer, or neither well nor that there is no such thing (404)
   */
  public String ask(String method, String path, String body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path)).timeout(ANSWERS_WITHIN);
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> answer =
        answer(request.method(method, BodyPublishers.ofString(body)).build());
    if (answer.statusCode() >= 300 && answer.statusCode() != 404) {
      throw new IOException(
          "%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body()));
    }
    return answer.body();
  }

  /** As {@code kill -9}; returns when it is gone. */
  public void kill() {
    process.kill();
  }

  /** Starts it again on the same data and port; kills it first when it is still running. */
  public void startAgain() {
    process.kill();
    process.start();
  }

  /** Kills the process: nobody needs its data any more. */
  @Override
  public void close() {
    kill();
  }

  private boolean isHealthy() {
    try {
      URI health = URI.create(url() + "/_cluster/health?wait_for_status=yellow&timeout=1s");
      return answer(HttpRequest.newBuilder(health).timeout(ANSWERS_WITHIN).build()).statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private HttpResponse<String> answer(HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Elasticsearch was asked", e);
    }
  }
}
