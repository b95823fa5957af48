package io.tributary.connectors.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/**
 * What is before an Elasticsearch that has too much to do: every third request to write is turned
 * away, and of the others every tenth document.
 */
final class BusyProxy implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final String target;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Random random = new Random(1);
  private final AtomicInteger bulks = new AtomicInteger();
  final AtomicInteger requestsTurnedAway = new AtomicInteger();
  final AtomicInteger documentsTurnedAway = new AtomicInteger();

  BusyProxy(String target) throws IOException {
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
        body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
      }
      if (!exchange.getRequestURI().getPath().endsWith("_bulk")) {
        HttpResponse<byte[]> answer = forward(exchange, body);
        reply(exchange, answer.statusCode(), answer.body());
      } else if (bulks.incrementAndGet() % 3 == 0) {
        requestsTurnedAway.incrementAndGet();
        reply(
            exchange,
            429,
            "{\"error\":{\"type\":\"circuit_breaking_exception\",\"reason\":\"too much\"},\"status\":429}"
                .getBytes(StandardCharsets.UTF_8));
      } else {
        reply(exchange, 200, someOf(exchange, body));
      }
    }
  }

  private byte[] someOf(HttpExchange exchange, byte[] body) throws IOException {
    List<String> lines = new String(body, StandardCharsets.UTF_8).lines().toList();
    StringBuilder passed = new StringBuilder();
    List<Boolean> turnedAway = new ArrayList<>();
    for (int i = 0; i < lines.size(); i += 2) {
      boolean busy;
      synchronized (random) {
        busy = random.nextInt(10) == 0;
      }
      turnedAway.add(busy);
      if (!busy) {
        passed.append(lines.get(i)).append('\n').append(lines.get(i + 1)).append('\n');
      }
    }
    ArrayNode theirs = JSON.createArrayNode();
    if (!passed.isEmpty()) {
      JsonNode answer =
          JSON.readTree(
              forward(exchange, passed.toString().getBytes(StandardCharsets.UTF_8)).body());
      theirs = (ArrayNode) answer.path("items");
    }
    ObjectNode merged = JSON.createObjectNode();
    merged.put("errors", true);
    ArrayNode items = merged.putArray("items");
    int next = 0;
    for (boolean busy : turnedAway) {
      if (busy) {
        documentsTurnedAway.incrementAndGet();
        ObjectNode item = items.addObject().putObject("index");
        item.put("status", 429);
        item.putObject("error").put("type", "es_rejected_execution_exception");
      } else {
        items.add(theirs.get(next++));
      }
    }
    return JSON.writeValueAsBytes(merged);
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()));
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null) {
      request.header("Content-Type", type);
    }
    try {
      return client.send(
          request.method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body)).build(),
          BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
