package io.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CassandraServerIT {
  @TempDir Path directory;

  @Test
  void startsAgainAfterItWasKilled() {
    try (CassandraServer server = CassandraServer.start(directory)) {
      assertThatCode(server::startAgain).doesNotThrowAnyException();
    }
  }
}
