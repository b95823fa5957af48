package io.tributary.cli.audit;

import io.tributary.cli.Progress;
import io.tributary.cli.audit.AuditReport.Fates;
import io.tributary.cli.audit.AuditReport.Kind;
import io.tributary.cli.contract.FeedContract;
import io.tributary.cli.contract.FeedContract.Field;
import io.tributary.cli.contract.FeedContract.Rows;
import io.tributary.cli.contract.FeedContract.Subset;
import io.tributary.cli.contract.Moments;
import io.tributary.cli.contract.RecordFields;
import io.tributary.cli.lake.Column;
import io.tributary.cli.lake.Lake;
import io.tributary.connectors.kafka.RecordHeaders;
import io.tributary.jobs.settings.Settings;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Finds every record's fate: the outputs are read first, then the inputs in their order.
 *
 * <p>What is missing is lost when a later record of its partition is out already, since the outputs
 * of a checkpoint come out together and sources read a partition in its order. In the lake that
 * holds for each dataset and date, whose files are published on their own. Otherwise it may still
 * come. Which of several copies was delivered can't be told when they lie in different partitions:
 * the one read first counts as delivered, and how far a partition is out is not judged by them.
 */
final class RecordAudit {
  private static final long DAY_MICROS = Duration.ofDays(1).toMillis() * 1_000;
  private static final int EXAMPLES = 5;
  private static final int PARTITION_BITS = 20;

  // What is marked of an identity.
  private static final int IN_LAKE = 1;
  private static final int IN_TOPIC = 2;
  private static final int LATE = 4;
  private static final int SEEN = 8;

  /** It was written to the topic so long ago that it must be in the lake. */
  private static final int OVERDUE = 16;

  /** What was delivered is the first record of a partition. */
  private static final int FOUNDED = 32;

  /** What was delivered is the record that was seen first. */
  private static final int PLAIN = 64;

  /** There are copies in other partitions than that of the first. */
  private static final int ELSEWHERE = 128;

  /** Two more for each subset: whether it belongs there, and whether it is there. */
  private static final int SUBSETS = 8;

  // Where a record is missing.
  private static final int TOPIC_MISSES = 1;
  private static final int LAKE_MISSES = 2;
  private static final int NO_FATE = 4;
  private static final int SUBSET_MISSES = 8;

  private final FeedContract feed;
  private final Settings settings;
  private final Lake lake;
  private final AuditReport report;
  private final Progress progress;
  private final long overdueMillis;
  private final TopicSpans outputs;
  private final Retention topic;
  private final Retention letters;
  private final DeliveredRows delivered;
  private final Optional<ArchiveAudit> archive;
  private final IdentityLedger ledger = new IdentityLedger();
  private final Copies rejected = new Copies();
  private final Copies late = new Copies();
  private final Map<TopicPartition, Partition> byName = new HashMap<>();
  private final List<Partition> partitions = new ArrayList<>();
  private final List<Missing> missing = new ArrayList<>();

  /** Other places of an identity: of each partition but the first's, its first record. */
  private final Int2ObjectOpenHashMap<List<Place>> elsewhere = new Int2ObjectOpenHashMap<>();

  /** Identities, by number and partition, whose first record there is not the delivered one. */
  private final LongOpenHashSet others = new LongOpenHashSet();

  /** Of identities that were rejected after deduplication: the attempt that passes next. */
  private final Int2IntOpenHashMap nextAttempts = new Int2IntOpenHashMap();

  /** Of identities that were sent again after that: the last attempt that wasn't rejected. */
  private final Int2ObjectOpenHashMap<Attempt> attempts = new Int2ObjectOpenHashMap<>();

  private final RecordFields fields;
  private final Column time;
  private boolean doubledRows;
  private long lateIdentities;
  private long copiesOfRefused;

  /** What is known of an input's partition. Offsets are those after the newest. */
  private static final class Partition {
    final TopicPartition name;
    final int index;

    /** Whether it still begins with its first record. */
    final boolean whole;

    final Int2LongOpenHashMap rowsThrough = new Int2LongOpenHashMap();
    final List<Int2LongOpenHashMap> subsetsThrough;
    long through;
    long overdueThrough;
    long in;
    long delivered;
    long rejected;
    long duplicate;
    long late;
    long notYet;
    long lost;
    long untold;

