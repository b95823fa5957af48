package io.tributary.benchmarks.compare;

import io.tributary.benchmarks.process.Simulated;
import io.tributary.benchmarks.process.WholeTopic;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run of the job has left behind, counted in the lake and by a {@code read_committed} reader
 * of the topics.
 *
 * @param rows of tickets in the lake
 * @param tickets different ones among them
 * @param windowed counted in the lake's final windows
 */
record Outcome(long rows, long tickets, long windowed, long enriched, long deadLetters, long late) {

  static Outcome of(Path lake, String bootstrap) throws IOException, SQLException {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
      return new Outcome(
          number(duckdb, "SELECT count(*) FROM " + dataset(lake, "tickets_with_assignment")),
          number(
              duckdb,
              "SELECT count(DISTINCT ticket_id) FROM " + dataset(lake, "tickets_with_assignment")),
          number(
              duckdb,
              "SELECT coalesce(sum(total_tickets), 0) FROM "
                  + dataset(lake, "metrics")
                  + " WHERE scope = 'window'"),
          WholeTopic.count(bootstrap, "tickets-enriched"),
          WholeTopic.count(bootstrap, "tickets-dead-letters"),
          WholeTopic.count(bootstrap, "tickets-late"));
    }
  }

  /** {@link Run#RIGHT}, or each count that is not what was sent. */
  String verdict(Simulated sent) {
    List<String> wrong = new ArrayList<>();
    expect("rows in the lake", sent.delivered(), rows, wrong);
    expect("different tickets in the lake", sent.delivered(), tickets, wrong);
    expect("enriched", sent.delivered(), enriched, wrong);
    expect("dead letters", sent.invalid(), deadLetters, wrong);
    expect("windowed and late", sent.delivered(), windowed + late, wrong);
    return wrong.isEmpty() ? Run.RIGHT : String.join("; ", wrong);
  }

  private static void expect(String what, long expected, long actual, List<String> wrong) {
    if (expected != actual) {
      wrong.add(what + ": " + actual + " instead of " + expected);
    }
  }

  private static String dataset(Path lake, String name) {
    return "read_parquet('"
        + lake.resolve(name).toString().replace("'", "''")
        + "/**/*.parquet', hive_partitioning = true)";
  }

  private static long number(Connection duckdb, String query) throws SQLException {
    try (Statement statement = duckdb.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
