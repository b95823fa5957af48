package io.tributary.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A lineage backend in this JVM, as far as {@code POST /api/v1/lineage} goes: it takes run events
 * from who knows its key, as Marquez does, and fails when told to.
 */
public final class LineageServer implements AutoCloseable {
  /** What it wants as bearer token. */
  public static final String KEY = "lineage-key";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FaultyService service = new FaultyService(this::answer);
  private final List<String> events = new CopyOnWriteArrayList<>();

  private LineageServer() {}

  /** Starts one on any free port of the loopback address. */
  public static LineageServer start() {
    return new LineageServer();
  }

  /** Such as {@code http://127.0.0.1:20000}. */
  public String address() {
    return service.address();
  }

  /** The events that it took, in order. */
  public List<String> events() {
    return List.copyOf(events);
  }

  /** How many requests came, whatever became of them. */
  public int requests() {
    return service.requests().size();
  }

  /** What happens from now on; null for nothing. */
  public void fault(@Nullable ServiceFault fault) {
    service.fault(fault);
  }

  private FaultyService.Reply answer(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().toString().equals("/api/v1/lineage")) {
      return reply(404, "no such path");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return reply(405, "only POST");
    }
    if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return reply(401, "who are you?");
    }
    if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      return reply(415, "only JSON");
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    try {
      JsonNode event = JSON.readTree(body);
      if (event.at("/run/runId").asText().isEmpty() || event.at("/job/name").asText().isEmpty()) {
        return reply(422, "no run or no job");
      }
      events.add(event.toString());
      return reply(201, "");
    } catch (JsonProcessingException e) {
      return reply(400, "no JSON");
    }
  }

  private static FaultyService.Reply reply(int status, String body) {
    return new FaultyService.Reply(status, body, Map.of());
  }

  @Override
  public void close() {
    service.close();
  }
}
