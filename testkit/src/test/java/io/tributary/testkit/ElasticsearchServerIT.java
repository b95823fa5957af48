package io.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ElasticsearchServerIT {
  @TempDir Path directory;

  @Test
  void keepsWhatItAcknowledgedWhenItIsKilled() throws Exception {
    try (ElasticsearchServer server = ElasticsearchServer.start(directory)) {
      server.ask("PUT", "/words/_doc/1", "{\"word\":\"eau\"}");
      server.startAgain();

      assertThat(server.ask("GET", "/words/_doc/1", "")).contains("\"word\":\"eau\"");
    }
  }

  @Test
  void analysesOurLanguages() throws Exception {
    try (ElasticsearchServer server = ElasticsearchServer.start(directory)) {
      assertThat(analysed(server, "french", "les mangeurs")).contains("\"token\":\"mangeu");
      assertThat(analysed(server, "english", "the eaters")).contains("\"token\":\"eater\"");
      assertThat(analysed(server, "arabic", "الكتاب")).contains("\"token\":\"كتاب\"");
    }
  }

  private static String analysed(ElasticsearchServer server, String analyzer, String text)
      throws Exception {
    return server.ask(
        "POST", "/_analyze", "{\"analyzer\":\"%s\",\"text\":\"%s\"}".formatted(analyzer, text));
  }
}
