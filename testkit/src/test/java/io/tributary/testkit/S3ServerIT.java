package io.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class S3ServerIT {
  @TempDir private Path data;

  @Test
  void refusesWhoHasNoKeysAndIsStartedAgainOnTheSamePort() throws Exception {
    try (S3Server server = S3Server.start(data)) {
      assertThat(status(server)).isEqualTo(403);
      server.pause();
      assertThatThrownBy(() -> status(server)).isInstanceOf(HttpTimeoutException.class);
      server.unpause();
      assertThat(status(server)).isEqualTo(403);
      long killed = server.pid();
      server.kill();
      assertThat(ProcessHandle.of(killed)).isEmpty();
      server.startAgain();
      assertThat(status(server)).isEqualTo(403);
    }
  }

  private static int status(S3Server server) throws Exception {
    URI bucket = URI.create(server.endpoint() + "/" + S3Server.BUCKET);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(bucket).timeout(Duration.ofSeconds(2)).build(),
            BodyHandlers.discarding())
        .statusCode();
  }
}
