package io.tributary.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** An HTTP server in this JVM that answers properly, or fails when told to. */
final class FaultyService implements AutoCloseable {
  private static final int BOMB_MEGABYTES = 20;
  private static final long DRIP_MILLIS = 20;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Answering answering;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private @Nullable ServiceFault fault;
  private int left;
  private Choosing choosing = exchange -> nextFault();

  /**
   * A proper answer.
   *
   * @param headers values by their names
   */
  record Reply(int status, String body, Map<String, String> headers) {}

  /** What the server does when nothing is wrong. */
  interface Answering {
    Reply answer(HttpExchange exchange) throws IOException;
  }

  /** Decides what happens to a request, in place of {@link #fault}. */
  interface Choosing {
    /** The fault; null for none. */
    @Nullable ServiceFault choose(HttpExchange exchange);
  }

  FaultyService(Answering answering, Choosing choosing) {
    this(answering);
    this.choosing = choosing;
  }

  FaultyService(Answering answering) {
    this.answering = answering;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "faulty-service");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Path and query of all requests so far, whatever became of them. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  synchronized void fault(@Nullable ServiceFault fault) {
    this.fault = fault;
    this.left = fault == null ? 0 : fault.times();
  }

  private synchronized @Nullable ServiceFault nextFault() {
    ServiceFault now = fault;
    if (now != null && now.times() > 0 && --left == 0) {
      fault = null;
    }
    return now;
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestURI().toString());
    ServiceFault now = choosing.choose(exchange);
    try (exchange) {
      if (now == null) {
        reply(exchange, answering.answer(exchange), false);
      } else {
        fail(exchange, now);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void fail(HttpExchange exchange, ServiceFault now)
      throws IOException, InterruptedException {
    switch (now.kind()) {
      case STATUS -> {
        if (now.text() != null) {
          exchange.getResponseHeaders().set("Retry-After", now.text());
        }
        send(exchange, now.status(), "not now".getBytes(StandardCharsets.UTF_8));
      }
      case REDIRECT -> {
        exchange.getResponseHeaders().set("Location", String.valueOf(now.text()));
        send(exchange, now.status(), new byte[0]);
      }
      case HANG -> closed.await();
      case DRIP -> {
        exchange.sendResponseHeaders(200, 0);
        while (!closed.await(DRIP_MILLIS, TimeUnit.MILLISECONDS)) {
          exchange.getResponseBody().write(' ');
          exchange.getResponseBody().flush();
        }
      }
      case DROP -> {}
      case CUT_OFF, HALF_JSON ->
          reply(exchange, answering.answer(exchange), now.kind() == ServiceFault.Kind.CUT_OFF, 2);
      case NO_JSON -> send(exchange, 200, "<html>login</html>".getBytes(StandardCharsets.UTF_8));
      case ENDLESS -> {
        exchange.sendResponseHeaders(200, 0);
        byte[] blanks = blanks();
        while (closed.getCount() > 0) {
          exchange.getResponseBody().write(blanks);
        }
      }
      case BOMB -> {
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
          for (int i = 0; i < BOMB_MEGABYTES * 10; i++) {
            gzip.write(blanks());
          }
        }
        send(exchange, 200, packed.toByteArray());
      }
    }
  }

  private static byte[] blanks() {
    byte[] blanks = new byte[100_000];
    Arrays.fill(blanks, (byte) ' ');
    return blanks;
  }

  private static void reply(HttpExchange exchange, Reply reply, boolean cut) throws IOException {
    reply(exchange, reply, cut, 1);
  }

  /**
   * Answers.
   *
   * @param cut whether the rest of the body is announced, but never sent
   * @param part the part of the body that is sent: all, or half
   */
  private static void reply(HttpExchange exchange, Reply reply, boolean cut, int part)
      throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    byte[] sent = Arrays.copyOf(body, body.length / part);
    if (cut) {
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(sent);
      exchange.getResponseBody().flush();
      return; // closing it now breaks the connection
    }
    String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    if (accepted != null && accepted.contains("gzip") && sent.length > 0) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(sent);
      }
      sent = packed.toByteArray();
    }
    send(exchange, reply.status(), sent);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
