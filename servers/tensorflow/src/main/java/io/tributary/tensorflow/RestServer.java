package io.tributary.tensorflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A server for tests that speaks TensorFlow Serving's REST API and answers from real SavedModels.
 * It can be told to fail, at {@code /faults}, which the real one doesn't have.
 */
public final class RestServer {
  private static final long LOOK_SECONDS = 1;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build();

  private final FaultSwitch faults = new FaultSwitch();
  private final RestApi api;
  private final Predictions predictions;

  private RestServer(ServedVersions versions) {
    api = new RestApi(versions);
    predictions = new Predictions(api, faults);
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
    // Else each answer waits for the client's acknowledgement of its headers, which takes 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
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
    Reply reply;
    try {
      reply = reply(exchange);
    } catch (ApiError e) {
      reply = Reply.error(e.status(), e.message());
    } catch (RuntimeException e) {
      e.printStackTrace();
      reply = Reply.error(500, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    reply.to(exchange);
  }

  private Reply reply(HttpExchange exchange) throws IOException, ApiError, InterruptedException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (path.startsWith("/faults")) {
      return Reply.of(200, Reply.JSON, control(method + " " + path, body));
    }
    if (!path.startsWith("/v1/")) {
      return Reply.page(404, "404 Not Found");
    }
    return RestApi.isPrediction(method, path)
        ? predictions.reply(path, body)
        : Reply.of(200, Reply.JSON, api.answer(method, path));
  }

  private String control(String request, byte[] body) throws IOException, ApiError {
    switch (request) {
      case "PUT /faults" -> {
        try {
          faults.set(MAPPER.readValue(body, Faults.class));
        } catch (JsonProcessingException e) {
          throw ApiError.badRequest(e.getOriginalMessage());
        }
      }
      default -> throw ApiError.badRequest("Malformed request: " + request);
    }
    return "{}";
  }
}
