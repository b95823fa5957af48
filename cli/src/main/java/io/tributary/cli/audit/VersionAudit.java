package io.tributary.cli.audit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.Progress;
import io.tributary.cli.audit.AuditReport.Fates;
import io.tributary.cli.audit.AuditReport.Kind;
import io.tributary.cli.contract.FeedContract.Archive;
import io.tributary.cli.lake.DatasetPlace;
import io.tributary.cli.lake.Lake;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.connectors.kafka.RecordHeaders;
import io.tributary.jobs.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fate of every record of a feed with versions that was received, whatever its source:
 * the raw zone says what came in, each version in the lake where it was read, each dead letter as
 * well. What has neither become a version nor a dead letter must be a copy.
 */
final class VersionAudit {
  private static final String VERSIONS = "versions";

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  /** What came so long before the newest file must be in the lake by now. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final ObjectMapper JSON =
      BoundedJson.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final VersionedFeed feed;
  private final Settings settings;
  private final Lake lake;
  private final TopicSpans outputs;
  private final Retention topic;
  private final Retention letters;
  private final AuditReport report;
  private final Progress progress;
  private final Map<String, Version> byOrigin = new LinkedHashMap<>();

  /** When each version came out, in milliseconds since the epoch. */
  private final Map<String, Long> outAt = new HashMap<>();

  private final Map<String, NavigableMap<Integer, Version>> byIdentity = new HashMap<>();

  /** Dead letters by origin: a fingerprint of their bytes; null of one that was cut. */
  private final Map<String, Optional<Integer>> rejected = new HashMap<>();

  private final Map<String, Counts> counts = new TreeMap<>();

  private static final class Counts {
    long in;
    long delivered;
    long rejected;
    long duplicate;
    long notYet;
    long lost;
    long untold;

    Fates fates(String place) {
      String[] parts = place.split(" ", 2);
      return new Fates(
          parts[0],
          parts.length > 1 ? parts[1] : "",
          in,
          delivered,
          rejected,
          duplicate,
          0,
          notYet,
          lost,
          untold);
    }
  }

  /**
   * Prepares the audit.
   *
   * @param outputs what the topics hold that the feed writes
   */
  VersionAudit(
      VersionedFeed feed,
      Settings settings,
      Lake lake,
      TopicSpans outputs,
      AuditReport report,
      Progress progress) {
    this.feed = feed;
    this.settings = settings;
    this.lake = lake;
    this.outputs = outputs;
    this.topic = new Retention(feed.delivered(), outputs);
    this.letters = new Retention(feed.deadLetters(), outputs);
    this.report = report;
    this.progress = progress;
    report.place(feed.raw(), "every record as it was received, once");
    report.place(feed.rows(), "every version once, in their order");
    feed.rowsAgain().ifPresent(folder -> report.place(folder, "the same versions"));
    report.place(feed.delivered(), "the same versions");
    report.place(feed.deadLetters(), "every rejected record once, untouched");
    report.place(VERSIONS, "every record has one fate");
  }

  void run(TopicSpans inputs) throws SQLException {
    readRows();
    Set<String> again = new HashSet<>();
    if (feed.rowsAgain().isPresent()) {
      readRowsAgain(feed.rowsAgain().get(), again);
    }
    readDelivered();
    feed.rowsAgain()
        .ifPresent(
            folder ->
                byOrigin.keySet().stream()
                    .filter(origin -> !again.contains(origin))
                    .forEach(origin -> report.found(folder, notYet(origin), origin)));
    checkOrder();
    readLetters();
    readRaw(received(inputs));
    List<Fates> fates =
        counts.entrySet().stream().map(each -> each.getValue().fates(each.getKey())).toList();
    fates.forEach(report::fates);
    report.fates(Fates.sum(Fates.ALL, fates));
    report.counted(VERSIONS, byOrigin.size());
    report.delivered(byOrigin.size());
    topic.note(report);
    letters.note(report);
    feed.note().ifPresent(report::note);
  }

  /** JSON is read as in topics: the database would take numbers for doubles. */
  private void read(String folder, Consumer<Version> each) throws SQLException {
    DatasetPlace place = DatasetPlace.inLake(folder);
    Optional<String> parquet = lake.parquet(place, feed.columns());
    if (parquet.isPresent()) {
      lake.stream("SELECT * FROM " + parquet.get(), row -> each.accept(feed.version(row)));
    }
    Optional<String> lines = lake.jsonLines(place);
    if (lines.isPresent()) {
      lake.stream(
          "SELECT line FROM " + lines.get(),
          row -> {
            JsonNode json = tree(row.getString(1).getBytes(StandardCharsets.UTF_8));
            Version version = json == null ? null : feed.version(json);
            if (version == null) {
              report.found(folder, Kind.WRONG, row.getString(1) + " is no version");
            } else {
              each.accept(version);
            }
          });
    }
  }

