package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class BoundedJsonTest {
  @Test
  void readsNoDocumentThatIsTooLarge() {
    byte[] blank = new byte[BoundedJson.DOCUMENT + 100_000];
    Arrays.fill(blank, (byte) ' ');
    InputStream document = new ByteArrayInputStream(blank);
    assertThatThrownBy(() -> BoundedJson.mapper().readTree(document))
        .isInstanceOf(StreamConstraintsException.class);
  }

  @Test
  void readsNoDeepOne() {
    assertThatThrownBy(() -> BoundedJson.mapper().readTree("[".repeat(101) + "]".repeat(101)))
        .isInstanceOf(StreamConstraintsException.class);
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void doesNotWaitForTheRestOfABodyThatStalls() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CountDownLatch over = new CountDownLatch(1);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
              .timeout(Duration.ofMillis(500))
              .build();
      assertThatThrownBy(() -> BoundedJson.ask(HttpClient.newHttpClient(), request))
          .isInstanceOf(HttpTimeoutException.class)
          .hasMessageContaining("not answered to the end within 500 ms");
    } finally {
      over.countDown();
      server.stop(0);
    }
  }
}
