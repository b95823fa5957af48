package io.tributary.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.cli.lake.Column;
import io.tributary.cli.lake.DatasetPlace;
import io.tributary.cli.lake.Lake;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the curated zone says that invoices come to: the newest revision of each group, of days or
 * over all days, in one format.
 */
final class CuratedZone {
  private static final String ANALYTICS = "curated/analytics";
  private static final String CUMULATIVE = "curated/cumulative";

  /** Amounts as texts, which are exact. */
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("date"),
          Column.text("currency"),
          Column.number("revision"),
          Column.number("invoices"),
          Column.text("amount_sum"),
          Column.text("amount_mean"),
          Column.text("amount_min"),
          Column.text("amount_max"));

  private final DatasetPlace place;
  private final boolean cumulative;
  private final Format format;
  private final Map<Group, Newest> groups = new HashMap<>();

  enum Format {
    PARQUET,
    JSON
  }

  /** The highest revision that was met, and how many there were. */
  private static final class Newest {
    private long revision;
    private long rows;
    private Optional<Amounts> amounts = Optional.empty();
  }

  private CuratedZone(DatasetPlace place, boolean cumulative, Format format) {
    this.place = place;
    this.cumulative = cumulative;
    this.format = format;
  }

  /** The aggregates of each day, or of one. */
  static CuratedZone daily(Optional<String> date, Format format) {
    return new CuratedZone(
        DatasetPlace.inLake(date.map(day -> ANALYTICS + "/" + day).orElse(ANALYTICS)),
        false,
        format);
  }

  /** Those of all days together. */
  static CuratedZone cumulative(Format format) {
    return new CuratedZone(DatasetPlace.inLake(CUMULATIVE), true, format);
  }

  /** Where its files are. */
  List<DatasetPlace> datasets() {
    return CleanZone.DIMENSIONS.keySet().stream().map(this::dataset).toList();
  }

  private DatasetPlace dataset(String dimension) {
    return place.in(dimension.equals(Group.TOTAL) ? "summary" : "by_" + dimension);
  }

  String name() {
    return place.folder();
  }

  boolean isCumulative() {
    return cumulative;
  }

  /** Reads every revision; the newest of each group stays. */
  void load(Lake lake) throws SQLException {
    List<String> parts = new ArrayList<>();
    for (String dimension : CleanZone.DIMENSIONS.keySet()) {
      part(lake, dimension)
          .ifPresent(part -> parts.add("SELECT '%s', %s".formatted(dimension, part)));
    }
    if (parts.isEmpty()) {
      return;
    }
    lake.stream(
        String.join(" UNION ALL ", parts),
        row -> {
          switch (format) {
            case PARQUET -> met(row);
            case JSON -> met(row.getString(1), JsonRow.read(row.getString(2)));
          }
        });
  }

  private Optional<String> part(Lake lake, String dimension) {
    if (format == Format.JSON) {
      return lake.jsonLines(dataset(dimension)).map(lines -> "line FROM " + lines);
    }
    boolean total = dimension.equals(Group.TOTAL);
    List<Column> columns = new ArrayList<>(COLUMNS);
    if (!total) {
      columns.add(Column.text(dimension));
    }
    return lake.parquet(dataset(dimension), columns)
        .map(
            rows ->
                "%s, date, currency, revision, invoices, amount_sum, amount_mean, amount_min, amount_max FROM %s"
                    .formatted(total ? "'" + Group.ALL + "'" : dimension, rows));
  }

  private void met(ResultSet row) throws SQLException {
    long invoices = row.getLong(6);
    met(
        group(row.getString(3), row.getString(1), row.getString(2), row.getString(4)),
        row.getLong(5),
        invoices == 0
            ? Optional.empty()
            : Optional.of(
                new Amounts(
                    invoices,
                    new BigDecimal(row.getString(7)),
                    new BigDecimal(row.getString(8)),
                    new BigDecimal(row.getString(9)),
                    new BigDecimal(row.getString(10)))));
  }

  private void met(String dimension, JsonNode row) {
    long invoices = row.path("invoices").longValue();
    met(
        group(
            row.path("date").asText(),
            dimension,
            row.path(dimension).asText(Group.ALL),
            row.path("currency").asText()),
        row.path("revision").longValue(),
        invoices == 0
            ? Optional.empty()
            : Optional.of(
                new Amounts(
                    invoices,
                    row.path("amount_sum").decimalValue(),
                    row.path("amount_mean").decimalValue(),
                    row.path("amount_min").decimalValue(),
                    row.path("amount_max").decimalValue())));
  }

  private Group group(String date, String dimension, String value, String currency) {
    return new Group(cumulative ? Group.ALL : date, dimension, value, currency);
  }

  private void met(Group group, long revision, Optional<Amounts> amounts) {
    Newest newest = groups.computeIfAbsent(group, g -> new Newest());
    newest.rows++;
    if (revision > newest.revision) {
      newest.revision = revision;
      newest.amounts = amounts;
    }
  }

  /** Compares it with what the clean zone comes to. */
  void judge(Map<Group, Amounts> clean, CheckReport report) {
    report.compared(
        name(), format, (int) groups.values().stream().filter(g -> g.amounts.isPresent()).count());
    groups.forEach(
        (group, newest) -> {
          // Revisions count up from 1, and each is written once.
          if (newest.rows != newest.revision) {
            report.revisions(name(), format, group, newest.revision, newest.rows);
          }
          if (!clean.containsKey(group) && newest.amounts.isPresent()) {
            report.difference(name(), format, group, Optional.empty(), newest.amounts);
          }
        });
    clean.forEach(
        (group, amounts) -> {
          Optional<Amounts> curated =
              Optional.ofNullable(groups.get(group)).flatMap(newest -> newest.amounts);
          if (!curated.equals(Optional.of(amounts))) {
            report.difference(name(), format, group, Optional.of(amounts), curated);
          }
        });
  }
}