    Partition(TopicPartition name, int index, boolean whole, int subsets) {
      this.name = name;
      this.index = index;
      this.whole = whole;
      this.subsetsThrough = new ArrayList<>();
      for (int i = 0; i < subsets; i++) {
        subsetsThrough.add(new Int2LongOpenHashMap());
      }
    }

    Fates fates() {
      return new Fates(
          name.topic(),
          Integer.toString(name.partition()),
          in,
          delivered,
          rejected,
          duplicate,
          late,
          notYet,
          lost,
          untold);
    }
  }

  private record Place(Partition partition, long offset) {
    @Override
    public String toString() {
      return new Origin(partition.name, offset).toString();
    }
  }

  /** An identity's record that was sent again. */
  private record Attempt(int number, Place place) {}

  /**
   * A record that is not where it must be.
   *
   * @param identity its number; negative when it has none
   * @param file which of the files that are published on their own its row belongs in
   * @param misses where it is missing
   */
  private record Missing(int identity, Place place, int file, int misses) {}

  /**
   * Prepares the audit.
   *
   * @param outputs what the topics hold that the feed writes
   * @param overdueMillis what was written to the topic before that, in milliseconds since the
   *     epoch, must be in the lake
   */
  RecordAudit(
      FeedContract feed,
      Settings settings,
      Lake lake,
      TopicSpans outputs,
      AuditReport report,
      Progress progress,
      long overdueMillis) {
    this.feed = feed;
    this.settings = settings;
    this.lake = lake;
    this.outputs = outputs;
    this.topic = new Retention(feed.delivered().topic(), outputs);
    this.letters = new Retention(feed.deadLetters(), outputs);
    this.report = report;
    this.progress = progress;
    this.overdueMillis = overdueMillis;
    this.fields = new RecordFields(feed.columns());
    this.time =
        feed.columns().stream()
            .filter(column -> column.name().equals(feed.time()))
            .findFirst()
            .orElseThrow();
    this.delivered = new DeliveredRows(feed, lake);
    feed.recordTopics().forEach(topic -> report.place(topic, "every record has one fate"));
    this.archive = feed.archive().map(zone -> new ArchiveAudit(zone, lake, report, progress));
    feed.rows().forEach(rows -> report.place(name(rows), "every delivered record once"));
    report.place(feed.delivered().topic(), "every delivered record once, as in the lake");
    for (Subset subset : feed.subsets()) {
      report.place(name(subset), "those of them with " + subset.column() + " " + values(subset));
    }
    report.place(feed.deadLetters(), "every rejected record once, untouched");
    report.place(feed.late(), "every late record once, delivered too");
  }

  private static String name(Rows rows) {
    return rows.place().toString();
  }

  private static String name(Subset subset) {
    return subset.place().toString();
  }

  private static String values(Subset subset) {
    return subset.values().stream().sorted().collect(Collectors.joining(" or "));
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
    long count = 0;
    for (int i = 0; i < ledger.size(); i++) {
      count += isOut(ledger.marks(i)) ? 1 : 0;
    }
    return count;
  }

  private static boolean isOut(int marks) {
    return (marks & (IN_LAKE | IN_TOPIC)) != 0;
  }

  private static int belongs(int subset) {
    return 1 << (SUBSETS + 2 * subset);
  }

  private static int holds(int subset) {
    return 1 << (SUBSETS + 2 * subset + 1);
  }

