package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShowCommandTest {
  @TempDir private Path lake;

  @Test
  void printsTheNewestRowsOfAParquetDatasetInUtc() throws Exception {
    parquet(
        "tickets_by_type/date=2025-12-19/a.parquet",
        "SELECT TIMESTAMPTZ '2025-12-19 23:59:00+00' AS window_start, 'billing' AS request_type, 7::BIGINT AS tickets");
    parquet(
        "tickets_by_type/date=2025-12-20/b.parquet",
        "SELECT TIMESTAMPTZ '2025-12-20 01:00:00+01' AS window_start, 'general' AS request_type, 123::BIGINT AS tickets");

    assertThat(show("tickets_by_type"))
        .isEqualTo(
            new Call(
                0,
                """
                window_start          request_type  tickets
                2025-12-20T00:00:00Z  general           123
                2025-12-19T23:59:00Z  billing             7
                2 rows
                """,
                ""));
    assertThat(show("tickets_by_type", "--limit", "1").out()).contains("general").contains("1 row");
  }

  @Test
  void printsJsonDatasetsToo() throws Exception {
    write(
        "metrics/date=2025-12-19/a.json",
        "{\"window_start\":\"2025-12-19T23:59:00Z\",\"total_tickets\":7}\n");
    assertThat(show("metrics").out()).contains("window_start", "2025-12-19T23:59:00Z", "7");
  }

  @Test
  void leavesOutWhatIsNotCommitted() throws Exception {
    parquet("metrics/date=2025-12-19/a.parquet", "SELECT 1 AS n");
    write("metrics/date=2025-12-19/.b.parquet", "half a file");
    write("metrics/_staging/c.parquet", "half a file");
    assertThat(show("metrics").out()).endsWith("1 row\n");
  }

  @Test
  void cutsLongTextsAndLetsNothingMoveTheCursor() throws Exception {
    parquet(
        "tickets/a.parquet", "SELECT repeat('é', 60) AS long, 'red ' || chr(27) || '[31m' AS wild");
    assertThat(show("tickets").out()).contains("é".repeat(47) + "…  red \\u001b[31m");
    assertThat(show("tickets", "--wide").out()).contains("é".repeat(60) + "  red");
  }

  @Test
  void showsBytesAsTheTextThatTheyAre() throws Exception {
    parquet(
        "raw/fr/date=2025-12-19/a.parquet",
        "SELECT encode('{\"text\":\"été\"}') AS value, '\\xFF'::BLOB AS wild");
    assertThat(show("raw").out()).contains("{\"text\":\"été\"}  \uFFFD");
  }

  @Test
  void listsTheDatasetsWhenItDoesNotKnowOne() throws Exception {
    parquet("metrics/a.parquet", "SELECT 1 AS n");
    parquet("tickets_by_type/a.parquet", "SELECT 1 AS n");
    Files.createDirectories(lake.resolve("_staging"));
    Call call = show("ticket_by_type");
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.err())
        .contains("there is no dataset 'ticket_by_type'", "[metrics, tickets_by_type]");
  }

  @Test
  void doesNotLeaveTheLake() {
    assertThat(show("../..").err()).contains("there is no dataset '../..'");
  }

  @Test
  void saysWhenThereIsNoLake() {
    Call call = Call.of("show", "metrics", "--lake.path", lake.resolve("none").toString());
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.err()).contains("there is no lake at " + lake.resolve("none"));
  }

  @Test
  void saysWhatToDoWhenTheFileSystemIsNotKnown() {
    assertThat(Call.of("show", "metrics", "--lake.path", "gs://lake").err())
        .contains("lake.path: gs://lake can't be read", "put Flink's plugin");
  }

  private Call show(String dataset, String... options) {
    String[] args = new String[options.length + 4];
    args[0] = "show";
    args[1] = dataset;
    args[2] = "--lake.path";
    args[3] = lake.toString();
    System.arraycopy(options, 0, args, 4, options.length);
    return Call.of(args);
  }

  private void parquet(String file, String query) throws Exception {
    Path path = lake.resolve(file);
    Files.createDirectories(path.getParent());
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("COPY (" + query + ") TO '" + path + "' (FORMAT parquet)");
    }
  }

  private void write(String file, String text) throws Exception {
    Path path = lake.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
