package io.tributary.cli.simulate.invoices;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tributary.cli.CommandFailure;
import io.tributary.cli.StopSignal;
import io.tributary.cli.simulate.Outlet;
import io.tributary.cli.simulate.SimulatedRecord;
import io.tributary.pipeline.record.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Serves what is for sale, on this machine only: {@code GET /products?page=1&limit=100} is an array
 * of items, oldest first, with the next page's {@code Link} (RFC 8288); without a page it is all of
 * them. Each answer has an ETag. An item that is sent again replaces the one of its id.
 */
final class ProductsApi implements Outlet {
  /** As many are for sale at once; then the oldest ones are no more. */
  static final int MOST = 10_000;

  private static final int LARGEST_PAGE = 100;
  private static final String PATH = "/products";

  private final HttpServer server;
  private final LinkedHashMap<String, byte[]> items = new LinkedHashMap<>();
  private long delivered;

  private record Answer(int status, String body, Map<String, String> headers) {}

  /**
   * Begins to serve.
   *
   * @param port of the loopback address; 0 for any that is free
   */
  ProductsApi(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailure(
          "--api " + port + ": nothing can be served there (" + e.getMessage() + ")",
          "name a port that is free",
          e);
    }
    server.createContext("/", this::serve);
    server.start();
  }

  /** Such as {@code http://127.0.0.1:8085/products}. */
  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
  }

  @Override
  public synchronized void send(SimulatedRecord record) {
    byte[] key = record.key();
    if (key == null) {
      throw new IllegalStateException("every item has a key");
    }
    items.put(new String(key, StandardCharsets.UTF_8), InvoiceJson.bytes(record));
    if (items.size() > MOST) {
      items.remove(items.keySet().iterator().next());
    }
    delivered++;
  }

  @Override
  public void flush() {
    // Whoever asks sees it at once.
  }

  @Override
  public synchronized long delivered() {
    return delivered;
  }

  @Override
  public void linger(StopSignal stop) {
    stop.await();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      String tag = '"' + Sha256.hex(body) + '"';
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      if (answer.status() == 200) {
        exchange.getResponseHeaders().set("ETag", tag);
        if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
          exchange.sendResponseHeaders(304, -1);
          return;
        }
      }
      boolean bodyless = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), bodyless ? -1 : body.length);
      if (!bodyless) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Answer answer(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!exchange.getRequestURI().getPath().equals(PATH)) {
      return refusal(404, "there is only " + PATH, Map.of());
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return refusal(405, "products can only be read", Map.of("Allow", "GET, HEAD"));
    }
    Map<String, String> query = query(exchange.getRequestURI().getQuery());
    List<byte[]> all = all();
    if (!query.containsKey("page")) {
      return new Answer(200, array(all), Map.of());
    }
    int page = number(query.get("page"));
    int limit = Math.min(LARGEST_PAGE, number(query.getOrDefault("limit", "" + LARGEST_PAGE)));
    if (page < 1 || limit < 1) {
      return refusal(400, "page and limit are numbers from 1", Map.of());
    }
    long from = Math.min(all.size(), (page - 1L) * limit);
    long to = Math.min(all.size(), from + limit);
    String next = "<" + PATH + "?page=" + (page + 1) + "&limit=" + limit + ">; rel=\"next\"";
    return new Answer(
        200,
        array(all.subList((int) from, (int) to)),
        to < all.size() ? Map.of("Link", next) : Map.of());
  }

  private synchronized List<byte[]> all() {
    return new ArrayList<>(items.values());
  }

  private static String array(List<byte[]> shown) {
    return shown.stream()
        .map(item -> new String(item, StandardCharsets.UTF_8))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static Answer refusal(int status, String detail, Map<String, String> headers) {
    return new Answer(status, "{\"status\":" + status + ",\"detail\":\"" + detail + "\"}", headers);
  }

  private static Map<String, String> query(@Nullable String text) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String each : text == null ? new String[0] : text.split("&", -1)) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        query.put(each.substring(0, equals), each.substring(equals + 1));
      }
    }
    return query;
  }

  /** 0 for what is no number of a page. */
  private static int number(@Nullable String text) {
    return text != null && text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }
}