  void run(TopicSpans inputs) throws SQLException {
    for (Rows rows : feed.rows()) {
      readRows(rows);
    }
    for (int i = 0; i < feed.subsets().size(); i++) {
      readSubset(i);
    }
    readDelivered();
    readDeadLetters();
    readLate();
    if (archive.isPresent()) {
      archive.get().load(inputs);
    }
    for (String input : feed.inputTopics()) {
      inputs
          .of(input)
          .forEach(
              (name, span) -> {
                Partition partition =
                    new Partition(
                        name, partitions.size(), span.begin() == 0, feed.subsets().size());
                partitions.add(partition);
                byName.put(name, partition);
              });
      boolean directory = feed.directoryTopics().contains(input);
      inputs.read(settings, input, progress, directory ? this::takeOfDirectory : this::take);
    }
    findHowFarPartitionsAreOut();
    missing.forEach(this::judge);
    if (copiesOfRefused > 0) {
      report.note(
          "%d identities with copies were never delivered, but rejected after deduplication: until their dead letters are replayed, copies are duplicates"
              .formatted(copiesOfRefused));
    }
    archive.ifPresent(
        zone ->
            zone.judge(
                name ->
                    Optional.ofNullable(byName.get(name)).map(p -> p.overdueThrough).orElse(0L)));
    judgeUnfounded(inputs);
    unfounded(feed.deadLetters(), rejected, inputs);
    unfounded(feed.late(), late, inputs);
    topic.note(report);
    letters.note(report);
    noteOpenTransactions();
    addFates(inputs);
  }

  private void readRows(Rows rows) throws SQLException {
    long[] count = new long[1];
    delivered.read(
        rows,
        row -> {
          count[0]++;
          progress.show(() -> "auditing: " + name(rows) + ", " + count[0] + " rows");
          if (row == null) {
            report.found(name(rows), Kind.WRONG, "a row has no identity");
            return;
          }
          int number = ledger.number(row.key());
          if ((ledger.mark(number, IN_LAKE | subsetsOf(row)) & IN_LAKE) != 0) {
            doubledRows = true;
            report.found(name(rows), Kind.DOUBLED, row.identity());
          } else {
            ledger.delivered(number, row.content(), row.sent());
            ledger.lies(number, feed.rows().indexOf(rows));
          }
        });
    report.counted(name(rows), count[0]);
    for (String rule : feed.delivered().rules()) {
      lake.query(
          "SELECT %s FROM %s WHERE (%s) IS DISTINCT FROM true"
              .formatted(
                  feed.identity().column(),
                  delivered.table(rows, feed.delivered().columns()),
                  rule),
          row -> report.found(name(rows), Kind.WRONG, row.getString(1) + " breaks " + rule));
    }
  }

  private int subsetsOf(DeliveredRow row) {
    int marks = 0;
    for (int i = 0; i < feed.subsets().size(); i++) {
      Subset subset = feed.subsets().get(i);
      Object value = row.values().get(delivered.place(subset.column()));
      marks |= value != null && subset.values().contains(value.toString()) ? belongs(i) : 0;
    }
    return marks;
  }

  private void readSubset(int subset) throws SQLException {
    String place = name(feed.subsets().get(subset));
    long[] count = new long[1];
    delivered.read(
        feed.subsets().get(subset).place(),
        row -> {
          count[0]++;
          if (row == null) {
            report.found(place, Kind.WRONG, "a row has no identity");
            return;
          }
          int number = ledger.number(row.key());
          int before = ledger.mark(number, holds(subset));
          if ((before & holds(subset)) != 0) {
            report.found(place, Kind.DOUBLED, row.identity());
          } else if ((before & IN_LAKE) != 0 && ledger.content(number) != row.content()) {
            report.found(place, Kind.WRONG, row.identity() + " is another row elsewhere");
          }
        });
    report.counted(place, count[0]);
  }

  /** Those that are in the topic only are kept, so that windows can be counted over them too. */
  private void readDelivered() throws SQLException {
    String name = feed.delivered().topic();
    List<Column> kept = feed.countedColumns();
    lake.execute(
        "CREATE TABLE only_in_topic ("
            + kept.stream()
                .map(column -> Lake.quoted(column.name()) + " " + column.type().kept())
                .collect(Collectors.joining(", "))
            + ")");
    int key = delivered.place(feed.delivered().key());
    long[] count = new long[1];
    Map<UUID, DeliveredRow> different = new LinkedHashMap<>();
    long[] differences = new long[1];
    try (DuckDBAppender table = lake.appender("only_in_topic")) {
      outputs.read(
          settings,
          name,
          progress,
          record -> {
            count[0]++;
            topic.holds(record);
            DeliveredRow row = delivered.of(record.value());
            if (row == null) {
              report.found(name, Kind.WRONG, Origin.of(record) + " is not a delivered record");
              return;
            }
            if (record.key() == null
                || !text(record.key()).equals(String.valueOf(row.values().get(key)))) {
              report.found(name, Kind.WRONG, row.identity() + " has another key");
            }
            int number = ledger.number(row.key());
            int overdue = record.timestamp() < overdueMillis ? OVERDUE : 0;
            int before = ledger.mark(number, IN_TOPIC | overdue | subsetsOf(row));
            if ((before & IN_TOPIC) != 0) {
              report.found(name, Kind.DOUBLED, row.identity());
            } else if ((before & IN_LAKE) == 0) {
              ledger.delivered(number, row.content(), row.sent());
              append(table, kept, row);
            } else if (ledger.content(number) != row.content()) {
              differences[0]++;
              if (different.size() < EXAMPLES) {
                different.put(row.key(), row);
              }
            }
          });
    }
    report.counted(name, count[0]);
    if (differences[0] > 0) {
      Map<UUID, String> named = differingColumns(different);
      named.values().forEach(example -> report.found(name, Kind.WRONG, example));
      for (long i = named.size(); i < differences[0]; i++) {
        report.found(name, Kind.WRONG, "and more");
      }
    }
  }

