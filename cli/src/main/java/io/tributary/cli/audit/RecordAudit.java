package io.tributary.cli.audit;

import io.tributary.cli.Progress;
import io.tributary.cli.audit.AuditReport.Fates;
import io.tributary.cli.audit.AuditReport.Kind;
import io.tributary.cli.lake.IdentityMarks;
import io.tributary.cli.lake.Lake;
import io.tributary.connectors.kafka.RecordHeaders;
import io.tributary.jobs.settings.Settings;
import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Finds every record's fate: the outputs are read first, then the inputs in their order.
 *
 * <p>What is missing is lost when a later record of its partition is out already, since the outputs
 * of a checkpoint come out together and sources read a partition in its order. In the lake that
 * holds for each date, whose files are published on their own. Otherwise it may still come.
 */
final class RecordAudit {
  private static final Duration DAY = Duration.ofDays(1);

  // What is marked of an identity.
  private static final int IN_LAKE = 1;
  private static final int IN_TOPIC = 2;
  private static final int URGENT = 4;
  private static final int IN_URGENT = 8;
  private static final int LATE = 16;
  private static final int SEEN = 32;
  private static final int OVERDUE = 64;

  // Where a record is missing.
  private static final int TOPIC_MISSES = 1;
  private static final int LAKE_MISSES = 2;
  private static final int LAKE_IS_OVERDUE = 4;
  private static final int URGENT_MISSES = 8;
  private static final int NO_FATE = 16;
  private static final int BITS = 5;

  private final AuditedFeed feed;
  private final Settings settings;
  private final Lake lake;
  private final AuditReport report;
  private final Progress progress;
  private final long overdueMillis;
  private final IdentityMarks marks = new IdentityMarks();
  private final Origins rejected = new Origins();
  private final Origins late = new Origins();
  private final Map<TopicPartition, Partition> partitions = new HashMap<>();
  private final RecordTexts texts;
  private boolean doubledRows;
  private long lateIdentities;

  /** What is known of an input's partition. */
  private static final class Partition {
    final Int2LongOpenHashMap rowsThrough = offsets();
    final Int2LongOpenHashMap urgentThrough = offsets();
    final LongArrayList missing = new LongArrayList();
    final IntArrayList misses = new IntArrayList();
    long through = -1;
    long in;
    long delivered;
    long rejected;
    long duplicate;
    long late;
    long notYet;
    long lost;

    private static Int2LongOpenHashMap offsets() {
      Int2LongOpenHashMap map = new Int2LongOpenHashMap();
      map.defaultReturnValue(-1);
      return map;
    }

    Fates fates(TopicPartition name) {
      return new Fates(
          name.topic(),
          Integer.toString(name.partition()),
          in,
          delivered,
          rejected,
          duplicate,
          late,
          notYet,
          lost);
    }
  }

  /**
   * Prepares the audit.
   *
   * @param overdueMillis what was written to the topic before that, in milliseconds since the
   *     epoch, must be in the lake
   */
  RecordAudit(
      AuditedFeed feed,
      Settings settings,
      Lake lake,
      AuditReport report,
      Progress progress,
      long overdueMillis) {
    this.feed = feed;
    this.settings = settings;
    this.lake = lake;
    this.report = report;
    this.progress = progress;
    this.overdueMillis = overdueMillis;
    this.texts = new RecordTexts(feed.required());
    report.place(feed.input(), "every record has one fate");
    report.place(feed.rows(), "every delivered record once");
    report.place(feed.delivered(), "every delivered record once");
    report.place(feed.urgentRows(), "every urgent one once");
    report.place(feed.deadLetters(), "every rejected record once");
    report.place(feed.late(), "every late record once, delivered too");
  }

  /** Whether a row is in the lake twice. */
  boolean hasDoubledRows() {
    return doubledRows;
  }

  /** How many different records are late. */
  long lateRecords() {
    return lateIdentities;
  }

  /** How many different records are in the lake or the topic. */
  long deliveredAnywhere() {
    long[] count = new long[1];
    marks.forEach(
        (identity, its) -> {
          if ((its & (IN_LAKE | IN_TOPIC)) != 0) {
            count[0]++;
          }
        });
    return count[0];
  }

  void run(TopicSpans outputs, TopicSpans inputs) throws SQLException {
    readRows();
    readUrgentRows();
    readDelivered(outputs);
    readDeadLetters(outputs);
    readLate(outputs);
    for (String topic : feed.inputs()) {
      inputs.of(topic).keySet().forEach(each -> partitions.put(each, new Partition()));
      boolean directory = !topic.equals(feed.input());
      inputs.read(settings, topic, progress, directory ? this::takeOfDirectory : this::take);
    }
    judgeMissing();
    judgeUnfounded(outputs, inputs);
    for (String topic : feed.inputs()) {
      addFates(inputs, topic);
    }
  }

