package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets an answer. */
class AccessTest {
  private static final String TOKEN = "a-token-of-32-letters-and-digits";

  @TempDir Path folder;

  private Options options() {
    return Options.of(folder.toString()).at("127.0.0.1", 0);
  }

  @Test
  void doesNotStartForOthersWithoutAToken() {
    assertThatThrownBy(() -> AnalyticsServer.start(options().at("0.0.0.0", 0)))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("analytics.address")
        .hasMessageContaining("ANALYTICS_TOKEN");
    assertThatThrownBy(() -> options().withToken("short"))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("16");
  }

  @Test
  void saysThatAPortIsTaken() {
    try (AnalyticsServer first = AnalyticsServer.start(options())) {
      assertThatThrownBy(() -> AnalyticsServer.start(options().at("127.0.0.1", first.port())))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("another port");
    }
  }

  @Test
  void asksForTheTokenEverywhereButForThePageAndTheHealth() throws Exception {
    try (AnalyticsServer server =
        AnalyticsServer.start(options().at("0.0.0.0", 0).withToken(TOKEN))) {
      assertThat(server.awaitLake(Duration.ofSeconds(30))).isTrue();
      Caller caller = new Caller(server);
      assertThat(caller.get("/health").statusCode()).isEqualTo(200);
      for (String path : server.paths()) {
        String asked = path.replace("{feed}", "tickets");
        if (path.equals("/health")) {
          continue;
        }
        HttpResponse<String> refused = caller.get(asked);
        assertThat(refused.statusCode()).as(path).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(caller.send("HEAD", asked).statusCode()).as("HEAD " + path).isEqualTo(401);
        assertThat(caller.get(asked, "Authorization", "Bearer " + TOKEN + "x").statusCode())
            .isEqualTo(401);
        assertThat(caller.get(asked, "Authorization", "Basic " + TOKEN).statusCode())
            .isEqualTo(401);
        if (!path.endsWith("/live")) {
          assertThat(caller.get(asked, "Authorization", "Bearer " + TOKEN).statusCode())
              .as(path)
              .isEqualTo(200);
        }
      }
    }
  }

  @Test
  void answersWithoutATokenOnlyToANameOfThisMachine() throws Exception {
    try (AnalyticsServer server = AnalyticsServer.start(options())) {
      assertThat(status(server, "localhost:8090")).isEqualTo(200);
      assertThat(status(server, "127.0.0.1")).isEqualTo(200);
      assertThat(status(server, "[::1]:1")).isEqualTo(200);
      assertThat(status(server, "LOCALHOST")).isEqualTo(200);
      assertThat(status(server, "evil.example.org")).isEqualTo(403);
      assertThat(status(server, "localhost.example.org")).isEqualTo(403);
    }
  }

  private static int status(AnalyticsServer server, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = "GET /openapi HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.substring(9, 12));
    }
  }

  @Test
  void takesTheTokenFromAFileBeforeTheEnvironment() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    assertThat(ServerFlags.token(file, "another-one-from-outside")).contains(TOKEN);
    assertThat(ServerFlags.token(null, TOKEN)).contains(TOKEN);
    assertThat(ServerFlags.token(null, " ")).isEmpty();
    assertThatThrownBy(() -> ServerFlags.token(folder.resolve("nowhere"), TOKEN))
        .hasMessageContaining("analytics.token-file");
    assertThat(options().withToken(TOKEN).toString()).doesNotContain(TOKEN);
  }
}
