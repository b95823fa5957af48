package io.tributary.connectors.lake;

import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import java.util.List;

/** A row of the tests' lake. */
record Reading(String id, String place, long atMicros, long value) {
  static final Columns<Reading> COLUMNS =
      Columns.<Reading>of()
          .text("id", row -> Text.of(row.id()))
          .label("place", Reading::place)
          .timestampMicros("taken", Reading::atMicros)
          .int64("value", Reading::value);

  static final Dataset<Reading> READINGS =
      new Dataset<>("readings", COLUMNS, row -> true, row -> Math.floorDiv(row.atMicros(), 1000L));

  static final Dataset<Reading> EXTREMES =
      new Dataset<>(
          "extremes",
          COLUMNS,
          row -> row.value() > 100,
          row -> Math.floorDiv(row.atMicros(), 1000L));

  static final List<Dataset<Reading>> DATASETS = List.of(READINGS, EXTREMES);

  static Reading of(int number, long atMillis, long value) {
    return new Reading("r" + number, "place " + number % 3, atMillis * 1000 + number % 1000, value);
  }
}