  private void readRows() throws SQLException {
    long[] count = new long[1];
    lake.stream(
        "SELECT ticket_id, priority FROM "
            + lake.table(feed.rows(), Map.of("ticket_id", Lake.TEXT, "priority", Lake.TEXT)),
        row -> {
          count[0]++;
          UUID identity = identity(feed.rows(), row.getString(1));
          int urgent = feed.urgent().contains(row.getString(2)) ? URGENT : 0;
          if (identity != null && (marks.mark(identity, IN_LAKE | urgent) & IN_LAKE) != 0) {
            doubledRows = true;
            report.found(feed.rows(), Kind.DOUBLED, identity.toString());
          }
          progress.show(() -> "auditing: " + feed.rows() + ", " + count[0] + " rows");
        });
    report.counted(feed.rows(), count[0]);
  }

  private void readUrgentRows() throws SQLException {
    long[] count = new long[1];
    lake.stream(
        "SELECT ticket_id FROM " + lake.table(feed.urgentRows(), Map.of("ticket_id", Lake.TEXT)),
        row -> {
          count[0]++;
          UUID identity = identity(feed.urgentRows(), row.getString(1));
          if (identity != null && (marks.mark(identity, IN_URGENT) & IN_URGENT) != 0) {
            report.found(feed.urgentRows(), Kind.DOUBLED, identity.toString());
          }
        });
    report.counted(feed.urgentRows(), count[0]);
  }

  private @Nullable UUID identity(String place, String text) {
    UUID identity = IdentityMarks.identity(text);
    if (identity == null) {
      report.found(place, Kind.WRONG, "'" + text + "' is no identity");
    }
    return identity;
  }

  /** Those that are in the topic only are kept, so that windows can be counted over them too. */
  private void readDelivered(TopicSpans outputs) throws SQLException {
    lake.execute(
        "CREATE TABLE only_in_topic (ticket_id VARCHAR, client_id VARCHAR, created_at BIGINT,"
            + " request_type VARCHAR, priority VARCHAR, region VARCHAR)");
    RecordTexts row =
        new RecordTexts(
            List.of("ticket_id", "client_id", "created_at", "request_type", "priority", "region"));
    long[] count = new long[1];
    try (DuckDBAppender table = lake.appender("only_in_topic")) {
      outputs.read(
          settings,
          feed.delivered(),
          progress,
          record -> {
            count[0]++;
            UUID identity = row.read(record.value()) ? IdentityMarks.identity(row.get(0)) : null;
            if (identity == null) {
              report.found(
                  feed.delivered(), Kind.WRONG, place(record) + " is not a delivered record");
              return;
            }
            int urgent = feed.urgent().contains(row.get("priority")) ? URGENT : 0;
            int before = marks.mark(identity, IN_TOPIC | urgent);
            if ((before & IN_TOPIC) != 0) {
              report.found(feed.delivered(), Kind.DOUBLED, identity.toString());
            } else if ((before & IN_LAKE) == 0) {
              if (record.timestamp() < overdueMillis) {
                marks.mark(identity, OVERDUE);
              }
              append(table, row);
            }
          });
    }
    report.counted(feed.delivered(), count[0]);
  }

  private static void append(DuckDBAppender table, RecordTexts row) {
    try {
      Instant at = Instant.parse(row.get("created_at"));
      table.beginRow();
      table.append(row.get("ticket_id"));
      table.append(row.get("client_id"));
      table.append(at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000);
      table.append(row.get("request_type"));
      table.append(row.get("priority"));
      table.append(row.get("region"));
      table.endRow();
    } catch (SQLException e) {
      throw new IllegalStateException("a row can't be kept", e);
    }
  }

  private void readDeadLetters(TopicSpans outputs) {
    long[] count = new long[1];
    outputs.read(
        settings,
        feed.deadLetters(),
        progress,
        record -> {
          count[0]++;
          Origins.Place origin = Origins.of(record);
          if (origin == null || !feed.inputs().contains(origin.partition().topic())) {
            report.found(feed.deadLetters(), Kind.WRONG, place(record) + " does not say of what");
          } else if (!rejected.add(origin)) {
            report.found(feed.deadLetters(), Kind.DOUBLED, origin.toString());
          }
          report.rejected(
              Optional.ofNullable(Origins.header(record, RecordHeaders.REASON)).orElse("none"));
        });
    report.counted(feed.deadLetters(), count[0]);
  }

