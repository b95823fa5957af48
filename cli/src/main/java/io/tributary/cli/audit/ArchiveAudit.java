package io.tributary.cli.audit;

import io.tributary.cli.Progress;
import io.tributary.cli.audit.AuditReport.Kind;
import io.tributary.cli.contract.FeedContract.Archive;
import io.tributary.cli.lake.DatasetPlace;
import io.tributary.cli.lake.Lake;
import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2LongMap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Compares the raw zone with the input topics, over the offsets that Kafka still holds: every
 * record once, byte for byte, whatever became of it.
 *
 * <p>Of one dataset and date, the rows of a checkpoint are published together and a partition's are
 * archived in their order. So a row is missing for good when a later one of its partition and date
 * is there.
 */
final class ArchiveAudit {
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final Archive archive;
  private final Lake lake;
  private final AuditReport report;
  private final Progress progress;

  /** What the rows hold, by partition and offset; taken out as the records come. */
  private final Map<TopicPartition, Long2LongOpenHashMap> rows = new HashMap<>();

  /** The newest archived offset by partition and date. */
  private final Map<TopicPartition, Int2LongOpenHashMap> through = new HashMap<>();

  private final List<Missing> missing = new ArrayList<>();
  private final Fingerprint fingerprint = new Fingerprint();

  private record Missing(Origin origin, int day) {}

  ArchiveAudit(Archive archive, Lake lake, AuditReport report, Progress progress) {
    this.archive = archive;
    this.lake = lake;
    this.report = report;
    this.progress = progress;
    archive
        .datasets()
        .values()
        .forEach(place -> report.place(place.toString(), "every record as it was received"));
  }

  /** Reads the raw zone. */
  void load(TopicSpans inputs) throws SQLException {
    for (Map.Entry<String, DatasetPlace> each : archive.datasets().entrySet()) {
      load(each.getKey(), each.getValue(), inputs);
    }
  }

  private void load(String topic, DatasetPlace place, TopicSpans inputs) throws SQLException {
    String table = lake.table(place, Archive.COLUMNS);
    long[] count = new long[1];
    long[] deleted = new long[1];
    lake.stream(
        "SELECT topic, partition, \"offset\", received_at, key, value FROM " + table,
        row -> {
          count[0]++;
          progress.show(() -> "auditing: " + place + ", " + count[0] + " rows");
          Origin origin =
              new Origin(
                  new TopicPartition(String.valueOf(row.getString(1)), row.getInt(2)),
                  row.getLong(3));
          TopicSpans.Span span = inputs.spans().get(origin.partition());
          if (!origin.partition().topic().equals(topic)) {
            report.found(place.toString(), Kind.WRONG, origin + " belongs elsewhere");
          } else if (span == null || origin.offset() >= span.end()) {
            report.found(place.toString(), Kind.UNFOUNDED, "there is no record " + origin);
          } else if (origin.offset() < span.begin()) {
            deleted[0]++;
          } else {
            fingerprint.add(row.getLong(4)).add(row.getBytes(5)).add(row.getBytes(6));
            rows.computeIfAbsent(origin.partition(), partition -> new Long2LongOpenHashMap())
                .put(origin.offset(), fingerprint.end());
          }
        });
    report.counted(place.toString(), count[0]);
    lake.query(
        "SELECT topic, partition, \"offset\" FROM "
            + table
            + " GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL",
        row ->
            report.found(
                place.toString(),
                Kind.DOUBLED,
                row.getString(1) + "-" + row.getInt(2) + "@" + row.getLong(3)));
    if (deleted[0] > 0) {
      report.note(
          "%s no longer begins with its first record: of %d rows of %s can't be told whether they are as received"
              .formatted(topic, deleted[0], place));
    }
  }

  /** Compares an input record with its row. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    Origin origin = Origin.of(record);
    int day = (int) Math.floorDiv(record.timestamp(), DAY);
    Long2LongOpenHashMap some = rows.get(origin.partition());
    if (some == null || !some.containsKey(origin.offset())) {
      missing.add(new Missing(origin, day));
      return;
    }
    long found = some.remove(origin.offset());
    fingerprint.add(record.timestamp() * 1_000).add(record.key()).add(record.value());
    if (found != fingerprint.end()) {
      report.found(place(origin), Kind.WRONG, origin + " has other bytes, or another time");
    }
    through
        .computeIfAbsent(origin.partition(), partition -> new Int2LongOpenHashMap())
        .put(day, origin.offset() + 1);
  }

  /**
   * Judges what was not found.
   *
   * @param overdue of a partition's records, those before this offset must be there
   */
  void judge(ToLongFunction<TopicPartition> overdue) {
    for (Missing each : missing) {
      TopicPartition partition = each.origin().partition();
      Int2LongOpenHashMap days = through.get(partition);
      long end = Math.max(days == null ? 0 : days.get(each.day()), overdue.applyAsLong(partition));
      report.found(
          place(each.origin()),
          each.origin().offset() < end ? Kind.MISSING : Kind.NOT_YET,
          each.origin().toString());
    }
    rows.forEach(
        (partition, some) -> {
          for (Long2LongMap.Entry each : some.long2LongEntrySet()) {
            Origin origin = new Origin(partition, each.getLongKey());
            report.found(place(origin), Kind.UNFOUNDED, "there is no record " + origin);
          }
        });
  }

  private String place(Origin origin) {
    return String.valueOf(archive.datasets().get(origin.partition().topic()));
  }
}
