package io.tributary.testkit;

import com.sun.net.httpserver.HttpExchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A products API in this JVM, of the usual kinds, which fails when told to. Its items are JSON as
 * they were put; each answer has an ETag and is packed for who takes gzip.
 *
 * <ul>
 *   <li>{@code /products}: an array; {@code ?page=} from 1 and {@code limit=} give a part of it,
 *       and a limit is never larger than {@link #MOST}
 *   <li>{@code /strict}: as {@code /products}, but there is no page without items
 *   <li>{@code /ignoring}: everything, whatever is asked for
 *   <li>{@code /endless?page=}: on each page others, for ever
 * </ul>
 */
public final class ProductsServer implements AutoCloseable {
  /** As many items a page holds at most. */
  public static final int MOST = 10;

  private final FaultyService service = new FaultyService(this::answer);
  private final List<String> items = new ArrayList<>();
  private int unchanged;

  private ProductsServer() {}

  /** Starts one on any free port of the loopback address. */
  public static ProductsServer start() {
    return new ProductsServer();
  }

  /** Such as {@code http://127.0.0.1:20000}. */
  public String address() {
    return service.address();
  }

  /** Has these items from now on. */
  public synchronized void items(List<String> json) {
    items.clear();
    items.addAll(json);
  }

  /** Has so many products from now on, the first with id 1. */
  public void products(int count) {
    items(IntStream.rangeClosed(1, count).mapToObj(id -> product(id, "9.90")).toList());
  }

  /** A product like those that public APIs have. */
  public static String product(int id, String price) {
    return "{\"id\":%d,\"title\":\"Product %d\",\"price\":%s,\"category\":\"things\",\"updatedAt\":\"2026-01-02T03:04:05Z\"}"
        .formatted(id, id, price);
  }

  /** What happens from now on; null for nothing. */
  public void fault(@Nullable ServiceFault fault) {
    service.fault(fault);
  }

  /** Path and query of all requests so far. */
  public List<String> requests() {
    return service.requests();
  }

  /** How many requests were answered by saying that nothing has changed. */
  public synchronized int unchanged() {
    return unchanged;
  }

  private synchronized FaultyService.Reply answer(HttpExchange exchange) {
    Map<String, String> query = query(exchange);
    int page = Integer.parseInt(query.getOrDefault("page", "1"));
    int limit = Math.min(MOST, Integer.parseInt(query.getOrDefault("limit", "3")));
    String path = exchange.getRequestURI().getPath();
    List<String> shown =
        switch (path) {
          case "/endless" ->
              IntStream.range(0, MOST).mapToObj(i -> product(page * MOST + i, "1")).toList();
          case "/ignoring" -> items;
          case "/products" -> query.containsKey("page") ? part(page, limit) : items;
          default -> part(page, limit);
        };
    if (path.equals("/strict") && shown.isEmpty()) {
      return new FaultyService.Reply(404, "{\"detail\":\"Invalid page.\"}", Map.of());
    }
    String body = shown.stream().collect(Collectors.joining(",", "[", "]"));
    String tag = "\"" + Integer.toHexString(body.hashCode()) + "\"";
    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      unchanged++;
      return new FaultyService.Reply(304, "", Map.of("ETag", tag));
    }
    return new FaultyService.Reply(200, body, Map.of("ETag", tag));
  }

  private List<String> part(int page, int limit) {
    int from = Math.min(items.size(), (page - 1) * limit);
    return items.subList(from, Math.min(items.size(), from + limit));
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String text = exchange.getRequestURI().getQuery();
    for (String each : text == null ? new String[0] : text.split("&")) {
      int equals = each.indexOf('=');
      query.put(each.substring(0, equals), each.substring(equals + 1));
    }
    return query;
  }

  @Override
  public void close() {
    service.close();
  }
}