  private void readLate(TopicSpans outputs) throws SQLException {
    lake.execute("CREATE TABLE late (ticket_id VARCHAR)");
    long[] count = new long[1];
    try (DuckDBAppender table = lake.appender("late")) {
      outputs.read(
          settings,
          feed.late(),
          progress,
          record -> {
            count[0]++;
            Origins.Place origin = Origins.of(record);
            UUID identity =
                texts.read(record.value()) ? IdentityMarks.identity(texts.get(0)) : null;
            if (origin == null || identity == null) {
              report.found(feed.late(), Kind.WRONG, place(record) + " is no late record");
              return;
            }
            boolean again = (marks.mark(identity, LATE) & LATE) != 0;
            if (!late.add(origin) || again) {
              report.found(feed.late(), Kind.DOUBLED, origin.toString());
            }
            if (!again) {
              lateIdentities++;
              appendLate(table, identity);
            }
          });
    }
    report.counted(feed.late(), count[0]);
  }

  private static void appendLate(DuckDBAppender table, UUID identity) {
    try {
      table.beginRow();
      table.append(identity.toString());
      table.endRow();
    } catch (SQLException e) {
      throw new IllegalStateException("a row can't be kept", e);
    }
  }

  /** Of a directory only the dead letters are told; its other records are looked up, no more. */
  private void takeOfDirectory(ConsumerRecord<byte[], byte[]> record) {
    Partition partition = partition(record);
    partition.in++;
    if (rejected.remove(name(record), record.offset())) {
      partition.rejected++;
    } else {
      partition.delivered++;
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Partition partition = partition(record);
    partition.in++;
    boolean isLate = late.remove(name(record), record.offset());
    if (rejected.remove(name(record), record.offset())) {
      partition.rejected++;
      partition.through = record.offset();
      if (isLate) {
        report.found(feed.late(), Kind.UNFOUNDED, place(record) + " was rejected");
      }
      return;
    }
    partition.late += isLate ? 1 : 0;
    UUID identity = canBeValid(record) ? IdentityMarks.identity(texts.get(0)) : null;
    if (identity == null) {
      partition.missing.add(record.offset());
      partition.misses.add(NO_FATE);
      return;
    }
    int its = marks.mark(identity, SEEN);
    if ((its & SEEN) != 0) {
      partition.duplicate++;
      return;
    }
    int day = day(texts.get(1));
    int misses = 0;
    if ((its & IN_TOPIC) != 0) {
      partition.through = record.offset();
    } else {
      misses |= TOPIC_MISSES;
    }
    if ((its & IN_LAKE) != 0) {
      partition.rowsThrough.put(day, record.offset());
    } else {
      misses |= (its & OVERDUE) != 0 ? LAKE_IS_OVERDUE : LAKE_MISSES;
    }
    boolean isOut = (its & (IN_TOPIC | IN_LAKE)) != 0;
    boolean urgent = isOut ? (its & URGENT) != 0 : feed.urgent().contains(texts.get("priority"));
    if (urgent && (its & IN_URGENT) != 0) {
      partition.urgentThrough.put(day, record.offset());
    } else if (urgent) {
      misses |= URGENT_MISSES;
    } else if ((its & IN_URGENT) != 0) {
      report.found(feed.urgentRows(), Kind.UNFOUNDED, identity + " is not urgent");
    }
    if ((misses & ~URGENT_MISSES) == 0) {
      partition.delivered++;
    }
    if (misses != 0) {
      partition.missing.add(record.offset());
      partition.misses.add(day * (1 << BITS) + misses);
    }
  }

  /** What is plainly no valid record must have been rejected. */
  private boolean canBeValid(ConsumerRecord<byte[], byte[]> record) {
    return texts.read(record.value())
        && feed.codes().entrySet().stream()
            .allMatch(code -> code.getValue().contains(texts.get(code.getKey())));
  }

  private void judgeMissing() {
    partitions.forEach(
        (name, partition) -> {
          for (int i = 0; i < partition.missing.size(); i++) {
            judge(name, partition, partition.missing.getLong(i), partition.misses.getInt(i));
          }
        });
  }

  private void judge(TopicPartition name, Partition partition, long offset, int miss) {
    int day = Math.floorDiv(miss, 1 << BITS);
    int misses = Math.floorMod(miss, 1 << BITS);
    String place = new Origins.Place(name, offset).toString();
    boolean lost = false;
    if ((misses & NO_FATE) != 0) {
      lost = offset < partition.through;
      report.found(
          feed.deadLetters(), lost ? Kind.MISSING : Kind.NOT_YET, place + " can't be valid");
    }
    if ((misses & TOPIC_MISSES) != 0) {
      boolean here = offset < partition.through;
      lost |= here;
      report.found(feed.delivered(), here ? Kind.MISSING : Kind.NOT_YET, place);
    }
    if ((misses & (LAKE_MISSES | LAKE_IS_OVERDUE)) != 0) {
      boolean here = (misses & LAKE_IS_OVERDUE) != 0 || offset < partition.rowsThrough.get(day);
      lost |= here;
      report.found(feed.rows(), here ? Kind.MISSING : Kind.NOT_YET, place);
    }
    if ((misses & URGENT_MISSES) != 0) {
      boolean here = (misses & LAKE_IS_OVERDUE) != 0 || offset < partition.urgentThrough.get(day);
      report.found(feed.urgentRows(), here ? Kind.MISSING : Kind.NOT_YET, place);
    }
    if ((misses & ~URGENT_MISSES) != 0) {
      partition.lost += lost ? 1 : 0;
      partition.notYet += lost ? 0 : 1;
      report.found(feed.input(), lost ? Kind.MISSING : Kind.NOT_YET, place);
    }
  }

  /** What came out must have come in; what Kafka has deleted meanwhile can't be told. */
  private void judgeUnfounded(TopicSpans outputs, TopicSpans inputs) {
    boolean whole = inputs.isWhole(feed.input());
    long[] untold = new long[1];
    marks.forEach(
        (identity, its) -> {
          if ((its & SEEN) != 0) {
            return;
          }
          if (!whole) {
            untold[0]++;
            return;
          }
          judgeUnfounded(identity, its);
        });
    if (!whole) {
      report.note(
          feed.input()
              + " no longer begins with its first record: "
              + untold[0]
              + " records that are out came in before, and can't be told");
    }
    unfounded(feed.deadLetters(), rejected, inputs);
    unfounded(feed.late(), late, inputs);
    outputs
        .spans()
        .forEach(
            (partition, span) -> {
              if (span.newest() > span.end()) {
                report.note(
                    partition
                        + ": "
                        + (span.newest() - span.end())
                        + " offsets after "
                        + span.end()
                        + " are in transactions not committed yet");
              }
            });
  }

  private void judgeUnfounded(UUID identity, int its) {
    if ((its & IN_LAKE) != 0) {
      report.found(feed.rows(), Kind.UNFOUNDED, identity.toString());
    }
    if ((its & IN_TOPIC) != 0) {
      report.found(feed.delivered(), Kind.UNFOUNDED, identity.toString());
    }
    if ((its & IN_URGENT) != 0) {
      report.found(feed.urgentRows(), Kind.UNFOUNDED, identity.toString());
    }
    if ((its & LATE) != 0) {
      report.found(feed.late(), Kind.UNFOUNDED, identity.toString());
    }
  }

  private void unfounded(String place, Origins origins, TopicSpans inputs) {
    origins.forEach(
        (partition, offset) -> {
          TopicSpans.Span span = inputs.spans().get(partition);
          boolean compacted = feed.directories().contains(partition.topic());
          if (span == null || offset >= span.end() || (offset >= span.begin() && !compacted)) {
            report.found(
                place,
                Kind.UNFOUNDED,
                "there is no record " + new Origins.Place(partition, offset));
          }
        });
  }

  private void addFates(TopicSpans inputs, String topic) {
    long[] all = new long[7];
    inputs
        .of(topic)
        .keySet()
        .forEach(
            name -> {
              Fates fates = partition(name).fates(name);
              report.fates(fates);
              all[0] += fates.in();
              all[1] += fates.delivered();
              all[2] += fates.rejected();
              all[3] += fates.duplicate();
              all[4] += fates.late();
              all[5] += fates.notYet();
              all[6] += fates.lost();
            });
    report.fates(
        new Fates(topic, Fates.ALL, all[0], all[1], all[2], all[3], all[4], all[5], all[6]));
    if (topic.equals(feed.input())) {
      report.counted(topic, all[0]);
    }
  }

  private Partition partition(ConsumerRecord<byte[], byte[]> record) {
    return partition(name(record));
  }

  private Partition partition(TopicPartition name) {
    return partitions.computeIfAbsent(name, each -> new Partition());
  }

  private static TopicPartition name(ConsumerRecord<byte[], byte[]> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  private static String place(ConsumerRecord<byte[], byte[]> record) {
    return new Origins.Place(name(record), record.offset()).toString();
  }

  /** The date in UTC, in days since the epoch; that of the epoch when it can't be read. */
  private static int day(String moment) {
    try {
      Instant at =
          moment.endsWith("Z") ? Instant.parse(moment) : OffsetDateTime.parse(moment).toInstant();
      return (int) Math.floorDiv(at.getEpochSecond(), DAY.toSeconds());
    } catch (DateTimeException e) {
      return 0;
    }
  }
}
