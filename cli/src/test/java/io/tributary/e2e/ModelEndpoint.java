package io.tributary.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** TensorFlow Serving's REST contract without a model: every text is about sports. */
final class ModelEndpoint implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODEL = "/v1/models/text_classifier";
  private static final String PREDICTION =
      "{\"labels\":[\"politics\",\"sports\"],\"probabilities\":[0.25,0.75]}";

  private final HttpServer server;
  private final ExecutorService connections = Executors.newCachedThreadPool();
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
  private volatile int status = 200;
  private volatile Duration delay = Duration.ZERO;

  private ModelEndpoint() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(connections);
    server.createContext(MODEL, this::handle);
    server.start();
  }

  static ModelEndpoint start() throws IOException {
    return new ModelEndpoint();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on every answer is of this status. */
  ModelEndpoint answerWith(int status) {
    this.status = status;
    return this;
  }

  /** From now on predictions take so long. */
  void answerAfter(Duration delay) {
    this.delay = delay;
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonNode asked = JSON.readTree(exchange.getRequestBody().readAllBytes());
    String verb = exchange.getRequestURI().getPath().substring(MODEL.length());
    if (status != 200) {
      answer(exchange, status, "{\"error\":\"as the test wants\"}");
    } else if (verb.isEmpty()) {
      answer(
          exchange,
          200,
          "{\"model_version_status\":[{\"version\":\"1\",\"state\":\"AVAILABLE\"}]}");
    } else if (verb.equals("/versions/1:predict")) {
      String predictions =
          String.join(",", Collections.nCopies(asked.path("instances").size(), PREDICTION));
      later.schedule(
          () -> {
            answer(exchange, 200, "{\"predictions\":[" + predictions + "]}");
            return null;
          },
          delay.toMillis(),
          TimeUnit.MILLISECONDS);
    } else {
      answer(exchange, 404, "{\"error\":\"not found\"}");
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    later.shutdownNow();
    connections.shutdownNow();
  }
}
