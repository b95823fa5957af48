package io.tributary.analytics;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers as a Flink's REST interface does; what a test doesn't say is not there. */
final class FlinkAnswers implements AutoCloseable {
  /** By path and query. */
  final Map<String, String> answers = new ConcurrentHashMap<>();

  private final HttpServer server;

  FlinkAnswers() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          String answer = answers.get(exchange.getRequestURI().toString());
          byte[] bytes = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A running job of one operator, which has counted so many records. */
  void runs(String feed, String job, int records) {
    answers.put(
        "/jobs/overview",
        "{\"jobs\":[{\"jid\":\"%s\",\"name\":\"%s\",\"state\":\"RUNNING\"}]}".formatted(job, feed));
    answers.put("/jobs/" + job, "{\"vertices\":[{\"id\":\"v1\"}]}");
    String metrics = "/jobs/" + job + "/vertices/v1/subtasks/metrics";
    answers.put(metrics, "[{\"id\":\"route.records_in\"}]");
    answers.put(
        metrics + "?agg=sum&get=route.records_in",
        "[{\"id\":\"route.records_in\",\"sum\":%d.0}]".formatted(records));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
