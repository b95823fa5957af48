package io.tributary.cli.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Call;
import io.tributary.connectors.lake.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RepairCommandTest {
  private static final String DAY = "tickets_with_assignment/date=2026-01-05/";
  private static final String COLUMNS =
      "ticket_id VARCHAR, client_id VARCHAR, created_at TIMESTAMPTZ";

  @TempDir private Path folder;
  private Path lake;
  private Path other;

  @BeforeEach
  void write() throws Exception {
    lake = folder.resolve("lake");
    other = folder.resolve("other");
    write(lake.resolve(DAY + "a-1.parquet"), 0, 100);
    write(lake.resolve(DAY + "a-2.parquet"), 100, 300);
    write(lake.resolve(DAY + "a-3.parquet"), 300, 400);
    write(other.resolve(DAY + "b-1.parquet"), 0, 400);
  }

  /** As the job writes files; DuckDB gives them no checksums. */
  private static void write(Path file, int from, int to) throws Exception {
    Files.createDirectories(file.getParent());
    Path pattern = file.resolveSibling(file.getFileName() + ".duckdb");
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("CREATE TABLE t (" + COLUMNS + ")");
      statement.execute("COPY t TO '" + pattern + "' (FORMAT parquet)");
    }
    StoredFile.write(
        flink(file),
        StoredFile.read(flink(pattern)).columns().orElseThrow(),
        IntStream.range(from, to).mapToObj(RepairCommandTest::ticket).toList());
    Files.delete(pattern);
  }

  private static Object[] ticket(int number) {
    return new Object[] {
      "550e8400-e29b-41d4-a716-%012x".formatted(number), "CLIENT_1", 1_767_571_200_000_000L + number
    };
  }

  private static org.apache.flink.core.fs.Path flink(Path file) {
    return org.apache.flink.core.fs.Path.fromLocalFile(file.toFile());
  }

  private void damage(String name) throws IOException {
    Path file = lake.resolve(DAY + name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[100] ^= 1;
    Files.write(file, bytes);
  }

  private Call repair(String... more) {
    List<String> all =
        new ArrayList<>(List.of("repair", "tickets", "--lake.path=" + lake, "--from=" + other));
    all.addAll(List.of(more));
    return Call.of(all.toArray(String[]::new));
  }

  private List<Long> rows() throws Exception {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*), count(DISTINCT ticket_id) FROM '" + lake + "/**/*.parquet'")) {
      row.next();
      return List.of(row.getLong(1), row.getLong(2));
    }
  }

  @Test
  void rebuildsSeveralFilesOfADayWithAsManyRowsAsTheyHad() throws Exception {
    damage("a-1.parquet");
    damage("a-2.parquet");
    Call call = repair();
    assertThat(call.exitCode()).as(call.out() + call.err()).isZero();
    assertThat(call.out()).endsWith("tickets: 3 files, 2 damaged, 2 rebuilt\n");
    assertThat(rows()).containsExactly(400L, 400L);
    assertThat(StoredFile.read(flink(lake.resolve(DAY + "a-1.parquet"))).rows()).hasValue(100);
    assertThat(StoredFile.read(flink(lake.resolve(DAY + "a-2.parquet"))).rows()).hasValue(200);
    assertThat(lake.resolve(DAY + "a-1.parquet.damaged")).exists();
    assertThat(repair().out()).endsWith("tickets: 3 files, 0 damaged, 0 rebuilt\n");
  }

  @Test
  void onlyLooksWhenToldSo() throws Exception {
    damage("a-2.parquet");
    byte[] before = Files.readAllBytes(lake.resolve(DAY + "a-2.parquet"));
    Call call = repair("--dry-run");
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.out())
        .contains("a-2.parquet: damaged (")
        .endsWith("tickets: 3 files, 1 damaged, 0 rebuilt\n");
    assertThat(Files.readAllBytes(lake.resolve(DAY + "a-2.parquet"))).isEqualTo(before);
  }

  @Test
  void leavesAFileAsItIsOfWhichNotEveryRowIsToBeHad() throws Exception {
    Files.delete(other.resolve(DAY + "b-1.parquet"));
    write(other.resolve(DAY + "b-1.parquet"), 0, 250);
    damage("a-2.parquet");
    Call call = repair();
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.out()).contains("has 150 of the 200 rows that are missing");
    assertThat(lake.resolve(DAY + "a-2.parquet.damaged")).doesNotExist();
  }

  @Test
  void takesNoRowsThatTheJobIsAboutToPublish() throws Exception {
    write(other.resolve(DAY + "b-2.parquet"), 400, 450);
    damage("a-2.parquet");
    Call call = repair();
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.out())
        .contains("has 250 rows that the lake lacks and 200 are damaged", "with a savepoint");
  }

  @Test
  void aFileThatNoLongerSaysItsRowsIsRebuiltOnceNothingIsStaged() throws Exception {
    Path file = lake.resolve(DAY + "a-3.parquet");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 500));
    Path staged = lake.resolve("_staging/tickets/part.pending");
    Files.createDirectories(staged.getParent());
    Files.createFile(staged);
    assertThat(repair().out()).contains("no longer says how many rows it had");

    Files.delete(staged);
    assertThat(repair().out()).endsWith("tickets: 3 files, 1 damaged, 1 rebuilt\n");
    assertThat(rows()).containsExactly(400L, 400L);
  }

  @Test
  void goesOnWhereARepairWasCutShort() throws Exception {
    Path file = lake.resolve(DAY + "a-3.parquet");
    Files.move(file, file.resolveSibling("a-3.parquet.damaged"));
    assertThat(repair().out()).endsWith("tickets: 3 files, 1 damaged, 1 rebuilt\n");
    assertThat(rows()).containsExactly(400L, 400L);
  }

  @Test
  void takesTheColumnsOfAnotherDatasetWhenTheOnlyFileIsGoneToItsEnd() throws Exception {
    Path file = lake.resolve("high_priority_tickets/date=2026-01-05/a-1.parquet");
    write(file, 0, 10);
    write(other.resolve("high_priority_tickets/date=2026-01-05/b-1.parquet"), 0, 10);
    Files.write(file, new byte[100]);
    assertThat(repair().out()).endsWith("tickets: 4 files, 1 damaged, 1 rebuilt\n");
    assertThat(StoredFile.read(flink(file)).rows()).hasValue(10);
  }

  @Test
  void saysOfWhichDatasetsNoTopicHasTheRows() throws Exception {
    Path file = lake.resolve("metrics/date=2026-01-05/a-1.parquet");
    write(file, 0, 10);
    byte[] bytes = Files.readAllBytes(file);
    bytes[60] ^= 1;
    Files.write(file, bytes);
    Call call = repair();
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.out()).contains("no topic holds its rows; put back a copy");
  }
}
