package io.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresServerIT {
  @TempDir private Path directory;

  @Test
  void keepsWhatWasCommittedWhenItIsKilledAndStartedAgain() throws Exception {
    try (PostgresServer server = PostgresServer.start(directory)) {
      server.execute("CREATE TABLE t (id int)", "INSERT INTO t VALUES (7)");
      long killed = server.pid();
      server.kill();
      assertThat(ProcessHandle.of(killed)).isEmpty();
      assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
      server.startAgain();
      try (var connection = server.connect();
          var rows = connection.createStatement().executeQuery("SELECT id FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(7);
      }
      server.stop();
      assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
    }
  }
}
