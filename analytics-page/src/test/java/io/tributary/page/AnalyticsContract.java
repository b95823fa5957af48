package io.tributary.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the page as the analytics server does, with its security headers, and answers as the API's
 * document says; with the faults that a test asks for. It listens on a port of its own, so each
 * test's page has storage of its own as well.
 */
final class AnalyticsContract implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  final Answers answers = new Answers();

  /** Path and query of every question, and what it sent as Last-Event-ID. */
  final List<String> questions = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Integer> refused = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
  private final List<OutputStream> listeners = new CopyOnWriteArrayList<>();
  private volatile String token = "";
  private volatile int pageSize = Integer.MAX_VALUE;
  private volatile String lastEvent = "";

  AnalyticsContract() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Answers questions whose path begins so with this status, until {@link #accept}. */
  void refuse(String path, int status) {
    refused.put(path, status);
  }

  void accept(String path) {
    refused.remove(path);
  }

  /** Lets questions whose path begins so wait until {@link #release}. */
  void hold(String path) {
    held.put(path, new CountDownLatch(1));
  }

  void release(String path) {
    held.remove(path).countDown();
  }

  void protect(String secret) {
    token = secret;
  }

  void pageBy(int items) {
    pageSize = items;
  }

  /** Sends an event to all who listen, and to whoever comes later. */
  void send(int id, ObjectNode event) {
    lastEvent = "id: " + id + "\nevent: live\ndata: " + event + "\n\n";
    listeners.forEach(listener -> write(listener, lastEvent));
  }

  /** Ends all streams, as a server that is restarted does. */
  void dropListeners() {
    for (OutputStream listener : listeners) {
      listeners.remove(listener);
      try {
        listener.close();
      } catch (IOException alreadyGone) {
        // That is what was wanted.
      }
    }
  }

  int listeners() {
    return listeners.size();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(1);
    boolean ofTheApi = path.startsWith("analytics/") || path.equals("health");
    if (!ofTheApi) {
      file(exchange, path.isEmpty() ? "index.html" : path);
      return;
    }
    String again = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    questions.add(exchange.getRequestURI() + (again == null ? "" : " after " + again));
    waitFor(path);
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    if (!token.isEmpty() && !("Bearer " + token).equals(shown)) {
      problem(exchange, 401, "a token is needed");
      return;
    }
    for (Map.Entry<String, Integer> each : refused.entrySet()) {
      if (path.startsWith(each.getKey())) {
        problem(exchange, each.getValue(), "the disk <b>is</b> full");
        return;
      }
    }
    if (path.equals("analytics/live")) {
      listen(exchange, again);
      return;
    }
    String raw = exchange.getRequestURI().getRawPath().substring(1);
    json(exchange, 200, "application/json", answerTo(raw, query(exchange)));
  }

  private void waitFor(String path) {
    for (Map.Entry<String, CountDownLatch> each : held.entrySet()) {
      if (path.startsWith(each.getKey())) {
        try {
          each.getValue().await();
        } catch (InterruptedException closing) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private JsonNode answerTo(String path, Map<String, String> asked) {
    String[] parts = path.split("/", -1);
    String feed = URLDecoder.decode(parts[Math.min(1, parts.length - 1)], StandardCharsets.UTF_8);
    if (path.equals("health")) {
      return answers.health();
    } else if (parts[1].equals("overview")) {
      return answers.overview();
    } else if (parts[1].equals("summary")) {
      return answers.summary(asked);
    } else if (parts[1].startsWith("by_")) {
      return paged(answers.by(parts[1].substring(3)), asked);
    } else if (parts[2].equals("quality")) {
      return answers.quality(feed);
    }
    return paged(answers.metrics(feed, asked), asked);
  }

  private ObjectNode paged(ObjectNode answer, Map<String, String> asked) {
    ArrayNode all = (ArrayNode) answer.get("items");
    int first = Integer.parseInt(asked.getOrDefault("cursor", "0"));
    int size = Math.min(pageSize, Integer.parseInt(asked.getOrDefault("limit", "100")));
    ArrayNode page = answer.putArray("items");
    int end = Math.min(all.size(), first + size);
    for (int i = first; i < end; i++) {
      page.add(all.get(i));
    }
    return answer.put("next", end < all.size() ? Integer.toString(end) : null);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new TreeMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        String[] sides = pair.split("=", 2);
        query.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  private void listen(HttpExchange exchange, String again) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    write(body, "retry: 100\n\n: still here\n\n");
    if (again == null) {
      write(body, lastEvent);
    }
    listeners.add(body);
  }

  private void write(OutputStream listener, String text) {
    try {
      listener.write(text.getBytes(StandardCharsets.UTF_8));
      listener.flush();
    } catch (IOException gone) {
      listeners.remove(listener);
    }
  }

  private static void problem(HttpExchange exchange, int status, String detail) throws IOException {
    ObjectNode problem = JSON.createObjectNode().put("type", "about:blank").put("status", status);
    json(exchange, status, "application/problem+json", problem.put("detail", detail));
  }

  private static void json(HttpExchange exchange, int status, String type, JsonNode body)
      throws IOException {
    send(exchange, status, type, JSON.writeValueAsBytes(body));
  }

  private static void file(HttpExchange exchange, String path) throws IOException {
    try (InputStream file = AnalyticsContract.class.getResourceAsStream("/page/" + path)) {
      if (file == null) {
        problem(exchange, 404, "there is no " + path);
        return;
      }
      String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
      send(exchange, 200, type, file.readAllBytes());
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    held.values().forEach(CountDownLatch::countDown);
    server.stop(0);
    threads.shutdownNow();
  }
}