  private void readRows() throws SQLException {
    long[] count = new long[1];
    read(
        feed.rows(),
        version -> {
          count[0]++;
          progress.show(() -> "auditing: " + feed.rows() + ", " + count[0] + " rows");
          boolean again =
              byIdentity
                      .computeIfAbsent(version.identity(), identity -> new TreeMap<>())
                      .put(version.number(), version)
                  != null;
          if (byOrigin.put(version.origin(), version) != null || again) {
            report.found(
                feed.rows(), Kind.DOUBLED, version.identity() + " from " + version.origin());
          }
        });
    report.counted(feed.rows(), count[0]);
  }

  /** A version without the one before it, wherever either is, or one that is older than that. */
  private void checkOrder() {
    byIdentity.forEach(
        (identity, versions) ->
            versions.forEach(
                (number, version) -> {
                  Version before = versions.get(number - 1);
                  if (number > 1 && before == null) {
                    report.found(
                        VERSIONS,
                        Kind.MISSING,
                        identity + " has version " + number + ", but not the one before");
                  } else if (before != null && before.rank() > version.rank()) {
                    report.found(
                        VERSIONS,
                        Kind.WRONG,
                        identity
                            + " has version "
                            + number
                            + ", which is older than the one before");
                  }
                }));
  }

  private void readRowsAgain(String folder, Set<String> seen) throws SQLException {
    read(folder, version -> compare(folder, version, version.receivedMillis(), seen));
    report.counted(folder, seen.size());
  }

  private void readDelivered() {
    Set<String> seen = new HashSet<>();
    outputs.read(
        settings,
        feed.delivered(),
        progress,
        record -> {
          topic.holds(record);
          JsonNode row = tree(record.value());
          Version version = row == null ? null : feed.version(row);
          if (row == null || version == null) {
            report.found(feed.delivered(), Kind.WRONG, Origin.of(record) + " is no version");
            return;
          }
          if (record.key() == null
              || !row.path(feed.key())
                  .asText()
                  .equals(new String(record.key(), StandardCharsets.UTF_8))) {
            report.found(feed.delivered(), Kind.WRONG, version.identity() + " has another key");
          }
          compare(feed.delivered(), version, record.timestamp(), seen);
        });
    report.counted(feed.delivered(), seen.size());
    byOrigin.forEach(
        (origin, version) -> {
          byte[] key = version.key().getBytes(StandardCharsets.UTF_8);
          if (!seen.contains(origin) && !topic.mayHaveHeld(key, version.receivedMillis(), origin)) {
            report.found(feed.delivered(), Kind.MISSING, origin);
          }
        });
  }

  /** What is in one place must be in the other, the same. */
  private void compare(String place, Version version, long atMillis, Set<String> seen) {
    if (!seen.add(version.origin())) {
      report.found(place, Kind.DOUBLED, version.identity() + " from " + version.origin());
      return;
    }
    outAt.put(version.origin(), atMillis);
    Version known = byOrigin.get(version.origin());
    if (known == null) {
      // It may lie in a file of another day that is not published yet: it is out all the same.
      byOrigin.put(version.origin(), version);
      byIdentity
          .computeIfAbsent(version.identity(), identity -> new TreeMap<>())
          .putIfAbsent(version.number(), version);
      report.found(
          feed.rows(), notYet(version.origin()), version.identity() + " from " + version.origin());
    } else if (!known.equals(version)) {
      report.found(place, Kind.WRONG, version.identity() + " says something else there");
    }
  }

  private Kind notYet(long atMillis) {
    boolean recent =
        lake.newestMillis() == Long.MIN_VALUE
            || lake.newestMillis() - atMillis < PATIENCE.toMillis();
    return recent ? Kind.NOT_YET : Kind.MISSING;
  }

  /** Whether what has come out in a topic may still come out in the lake. */
  private Kind notYet(String origin) {
    return notYet(outAt.getOrDefault(origin, Long.MIN_VALUE / 2));
  }

  private void readLetters() {
    long[] count = new long[1];
    outputs.read(
        settings,
        feed.deadLetters(),
        progress,
        record -> {
          count[0]++;
          letters.holds(record);
          String reason =
              Optional.ofNullable(Origin.header(record, RecordHeaders.REASON)).orElse("none");
          report.rejected(reason);
          Origin origin = Origin.saidBy(record);
          if (origin == null) {
            report.found(
                feed.deadLetters(), Kind.WRONG, Origin.of(record) + " does not say of what");
            return;
          }
          String place = origin.toString();
          outAt.put(place, record.timestamp());
          boolean cut = record.headers().lastHeader(RecordHeaders.TRUNCATED) != null;
          if (rejected.put(
                  place, cut ? Optional.empty() : Optional.of(Arrays.hashCode(record.value())))
              != null) {
            report.found(feed.deadLetters(), Kind.DOUBLED, origin.toString());
          }
        });
    report.counted(feed.deadLetters(), count[0]);
  }

