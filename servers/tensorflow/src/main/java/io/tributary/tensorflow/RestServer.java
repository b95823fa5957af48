package io.tributary.tensorflow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A server for tests that speaks TensorFlow Serving's REST API and answers from real SavedModels.
 * It can be told to fail, at {@code /faults}, which the real one doesn't have.
 */
public final class RestServer {
  private static final String JSON = "application/json";
  private static final String HTML = "text/html";
  private static final long LOOK_SECONDS = 1;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(com.fasterxml.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private final RestApi api;
  private final FaultSwitch faults = new FaultSwitch();
  private final Counts counts = new Counts();

  private RestServer(ServedVersions versions) {
    api = new RestApi(versions);
  }

  /**
   * Serves until it is killed.
   *
   * @param args the port, and the folder of the models
   */
  public static void main(String[] args) throws IOException {
    ServedVersions versions = new ServedVersions(Path.of(args[1]));
    versions.look();
    ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
    looking.scheduleWithFixedDelay(
        () -> look(versions), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    RestServer rest = new RestServer(versions);
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
    server.createContext("/", rest::handle);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  /** An error ends a schedule: it is said, and the next second has another try. */
  private static void look(ServedVersions versions) {
    try {
      versions.look();
    } catch (RuntimeException e) {
      e.printStackTrace();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    try {
      if (path.startsWith("/faults")) {
        control(exchange, method, path);
      } else if (!path.startsWith("/v1/")) {
        send(exchange, 404, HTML, page("404 Not Found"));
      } else if (RestApi.isPrediction(method, path)) {
        predict(exchange, path);
      } else {
        send(exchange, 200, JSON, api.answer(method, path));
      }
    } catch (ApiError e) {
      send(exchange, e.status(), JSON, AnswerJson.error(e.message()));
    } catch (RuntimeException e) {
      e.printStackTrace();
      send(exchange, 500, JSON, AnswerJson.error(e.toString()));
    }
  }

  private void predict(HttpExchange exchange, String path) throws IOException, ApiError {
    counts.begin();
    boolean hangs = false;
    try {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Optional<Faults.Fault> fault = faults.next();
      TimeUnit.MILLISECONDS.sleep(faults.delayMillis());
      RestApi.Prediction asked = RestApi.prediction(path, body);
      StringTensor input = api.input(asked);
      counts.batch(input.values().size());
      if (fault.isPresent()) {
        counts.fault();
        hangs = fault.get().kind() == Faults.Kind.HANG;
        fail(exchange, fault.get(), asked, input);
      } else {
        String json = AnswerJson.of(asked.request().format(), api.predict(asked, input));
        counts.answered(input.values().size());
        send(exchange, 200, JSON, json);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!hangs) {
        counts.end(1);
      }
    }
  }

  private void fail(
      HttpExchange exchange, Faults.Fault fault, RestApi.Prediction asked, StringTensor input)
      throws IOException, ApiError {
    switch (fault.kind()) {
      case STATUS -> {
        if (fault.retryAfter() != null) {
          exchange.getResponseHeaders().set("Retry-After", fault.retryAfter());
        }
        send(
            exchange,
            fault.status(),
            JSON,
            AnswerJson.error("a fault of status " + fault.status()));
      }
      case HANG -> faults.hang(exchange);
      case DROP -> exchange.close();
      case NO_JSON -> send(exchange, 200, HTML, page("Welcome"));
      case EMPTY -> send(exchange, 200, JSON, "");
      case CUT_OFF -> {
        byte[] whole = bytes(AnswerJson.of(asked.request().format(), api.predict(asked, input)));
        exchange.getResponseHeaders().set("Content-Type", JSON);
        exchange.sendResponseHeaders(200, whole.length);
        exchange.getResponseBody().write(whole, 0, whole.length / 2);
        exchange.getResponseBody().flush();
        exchange.close();
      }
      case FEWER_PREDICTIONS, MISSING_OUTPUT, NO_NUMBERS, NAN ->
          send(
              exchange,
              200,
              JSON,
              AnswerJson.of(
                  asked.request().format(), wrong(fault.kind(), api.predict(asked, input))));
    }
  }

  private static Map<String, List<List<Object>>> wrong(
      Faults.Kind kind, Map<String, List<List<Object>>> outputs) {
    TreeMap<String, List<List<Object>>> wrong = new TreeMap<>(outputs);
    switch (kind) {
      case FEWER_PREDICTIONS -> wrong.replaceAll((key, rows) -> rows.subList(0, rows.size() - 1));
      case MISSING_OUTPUT -> wrong.pollLastEntry();
      default ->
          wrong.replaceAll(
              (key, rows) ->
                  rows.stream()
                      .map(
                          row ->
                              row.get(0) instanceof Float
                                  ? Collections.<Object>nCopies(
                                      row.size(), kind == Faults.Kind.NAN ? Float.NaN : "high")
                                  : row)
                      .toList());
    }
    return wrong;
  }

  private void control(HttpExchange exchange, String method, String path)
      throws IOException, ApiError {
    switch (method + " " + path) {
      case "PUT /faults" -> {
        try {
          counts.end(faults.set(MAPPER.readValue(exchange.getRequestBody(), Faults.class)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
          throw ApiError.badRequest(e.getOriginalMessage());
        }
        send(exchange, 200, JSON, "{}");
      }
      case "GET /faults/counts" -> send(exchange, 200, JSON, counts.json());
      case "DELETE /faults/counts" -> {
        counts.clear();
        send(exchange, 200, JSON, "{}");
      }
      default -> throw ApiError.badRequest("Malformed request: " + method + " " + path);
    }
  }

  private static String page(String title) {
    return "<HTML><HEAD>\n<TITLE>%s</TITLE>\n</HEAD><BODY>\n<H1>%s</H1>\n</BODY></HTML>\n"
        .formatted(title, title);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = bytes(body);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