  private Map<UUID, String> differingColumns(Map<UUID, DeliveredRow> inTopic) throws SQLException {
    Map<UUID, String> named = new LinkedHashMap<>();
    for (Rows rows : feed.rows()) {
      delivered.read(
          rows,
          row -> {
            DeliveredRow other = row == null ? null : inTopic.get(row.key());
            if (row != null && other != null) {
              named.putIfAbsent(
                  row.key(),
                  row.identity()
                      + " is another in the lake by "
                      + String.join(", ", delivered.differences(row, other)));
            }
          });
    }
    return named;
  }

  private void append(DuckDBAppender table, List<Column> kept, DeliveredRow row) {
    try {
      table.beginRow();
      for (Column column : kept) {
        Object value = row.values().get(delivered.place(column.name()));
        if (value instanceof String text) {
          table.append(text);
        } else if (value instanceof Long number) {
          table.append(number.longValue());
        } else if (value instanceof Double number) {
          table.append(number.doubleValue());
        } else if (value instanceof Boolean flag) {
          table.append(flag.booleanValue());
        } else if (value instanceof List<?> list) {
          table.append(list);
        } else {
          throw new IllegalStateException(column + " can't be kept");
        }
      }
      table.endRow();
    } catch (SQLException e) {
      throw new IllegalStateException("a row can't be kept", e);
    }
  }

  private void readDeadLetters() {
    long[] count = new long[1];
    outputs.read(
        settings,
        feed.deadLetters(),
        progress,
        record -> {
          count[0]++;
          letters.holds(record);
          String reason =
              Optional.ofNullable(Origin.header(record, RecordHeaders.REASON)).orElse("");
          Origin origin = Origin.saidBy(record);
          if (origin == null || !feed.inputTopics().contains(origin.partition().topic())) {
            report.found(
                feed.deadLetters(), Kind.WRONG, Origin.of(record) + " does not say of what");
          } else if (!rejected.add(origin, Copy.of(record))) {
            report.found(feed.deadLetters(), Kind.DOUBLED, origin.toString());
          }
          if (reason.isBlank()
              || blank(record, RecordHeaders.DETAIL)
              || Origin.header(record, RecordHeaders.FIELD) == null
              || !feed.name().equals(Origin.header(record, RecordHeaders.FEED))) {
            report.found(
                feed.deadLetters(), Kind.WRONG, Origin.of(record) + " does not say why, or whose");
          }
          report.rejected(reason.isBlank() ? "none" : reason);
        });
    report.counted(feed.deadLetters(), count[0]);
  }

  private static boolean blank(ConsumerRecord<byte[], byte[]> record, String header) {
    String text = Origin.header(record, header);
    return text == null || text.isBlank();
  }