  /**
   * A record that Kafka still holds.
   *
   * @param bytes a fingerprint of its value
   * @param file which files of the raw zone it belongs in: those of its partition and day, which
   *     come out in the order of their offsets
   */
  private record Received(int bytes, String file, long offset) {}

  private static String file(int partition, long millis) {
    return partition + " " + Math.floorDiv(millis, DAY_MILLIS);
  }

  private Map<String, Received> received(TopicSpans inputs) {
    Map<String, Received> received = new HashMap<>();
    inputs.read(
        settings,
        feed.input(),
        progress,
        record ->
            received.put(
                Origin.of(record).toString(),
                new Received(
                    Arrays.hashCode(record.value()),
                    file(record.partition(), record.timestamp()),
                    record.offset())));
    return received;
  }

  private void readRaw(Map<String, Received> received) throws SQLException {
    Set<String> seen = new HashSet<>();
    Map<String, Long> through = new HashMap<>();
    lake.stream(
        "SELECT topic, partition, \"offset\", received_at, key, value FROM "
            + lake.table(DatasetPlace.inLake(feed.raw()), Archive.COLUMNS),
        row -> {
          TopicPartition partition = new TopicPartition(row.getString(1), row.getInt(2));
          String origin = new Origin(partition, row.getLong(3)).toString();
          byte[] value = row.getBytes(6);
          progress.show(() -> "auditing: " + feed.raw() + ", " + seen.size() + " rows");
          if (!seen.add(origin)) {
            report.found(feed.raw(), Kind.DOUBLED, origin);
            return;
          }
          Received sent = received.remove(origin);
          if (sent != null) {
            through.merge(sent.file(), sent.offset(), Math::max);
            if (sent.bytes() != Arrays.hashCode(value)) {
              report.found(feed.raw(), Kind.WRONG, origin + " has other bytes");
            }
          }
          fate(partition, origin, row.getLong(4) / 1_000, row.getBytes(5), value);
        });
    report.counted(feed.raw(), seen.size());
    received.forEach(
        (origin, each) ->
            report.found(
                feed.raw(),
                each.offset() < through.getOrDefault(each.file(), 0L) ? Kind.MISSING : Kind.NOT_YET,
                origin));
    for (String origin : byOrigin.keySet()) {
      if (!seen.contains(origin) && !received.containsKey(origin)) {
        report.found(feed.raw(), notYet(origin), origin);
      }
    }
    for (String origin : rejected.keySet()) {
      if (!seen.contains(origin) && !received.containsKey(origin)) {
        if (notYet(origin) == Kind.NOT_YET) {
          report.found(feed.raw(), Kind.NOT_YET, origin);
        } else {
          report.found(feed.deadLetters(), Kind.UNFOUNDED, "there is no record " + origin);
        }
      }
    }
  }

  private void fate(
      TopicPartition partition,
      String origin,
      long receivedMillis,
      byte @Nullable [] key,
      byte @Nullable [] value) {
    String place = partition.topic();
    int slash = place.indexOf('/');
    String source = slash < 0 ? "kafka" : place.substring(0, slash);
    Counts some =
        counts.computeIfAbsent(
            slash < 0 ? place + " " + partition.partition() : source + " " + Fates.ALL,
            p -> new Counts());
    some.in++;
    Optional<Integer> letter = rejected.get(origin);
    Version version = byOrigin.get(origin);
    if (letter != null && letter.isPresent() && letter.get() != Arrays.hashCode(value)) {
      report.found(feed.deadLetters(), Kind.WRONG, origin + " has other bytes there");
    }
    if (version != null) {
      some.delivered++;
      if (letter != null) {
        report.found(VERSIONS, Kind.WRONG, origin + " was delivered and rejected");
      }
    } else if (letter != null) {
      some.rejected++;
    } else if (value != null && feed.isCopy(source, value, byIdentity)) {
      some.duplicate++;
    } else if (notYet(receivedMillis) == Kind.MISSING
        && letters.mayHaveHeld(key, receivedMillis, origin)) {
      some.untold++;
    } else {
      Kind kind = notYet(receivedMillis);
      some.notYet += kind == Kind.NOT_YET ? 1 : 0;
      some.lost += kind == Kind.NOT_YET ? 0 : 1;
      report.found(VERSIONS, kind, origin);
    }
  }

  static @Nullable JsonNode tree(byte @Nullable [] value) {
    try {
      return value == null ? null : JSON.readTree(value);
    } catch (IOException e) {
      return null;
    }
  }
}
