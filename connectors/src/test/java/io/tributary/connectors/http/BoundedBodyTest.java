package io.tributary.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BoundedBodyTest {
  private static final int MOST = 1_000;

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int length = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
          byte[] body = "é".repeat(length / 2).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void takesAnAnswerThatIsJustSmallEnough() throws Exception {
    assertThat(ask(MOST)).isEqualTo("é".repeat(MOST / 2));
  }

  @Test
  void refusesOneThatIsLarger() {
    assertThatThrownBy(() -> ask(MOST + 2))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the answer has more than 1000 bytes");
  }

  private String ask(int length) throws IOException, InterruptedException {
    URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/" + length);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), BoundedBody.text(MOST))
        .body();
  }
}
