package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogLevelIT {
  @Test
  void logsAsMuchAsTheEnvironmentSays(@TempDir Path folder) throws Exception {
    try (Tributary more = askForTopics(folder, "DEBUG");
        Tributary less = askForTopics(folder, "WARN")) {
      assertThat(more.awaitExit()).isEqualTo(1);
      assertThat(less.awaitExit()).isEqualTo(1);

      assertThat(more.logged()).contains(" DEBUG [", " INFO  [");
      assertThat(less.logged()).contains(" WARN  [").doesNotContain(" INFO  [", " DEBUG [");
    }
  }

  /** Where no broker is. */
  private static Tributary askForTopics(Path folder, String level) throws IOException {
    return Tributary.start(
        folder,
        Map.of("LOG_LEVEL", level),
        "topics",
        "tickets",
        "--kafka.bootstrap.servers",
        "127.0.0.1:1");
  }
}
