package io.tributary.cli.audit;

import io.tributary.cli.contract.FeedContract;
import io.tributary.cli.contract.FeedContract.Field;
import io.tributary.cli.contract.FeedContract.Rows;
import io.tributary.cli.contract.Moments;
import io.tributary.cli.contract.RecordFields;
import io.tributary.cli.lake.Column;
import io.tributary.cli.lake.DatasetPlace;
import io.tributary.cli.lake.Lake;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads delivered records, and what was sent to become one, in one form that compares. */
final class DeliveredRows {
  private final FeedContract feed;
  private final Lake lake;
  private final List<Column> columns;
  private final int identity;

  /** The columns that rows hold as they were sent; the identity is compared anyway. */
  private final List<Field> sent;

  private final int[] sentColumns;
  private final RecordFields record;
  private final Fingerprint fingerprint = new Fingerprint();

  /** What is called with each row; with null when it has no identity. */
  interface Visitor {
    void visit(@Nullable DeliveredRow row) throws SQLException;
  }

  DeliveredRows(FeedContract feed, Lake lake) {
    this.feed = feed;
    this.lake = lake;
    this.columns = feed.delivered().columns();
    List<String> names = columns.stream().map(Column::name).toList();
    this.identity = names.indexOf(feed.identity().column());
    this.sent =
        feed.fields().stream()
            .filter(field -> !field.column().name().equals(feed.identity().column()))
            .toList();
    this.sentColumns =
        sent.stream().mapToInt(field -> names.indexOf(field.column().name())).toArray();
    this.record = new RecordFields(columns);
  }

  /** A column's place among a row's values. */
  int place(String column) {
    return columns.stream().map(Column::name).toList().indexOf(column);
  }

  /** Reads a dataset whose folder says nothing besides. */
  void read(DatasetPlace place, Visitor visitor) throws SQLException {
    read(new Rows(place, Map.of()), visitor);
  }

  /** Reads a dataset, whatever its format. */
  void read(Rows rows, Visitor visitor) throws SQLException {
    Optional<String> parquet = lake.parquet(rows.place(), stored(rows));
    if (parquet.isPresent()) {
      lake.stream(
          "SELECT * FROM " + withSaid(parquet.get(), rows, columns),
          row -> visitor.visit(row(values(row))));
    }
    Optional<String> lines = lake.jsonLines(rows.place());
    if (lines.isPresent()) {
      lake.stream(
          "SELECT line FROM " + lines.get(),
          row -> {
            record.read(row.getString(1).getBytes(StandardCharsets.UTF_8));
            @Nullable Object[] values = valuesOfRecord();
            rows.says().forEach((column, value) -> values[place(column)] = value);
            visitor.visit(row(values));
          });
    }
  }

  /** Some columns of a dataset as a table expression, those too that its folder says. */
  String table(Rows rows, List<Column> some) {
    List<Column> stored =
        some.stream().filter(column -> !rows.says().containsKey(column.name())).toList();
    return withSaid(lake.table(rows.place(), stored), rows, some);
  }

  private List<Column> stored(Rows rows) {
    return columns.stream().filter(column -> !rows.says().containsKey(column.name())).toList();
  }

  private static String withSaid(String table, Rows rows, List<Column> some) {
    return some.stream()
        .map(
            column ->
                (rows.says().containsKey(column.name())
                        ? "'" + rows.says().get(column.name()) + "' AS "
                        : "")
                    + Lake.quoted(column.name()))
        .collect(Collectors.joining(", ", "(SELECT ", " FROM " + table + ")"));
  }

  /** Reads a record of the topic; null when it lacks anything. */
  @Nullable DeliveredRow of(byte @Nullable [] value) {
    if (!record.read(value)) {
      return null;
    }
    DeliveredRow row = row(valuesOfRecord());
    return row == null || row.values().contains(null) ? null : row;
  }

  private @Nullable Object[] valuesOfRecord() {
    @Nullable Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(columns.get(i), record.get(i));
    }
    return values;
  }

  private @Nullable Object[] values(ResultSet row) throws SQLException {
    @Nullable Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(row, i + 1, columns.get(i).type());
    }
    return values;
  }

  private static @Nullable Object value(ResultSet row, int column, Column.Type type)
      throws SQLException {
    @Nullable Object value =
        switch (type) {
          case TEXT -> row.getString(column);
          case OBJECT -> withoutSpace(row.getString(column));
          case NUMBER, MOMENT, MOMENT_IN_UTC -> row.getLong(column);
          case REAL -> row.getDouble(column);
          case FLAG -> row.getBoolean(column);
          case TEXTS -> list(row.getArray(column));
          case BYTES -> row.getBytes(column);
        };
    return row.wasNull() ? null : value;
  }

  private static @Nullable String withoutSpace(@Nullable String object) {
    return object == null ? null : RecordFields.withoutSpace(object);
  }

  private static @Nullable List<?> list(@Nullable Array array) throws SQLException {
    return array == null ? null : Arrays.asList((Object[]) array.getArray());
  }

  private @Nullable DeliveredRow row(@Nullable Object[] values) {
    @Nullable UUID key = values[identity] instanceof String text ? feed.identity().key(text) : null;
    if (key == null) {
      return null;
    }
    for (@Nullable Object each : values) {
      fingerprint.add(each);
    }
    long content = fingerprint.end();
    for (int column : sentColumns) {
      fingerprint.add(values[column]);
    }
    return new DeliveredRow(
        Collections.unmodifiableList(new ArrayList<>(Arrays.asList(values))),
        String.valueOf(values[identity]),
        key,
        content,
        fingerprint.end());
  }

  /** What a row of this record would have for {@link DeliveredRow#sent}. */
  long sent(RecordFields fields) {
    for (Field field : sent) {
      fingerprint.add(sent(fields, field));
    }
    return fingerprint.end();
  }

  private @Nullable Object sent(RecordFields fields, Field field) {
    @Nullable Object value = value(field.column(), fields.get(feed.fields().indexOf(field)));
    return value == null ? field.missing().orElse(null) : value;
  }

  /** Moments are compared, not the ways to write them. */
  private static @Nullable Object value(Column column, @Nullable Object written) {
    return column.isMoment() && written instanceof String text
        ? Moments.micros(column, text)
        : written;
  }

  /** The names of the columns in which two rows differ. */
  List<String> differences(DeliveredRow one, DeliveredRow other) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (!java.util.Objects.equals(one.values().get(i), other.values().get(i))) {
        names.add(columns.get(i).name());
      }
    }
    return names;
  }
}
