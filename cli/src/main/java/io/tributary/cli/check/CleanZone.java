package io.tributary.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.cli.lake.Column;
import io.tributary.cli.lake.DatasetPlace;
import io.tributary.cli.lake.Lake;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duckdb.DuckDBAppender;

/** The invoices of the clean zone, and what the newest version of each comes to. */
final class CleanZone {
  static final DatasetPlace PLACE = DatasetPlace.inLake("clean/factures");

  /**
   * The columns by which invoices are added up, by the names that the curated zone has for them.
   */
  static final Map<String, String> DIMENSIONS = dimensions();

  private static final int EXAMPLES = 5;
  private static final List<String> TEXTS =
      List.of("source", "invoice_id", "country_code", "region", "payment_mode", "currency");

  private final Lake lake;

  CleanZone(Lake lake) {
    this.lake = lake;
  }

  private static Map<String, String> dimensions() {
    Map<String, String> dimensions = new LinkedHashMap<>();
    dimensions.put(Group.TOTAL, "'" + Group.ALL + "'");
    dimensions.put("country", "country_code");
    dimensions.put("region", "region");
    dimensions.put("payment_mode", "payment_mode");
    dimensions.put("source", "source");
    return dimensions;
  }

  /** Reads every version and keeps the newest of each invoice. */
  void load() throws SQLException {
    lake.execute(
        "CREATE TABLE versions (source VARCHAR, invoice_id VARCHAR, country_code VARCHAR,"
            + " region VARCHAR, payment_mode VARCHAR, currency VARCHAR, date VARCHAR,"
            + " amount VARCHAR, version BIGINT)");
    List<Column> columns = new ArrayList<>(TEXTS.stream().map(Column::text).toList());
    columns.add(Column.moment("issued_at"));
    columns.add(Column.text("amount"));
    columns.add(Column.number("version"));
    Optional<String> parquet = lake.parquet(PLACE, columns);
    if (parquet.isPresent()) {
      lake.execute(
          "INSERT INTO versions SELECT "
              + String.join(", ", TEXTS)
              + ", make_timestamp(issued_at)::DATE::VARCHAR, amount, version FROM "
              + parquet.get());
    }
    loadJson();
    lake.execute(
        "CREATE TABLE newest AS SELECT source, invoice_id, count(*) AS rows_of,"
            + " sum(version) AS sum_of, max(version) AS version,"
            + " arg_max(date, version) AS date, arg_max(country_code, version) AS country_code,"
            + " arg_max(region, version) AS region,"
            + " arg_max(payment_mode, version) AS payment_mode,"
            + " arg_max(currency, version) AS currency,"
            + " arg_max(amount, version)::DECIMAL(18, 4) AS amount"
            + " FROM versions GROUP BY ALL");
  }

  /** DuckDB would take numbers of JSON for doubles, which can't hold every amount. */
  private void loadJson() throws SQLException {
    Optional<String> lines = lake.jsonLines(PLACE);
    if (lines.isEmpty()) {
      return;
    }
    try (DuckDBAppender rows = lake.appender("versions")) {
      lake.stream(
          "SELECT line FROM " + lines.get(),
          line -> {
            JsonNode row = JsonRow.read(line.getString(1));
            rows.beginRow();
            for (String text : TEXTS) {
              rows.append(row.path(text).asText());
            }
            rows.append(row.path("issued_at").asText().substring(0, "2026-01-31".length()));
            rows.append(row.path("amount").decimalValue().toPlainString());
            rows.append(row.path("version").longValue());
            rows.endRow();
          });
    }
  }

  /** How many invoices there are, of whatever day. */
  long invoices() throws SQLException {
    long[] count = new long[1];
    lake.query("SELECT count(*) FROM newest", row -> count[0] = row.getLong(1));
    return count[0];
  }

  /** What the invoices of each day come to, or those of one day. */
  Map<Group, Amounts> add(Optional<String> date) throws SQLException {
    Map<Group, Amounts> all = new HashMap<>();
    String only = date.map(day -> " WHERE date = '" + day + "'").orElse("");
    for (Map.Entry<String, String> dimension : DIMENSIONS.entrySet()) {
      lake.query(
          "SELECT date, %s AS value, currency, count(*), sum(amount), min(amount), max(amount) FROM newest%s GROUP BY ALL"
              .formatted(dimension.getValue(), only),
          row ->
              all.put(
                  new Group(
                      row.getString(1), dimension.getKey(), row.getString(2), row.getString(3)),
                  Amounts.of(
                      row.getLong(4),
                      row.getBigDecimal(5),
                      row.getBigDecimal(6),
                      row.getBigDecimal(7))));
    }
    return all;
  }

  /** Versions count up from 1, and each is there once. */
  void judge(CheckReport report) throws SQLException {
    List<String> examples = new ArrayList<>();
    long[] count = new long[1];
    lake.query(
        "SELECT source || '/' || invoice_id, rows_of, version, count(*) OVER () FROM newest"
            + " WHERE rows_of <> version OR sum_of <> version * (version + 1) // 2"
            + " ORDER BY 1 LIMIT "
            + EXAMPLES,
        row -> {
          examples.add(
              "%s (rows: %d, newest version: %d)"
                  .formatted(row.getString(1), row.getLong(2), row.getLong(3)));
          count[0] = row.getLong(4);
        });
    if (count[0] > 0) {
      report.fault(
          "%s: invoices that don't have each of their versions once: %d, such as %s"
              .formatted(PLACE, count[0], String.join(", ", examples)));
    }
  }
}
