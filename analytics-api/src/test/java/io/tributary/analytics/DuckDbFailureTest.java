package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbFailureTest {
  @Test
  void saysInOneLineWhyAFileCannotBeRead(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("bad.parquet"), "no Parquet, but long enough");
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = database.createStatement()) {
      SQLException failure =
          catchThrowableOfType(
              SQLException.class,
              () -> statement.executeQuery("SELECT * FROM read_parquet('" + file + "')"));
      assertThat(DuckDbFailure.reason(failure)).contains("bad.parquet").doesNotContain("\n");
    }
  }

  @Test
  void passesOverThatAStatementHasFailed() {
    assertThat(
            DuckDbFailure.reason(
                new SQLException(
                    "Attempting to execute an unsuccessful or closed pending query result\n"
                        + "Error: Invalid Error: don't know what type: 15\nLINE 1")))
        .isEqualTo("Invalid Error: don't know what type: 15");
  }

  @Test
  void saysNothingWhereNothingIsSaid() {
    assertThat(DuckDbFailure.reason(new SQLException(""))).isEmpty();
  }
}
