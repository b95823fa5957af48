package io.tributary.analytics;

import java.util.List;

/**
 * Delivered records in the lake, of which only the number and the newest moment are wanted.
 *
 * @param feed whose they are
 * @param folder where they lie, below the lake or below the zone of processed texts
 * @param time the column that says how new a record is
 */
record RecordDataset(String feed, String folder, String time, Zone zone) {
  /** Which root a folder is below. */
  enum Zone {
    LAKE,
    PROCESSED_TEXTS
  }

  static final List<RecordDataset> ALL_DATASETS =
      List.of(
          new RecordDataset("tickets", "tickets_with_assignment", "created_at", Zone.LAKE),
          texts("fr"),
          texts("en"),
          texts("ar"),
          // Their own time may lie ahead: a forecast is as new as its collection.
          new RecordDataset("weather", "weather_observations", "collected_at", Zone.LAKE),
          new RecordDataset("tweets", "tweets_analyzed", "created_at", Zone.LAKE));

  private static RecordDataset texts(String language) {
    return new RecordDataset("texts", "language=" + language, "timestamp", Zone.PROCESSED_TEXTS);
  }

  /** How many records there are and which is the newest, by file. */
  String question(LakeFormat format, String files) {
    String read =
        format == LakeFormat.PARQUET
            ? "read_parquet(" + files + ", filename = true, hive_partitioning = false)"
            : "read_json("
                + files
                + ", format = 'newline_delimited', filename = true, hive_partitioning = false,"
                + " columns = {\""
                + time
                + "\": 'TIMESTAMP'})";
    return "SELECT filename, count(*), max(epoch_us(\""
        + time
        + "\")) FROM "
        + read
        + " GROUP BY 1";
  }
}
