package io.tributary.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service that speaks the contract of the documents' OCR API, and reads the same text in every
 * picture. It refuses what breaks the contract: another method or type, no PNG, other credentials.
 */
public final class OcrServer implements AutoCloseable {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
  private static final String PATH = "/v1/read";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final String authorization;
  private final String answer;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Fault fault = new Fault(Optional.empty(), 0);

  private record Fault(Optional<OcrFault> kind, int smallestPicture) {}

  private OcrServer(String username, String password, String answer) throws IOException {
    this.authorization =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((username + ':' + password).getBytes(StandardCharsets.UTF_8));
    this.answer = answer;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(PATH, this::handle);
    server.start();
  }

  /**
   * Starts one on any free port.
   *
   * @param answer the JSON that it answers to every picture
   */
  public static OcrServer start(String username, String password, String answer) {
    try {
      return new OcrServer(username, password, answer);
    } catch (IOException e) {
      throw new ServerFailure("can't start an OCR server", e);
    }
  }

  /** Where pictures are sent. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
  }

  /** From now on, this comes of every picture. */
  public void fault(OcrFault kind) {
    fault(kind, 0);
  }

  /** The same, but only of pictures of so many bytes or more. */
  public void fault(OcrFault kind, int smallestPicture) {
    fault = new Fault(Optional.of(kind), smallestPicture);
  }

  /** Nothing goes wrong any more. */
  public void heal() {
    fault = new Fault(Optional.empty(), 0);
  }

  /** How often it was asked. */
  public int requests() {
    return requests.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    byte[] picture = exchange.getRequestBody().readAllBytes();
    Fault now = fault;
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (!exchange.getRequestMethod().equals("POST")) {
      answer(exchange, 405, "{\"error\":\"POST a picture\"}");
    } else if (!authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"error\":\"who are you?\"}");
    } else if (!"image/png".equals(type) || !isPng(picture)) {
      answer(exchange, 415, "{\"error\":\"no PNG\"}");
    } else if (now.kind().isPresent() && picture.length >= now.smallestPicture()) {
      fail(exchange, now.kind().get());
    } else {
      answer(exchange, 200, answer);
    }
  }

  private void fail(HttpExchange exchange, OcrFault kind) throws IOException {
    switch (kind) {
      case HANG -> {
        try {
          closed.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        exchange.close();
      }
      case REFUSED -> answer(exchange, 400, "{\"error\":\"can't read that\"}");
      case WRONG_CREDENTIALS -> answer(exchange, 401, "{\"error\":\"who are you?\"}");
      case TOO_MANY_REQUESTS -> {
        exchange.getResponseHeaders().set("Retry-After", "7");
        answer(exchange, 429, "{\"error\":\"later\"}");
      }
      case BROKEN -> answer(exchange, 500, "{\"error\":\"ouch\"}");
      case NO_JSON -> answer(exchange, 200, "<html>hello</html>");
      case NO_TEXT -> answer(exchange, 200, "{\"confidence\":0.9}");
      case WRONG_CONFIDENCE -> answer(exchange, 200, "{\"text\":\"a\",\"confidence\":93}");
    }
  }

  private static boolean isPng(byte[] picture) {
    for (int i = 0; i < PNG.length; i++) {
      if (picture.length <= i || picture[i] != PNG[i]) {
        return false;
      }
    }
    return true;
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