  private void readLate() throws SQLException {
    lake.execute("CREATE TABLE late (identity VARCHAR)");
    long[] count = new long[1];
    try (DuckDBAppender table = lake.appender("late")) {
      outputs.read(
          settings,
          feed.late(),
          progress,
          record -> {
            count[0]++;
            Origin origin = Origin.saidBy(record);
            String identity = fields.read(record.value()) ? feed.identity().of(fields, true) : null;
            UUID key = identity == null ? null : feed.identity().key(identity);
            if (origin == null || identity == null || key == null) {
              report.found(feed.late(), Kind.WRONG, Origin.of(record) + " is no late record");
              return;
            }
            String watermark = Origin.header(record, RecordHeaders.WATERMARK);
            if (watermark == null
                || Moments.micros(watermark) == null
                || !feed.name().equals(Origin.header(record, RecordHeaders.FEED))) {
              report.found(
                  feed.late(), Kind.WRONG, origin + " does not say how late it is, or whose");
            }
            boolean again = (ledger.mark(ledger.number(key), LATE) & LATE) != 0;
            if (!late.add(origin, Copy.of(record)) || again) {
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

  private static void appendLate(DuckDBAppender table, String identity) {
    try {
      table.beginRow();
      table.append(identity);
      table.endRow();
    } catch (SQLException e) {
      throw new IllegalStateException("a row can't be kept", e);
    }
  }

  /** Of a directory only the dead letters are told; its other records are looked up, no more. */
  private void takeOfDirectory(ConsumerRecord<byte[], byte[]> record) {
    Partition partition = partition(record);
    partition.in++;
    Copy letter = rejected.remove(record);
    if (letter != null) {
      partition.rejected++;
      compare(feed.deadLetters(), letter, record);
    } else {
      partition.delivered++;
    }
  }

  private void compare(String place, Copy copy, ConsumerRecord<byte[], byte[]> original) {
    if (!copy.isOf(original)) {
      report.found(place, Kind.WRONG, Origin.of(original) + " has other bytes there");
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Partition partition = partition(record);
    partition.in++;
    archive.ifPresent(zone -> zone.take(record));
    Copy copy = late.remove(record);
    if (copy != null) {
      compare(feed.late(), copy, record);
    }
    Copy letter = rejected.remove(record);
    if (letter != null) {
      takeRejected(partition, record, letter);
      if (copy != null) {
        report.found(feed.late(), Kind.UNFOUNDED, Origin.of(record) + " was rejected");
      }
      return;
    }
    partition.late += copy != null ? 1 : 0;
    Place place = new Place(partition, record.offset());
    UUID key = canBeValid(record) ? key(feed.identity().of(fields, true)) : null;
    if (key == null) {
      if (record.timestamp() < overdueMillis
          && letters.mayHaveHeld(record.key(), record.timestamp(), place.toString())) {
        partition.untold++;
      } else {
        missing.add(new Missing(-1, place, 0, NO_FATE));
      }
      return;
    }
    int number = ledger.number(key);
    int attempt = RecordHeaders.attempt(record.headers());
    if (attempt > 0) {
      attempts.merge(
          number,
          new Attempt(attempt, place),
          (before, now) -> now.number() > before.number() ? now : before);
    }
    boolean plain = isTheDelivered(number, partition, attempt);
    int its = ledger.mark(number, SEEN);
    if ((its & SEEN) != 0) {
      partition.duplicate++;
      noteCopy(number, place);
      return;
    }
    int file = file();
    ledger.cameIn(number, partition.index, record.offset(), file);
    ledger.mark(number, plain ? PLAIN : 0);
    int misses =
        ((its & IN_TOPIC) == 0 ? TOPIC_MISSES : 0) | ((its & IN_LAKE) == 0 ? LAKE_MISSES : 0);
    if (misses == TOPIC_MISSES && topicMayHaveHeld(record, place, plain)) {
      misses = 0;
    }
    if (misses == 0) {
      partition.delivered++;
    }
    for (int i = 0; i < feed.subsets().size(); i++) {
      Subset subset = feed.subsets().get(i);
      boolean belongs = isOut(its) ? (its & belongs(i)) != 0 : belongs(subset);
      if (belongs && (its & holds(i)) == 0) {
        misses |= SUBSET_MISSES << i;
      } else if (!belongs && (its & holds(i)) != 0) {
        report.found(name(subset), Kind.UNFOUNDED, place + " does not belong there");
      }
    }
    if (misses != 0) {
      missing.add(new Missing(number, place, file, misses));
    }
  }

  /**
   * Whether the topic may have deleted what the lake has of the record that was read last. That may
   * be a copy of one that its own partition has deleted: all that is known of when it came in is
   * that its event was before.
   */
  private boolean topicMayHaveHeld(
      ConsumerRecord<byte[], byte[]> record, Place place, boolean plain) {
    Long event = place.partition().whole ? null : micros();
    long received =
        event == null ? record.timestamp() : Math.min(record.timestamp(), event / 1_000);
    return topic.mayHaveHeld(plain ? keyInTopic() : null, received, place.toString());
  }

  private byte @Nullable [] keyInTopic() {
    String column = feed.delivered().key();
    String key =
        column.equals(feed.identity().column())
            ? feed.identity().of(fields, true)
            : fields.text(column);
    return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
  }

  private void takeRejected(
      Partition partition, ConsumerRecord<byte[], byte[]> record, Copy letter) {
    partition.rejected++;
    partition.through = record.offset() + 1;
    if (letter.written() < overdueMillis) {
      partition.overdueThrough = record.offset() + 1;
    }
    compare(feed.deadLetters(), letter, record);
    if (letter.attempt() > 0 && canBeValid(record)) {
      UUID key = key(feed.identity().of(fields, true));
      if (key != null) {
        nextAttempts.merge(ledger.number(key), letter.attempt(), Math::max);
      }
    }
  }

  private @Nullable UUID key(@Nullable String identity) {
    return identity == null ? null : feed.identity().key(identity);
  }

  /** What is plainly no valid record must have been rejected. */
  private boolean canBeValid(ConsumerRecord<byte[], byte[]> record) {
    if (!fields.read(record.value())) {
      return false;
    }
    for (int i = 0; i < feed.fields().size(); i++) {
      Field field = feed.fields().get(i);
      Object value = fields.get(i);
      boolean absent = value == null && !fields.isMisfit(i) && field.missing().isPresent();
      boolean readable =
          value != null
              && (!field.column().isMoment()
                  || Moments.micros(field.column(), value.toString()) != null);
      if (!absent && !readable) {
        return false;
      }
    }
    return feed.codes().entrySet().stream()
        .allMatch(code -> code.getValue().contains(fields.text(code.getKey())));
  }

  /**
   * Whether the record that was read last is what was delivered, as the first of its partition or a
   * later attempt.
   */
  private boolean isTheDelivered(int number, Partition partition, int attempt) {
    if (!isOut(ledger.marks(number))) {
      return false;
    }
    long here = (long) number << PARTITION_BITS | partition.index;
    if (ledger.sent(number) != delivered.sent(fields)) {
      others.add(here);
      return false;
    }
    if (others.contains(here) && attempt == 0) {
      return false;
    }
    ledger.mark(number, FOUNDED);
    return true;
  }

  private void noteCopy(int number, Place place) {
    if (ledger.partition(number) == place.partition().index) {
      return;
    }
    ledger.mark(number, ELSEWHERE);
    List<Place> some = elsewhere.get(number);
    if (some == null) {
      some = new ArrayList<>();
      elsewhere.put(number, some);
    }
    if (some.stream().noneMatch(each -> each.partition() == place.partition())) {
      some.add(place);
    }
  }

  /** The dataset and date of the record that was read last, as one number. */
  private int file() {
    Long micros = micros();
    int day = micros == null ? 0 : (int) Math.floorDiv(micros, DAY_MICROS);
    int dataset = 0;
    for (int i = 0; i < feed.rows().size(); i++) {
      boolean fits =
          feed.rows().get(i).says().entrySet().stream()
              .allMatch(said -> said.getValue().equals(fields.text(said.getKey())));
      dataset = fits ? i : dataset;
    }
    return day * feed.rows().size() + dataset;
  }

  /** The event time of the record that was read last. */
  private @Nullable Long micros() {
    String moment = fields.text(feed.time());
    return moment == null ? null : Moments.micros(time, moment);
  }

  private Rows rowsOf(int file) {
    return feed.rows().get(Math.floorMod(file, feed.rows().size()));
  }

  private int dayOf(int file) {
    return Math.floorDiv(file, feed.rows().size());
  }

  private boolean belongs(Subset subset) {
    return feed.columns().stream().anyMatch(column -> column.name().equals(subset.column()))
        && subset.values().contains(String.valueOf(fields.text(subset.column())));
  }

  /** By those records of which it is plain that they, and no copies elsewhere, were delivered. */
  private void findHowFarPartitionsAreOut() {
    for (int number = 0; number < ledger.size(); number++) {
      int its = ledger.marks(number);
      if ((its & PLAIN) == 0 || (its & ELSEWHERE) != 0) {
        continue;
      }
      Partition partition = partitions.get(ledger.partition(number));
      long end = ledger.offset(number) + 1;
      int file = ledger.file(number);
      if ((its & IN_TOPIC) != 0) {
        partition.through = Math.max(partition.through, end);
      }
      if ((its & IN_LAKE) != 0) {
        partition.rowsThrough.merge(file, end, Math::max);
      }
      if ((its & OVERDUE) != 0) {
        partition.overdueThrough = Math.max(partition.overdueThrough, end);
      }
      for (int i = 0; i < feed.subsets().size(); i++) {
        if ((its & holds(i)) != 0) {
          partition.subsetsThrough.get(i).merge(dayOf(file), end, Math::max);
        }
      }
    }
  }

  private void judge(Missing record) {
    int its = record.identity() < 0 ? 0 : ledger.marks(record.identity());
    Place first = record.place();
    int due = nextAttempts.get(record.identity());
    if (due > 0 && !isOut(its)) {
      @Nullable Attempt last = attempts.get(record.identity());
      if (last == null || last.number() < due) {
        first.partition().duplicate++;
        copiesOfRefused++;
        return;
      }
      first = last.place();
    }
    Partition partition = first.partition();
    List<Place> places = new ArrayList<>(List.of(first));
    places.addAll(elsewhere.getOrDefault(record.identity(), List.of()));
    boolean overdue = (its & OVERDUE) != 0;
    boolean behind = places.stream().allMatch(each -> each.offset() < each.partition().through);
    boolean lost = false;
    if ((record.misses() & NO_FATE) != 0) {
      lost = behind;
      report.found(feed.deadLetters(), kind(behind), first + " can't be valid");
    }
    if ((record.misses() & TOPIC_MISSES) != 0) {
      lost |= behind;
      report.found(feed.delivered().topic(), kind(behind), first.toString());
    }
    if ((record.misses() & LAKE_MISSES) != 0) {
      boolean here =
          overdue
              || places.stream()
                  .allMatch(
                      each -> each.offset() < each.partition().rowsThrough.get(record.file()));
      lost |= here;
      report.found(name(rowsOf(record.file())), kind(here), first.toString());
    }
    for (int i = 0; i < feed.subsets().size(); i++) {
      if ((record.misses() & SUBSET_MISSES << i) != 0) {
        long through = partition.subsetsThrough.get(i).get(dayOf(record.file()));
        boolean here = overdue || first.offset() < through;
        report.found(name(feed.subsets().get(i)), kind(here), first.toString());
      }
    }
    if ((record.misses() & (SUBSET_MISSES - 1)) != 0) {
      partition.lost += lost ? 1 : 0;
      partition.notYet += lost ? 0 : 1;
      report.found(partition.name.topic(), kind(lost), first.toString());
    }
  }

  private static Kind kind(boolean lost) {
    return lost ? Kind.MISSING : Kind.NOT_YET;
  }

  /** What came out must have come in; what Kafka has deleted meanwhile can't be told. */
  private void judgeUnfounded(TopicSpans inputs) throws SQLException {
    List<String> cut =
        feed.recordTopics().stream().filter(topic -> !inputs.isWhole(topic)).toList();
    Map<String, List<UUID>> unfounded = new LinkedHashMap<>();
    long[] untold = new long[1];
    ledger.forEach(
        (identity, number) -> {
          int its = ledger.marks(number);
          boolean seen = (its & SEEN) != 0;
          if (!seen && cut.isEmpty()) {
            unfoundedPlaces(number, its)
                .forEach(
                    place ->
                        unfounded.computeIfAbsent(place, p -> new ArrayList<>()).add(identity));
          } else if (isOut(its) && (its & FOUNDED) == 0) {
            untold[0]++;
            if (seen && cut.isEmpty()) {
              reportOther(number, its);
            }
          }
        });
    Map<UUID, String> names = names(unfounded);
    unfounded.forEach(
        (place, identities) ->
            identities.forEach(
                each ->
                    report.found(
                        place, Kind.UNFOUNDED, names.getOrDefault(each, each.toString()))));
    if (!cut.isEmpty()) {
      report.note(
          String.join(", ", cut)
              + " no longer begins with its first record: "
              + untold[0]
              + " records that are out came in before, and can't be told");
    }
  }

  private List<String> unfoundedPlaces(int number, int its) {
    List<String> places = new ArrayList<>();
    if ((its & IN_LAKE) != 0) {
      places.add(name(rowsOf(ledger.file(number))));
    }
    if ((its & IN_TOPIC) != 0) {
      places.add(feed.delivered().topic());
    }
    for (int i = 0; i < feed.subsets().size(); i++) {
      if ((its & holds(i)) != 0) {
        places.add(name(feed.subsets().get(i)));
      }
    }
    if ((its & LATE) != 0) {
      places.add(feed.late());
    }
    return places;
  }

  /** What was delivered is none of the records that came in, or not the first of a partition. */
  private void reportOther(int number, int its) {
    Origin first = new Origin(partitions.get(ledger.partition(number)).name, ledger.offset(number));
    report.found(
        (its & IN_LAKE) != 0 ? name(rowsOf(ledger.file(number))) : feed.delivered().topic(),
        Kind.WRONG,
        first + " came in otherwise");
  }

  /** The identities as they are written, of those that are shown as examples. */
  private Map<UUID, String> names(Map<String, List<UUID>> unfounded) throws SQLException {
    Set<UUID> shown = new HashSet<>();
    unfounded
        .values()
        .forEach(some -> shown.addAll(some.subList(0, Math.min(EXAMPLES, some.size()))));
    Map<UUID, String> names = new HashMap<>();
    if (shown.isEmpty()) {
      return names;
    }
    List<Column> identity = List.of(Column.text(feed.identity().column()));
    List<String> tables = new ArrayList<>();
    feed.rows().forEach(rows -> tables.add(lake.table(rows.place(), identity)));
    feed.subsets().forEach(subset -> tables.add(lake.table(subset.place(), identity)));
    for (String table : tables) {
      lake.stream(
          "SELECT " + feed.identity().column() + " FROM " + table,
          row -> name(row.getString(1), shown, names));
    }
    lake.query(
        "SELECT "
            + feed.identity().column()
            + " FROM only_in_topic UNION ALL SELECT identity FROM late",
        row -> name(row.getString(1), shown, names));
    return names;
  }

  private void name(String identity, Set<UUID> shown, Map<UUID, String> names) {
    UUID key = key(identity);
    if (key != null && shown.contains(key)) {
      names.put(key, identity);
    }
  }

  private void unfounded(String place, Copies copies, TopicSpans inputs) {
    copies.forEach(
        origin -> {
          TopicSpans.Span span = inputs.spans().get(origin.partition());
          boolean compacted = feed.directoryTopics().contains(origin.partition().topic());
          if (span == null
              || origin.offset() >= span.end()
              || (origin.offset() >= span.begin() && !compacted)) {
            report.found(place, Kind.UNFOUNDED, "there is no record " + origin);
          }
        });
  }

  private void noteOpenTransactions() {
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

  private void addFates(TopicSpans inputs) {
    List<Fates> topics = new ArrayList<>();
    for (String topic : feed.inputTopics()) {
      List<Fates> some =
          inputs.of(topic).keySet().stream()
              .flatMap(name -> Optional.ofNullable(byName.get(name)).stream())
              .map(Partition::fates)
              .toList();
      some.forEach(report::fates);
      Fates all = Fates.sum(topic, some);
      report.fates(all);
      if (feed.recordTopics().contains(topic)) {
        topics.add(all);
        report.counted(topic, all.in());
      }
    }
    if (topics.size() > 1) {
      report.fates(Fates.sum(Fates.ALL, topics));
    }
  }

  private Partition partition(ConsumerRecord<byte[], byte[]> record) {
    Partition partition = byName.get(new TopicPartition(record.topic(), record.partition()));
    if (partition == null) {
      throw new IllegalStateException(Origin.of(record) + " is of no partition that is read");
    }
    return partition;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
