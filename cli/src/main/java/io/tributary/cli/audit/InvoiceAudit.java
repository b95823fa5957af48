package io.tributary.cli.audit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.LakeDataset;
import io.tributary.cli.Progress;
import io.tributary.cli.audit.AuditReport.Fates;
import io.tributary.cli.audit.AuditReport.Kind;
import io.tributary.cli.contract.Moments;
import io.tributary.cli.lake.LakeFolder;
import io.tributary.connectors.kafka.RecordHeaders;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fate of every invoice that was received, whatever its source: the raw zone says what
 * came in, each version in the clean zone where it was read, each dead letter as well.
 *
 * <p>What has neither become a version nor a dead letter must be a copy. Of a record of Kafka that
 * is proved by what it says. What other sources have received is in their own form; there some
 * version of an invoice must have a number and an amount that stand in it.
 */
final class InvoiceAudit {
  private static final String INPUT = "factures-raw";
  private static final String ENRICHED = "factures-enriched";
  private static final String LETTERS = "invoices-dead-letters";
  private static final String RAW = "raw/factures";
  private static final String CLEAN = "clean/factures";
  private static final String STREAMING = "streaming";
  private static final String VERSIONS = "versions";

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  /** The column of bytes, which JSON has in Base64. */
  private static final String BYTES = "value";

  /** What came so long before the newest file must be in the lake by now. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final Settings settings;
  private final AuditReport report;
  private final Progress progress;
  private final Map<String, Version> byOrigin = new HashMap<>();

  /** When each version came out, in milliseconds since the epoch. */
  private final Map<String, Long> outAt = new HashMap<>();

  private final Map<String, TreeMap<Integer, Version>> byIdentity = new HashMap<>();

  /** Dead letters by origin: a fingerprint of their bytes; null of one that was cut. */
  private final Map<String, Optional<Integer>> rejected = new HashMap<>();

  private final Map<String, Counts> counts = new TreeMap<>();
  private long newestMillis = Long.MIN_VALUE;

  /** A version of an invoice. */
  private record Version(
      String source,
      String id,
      int version,
      String origin,
      long issuedMicros,
      BigDecimal amount,
      String currency,
      String mode,
      String customer,
      String country) {
    String identity() {
      return source + "|" + id;
    }

    boolean saysTheSameAs(Version other) {
      return issuedMicros == other.issuedMicros
          && amount.compareTo(other.amount) == 0
          && currency.equals(other.currency)
          && mode.equals(other.mode)
          && customer.equals(other.customer)
          && country.equals(other.country);
    }
  }

  private static final class Counts {
    long in;
    long delivered;
    long rejected;
    long duplicate;
    long notYet;
    long lost;

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
          lost);
    }
  }

  private interface Row {
    void take(ResultSet row) throws SQLException;
  }

  InvoiceAudit(Settings settings, AuditReport report, Progress progress) {
    this.settings = settings;
    this.report = report;
    this.progress = progress;
    report.place(RAW, "every record as it was received, once");
    report.place(CLEAN, "every version once, in their order");
    report.place(STREAMING, "the same versions");
    report.place(ENRICHED, "the same versions");
    report.place(LETTERS, "every rejected record once, untouched");
    report.place(VERSIONS, "every record has one fate");
  }

  void run(Admin admin) throws IOException, SQLException, InterruptedException {
    try (LakeFolder lake = LakeFolder.open(settings.get(SettingKeys.LAKE_PATH));
        Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
      try (Statement statement = duckdb.createStatement()) {
        statement.execute("SET memory_limit = '1GB'");
        statement.execute("SET TimeZone = 'UTC'");
      }
      List<Path> clean = files(lake, CLEAN);
      List<Path> streaming = files(lake, STREAMING);
      List<Path> raw = files(lake, RAW);
      // What comes out last was looked at first: whatever is there came out in the topics before.
      TopicSpans outputs = TopicSpans.capture(admin, settings.feed(), List.of(ENRICHED, LETTERS));
      TopicSpans inputs = TopicSpans.capture(admin, settings.feed(), List.of(INPUT));
      readClean(duckdb, clean);
      Set<String> streamed = readStreaming(duckdb, streaming);
      readEnriched(outputs);
      for (String origin : byOrigin.keySet()) {
        if (!streamed.contains(origin)) {
          report.found(STREAMING, notYet(origin), origin);
        }
      }
      findGaps();
      readLetters(outputs);
      readRaw(duckdb, raw, received(inputs));
    }
    counts.forEach((place, some) -> report.fates(some.fates(place)));
    Counts all = new Counts();
    counts
        .values()
        .forEach(
            some -> {
              all.in += some.in;
              all.delivered += some.delivered;
              all.rejected += some.rejected;
              all.duplicate += some.duplicate;
              all.notYet += some.notYet;
              all.lost += some.lost;
            });
    report.fates(all.fates(Fates.ALL + " " + Fates.ALL));
    report.counted(VERSIONS, byOrigin.size());
    report.windows(byOrigin.size(), byOrigin.size(), 0, 0);
    report.note("totals are proved by `tributary check invoices`");
  }

  private List<Path> files(LakeFolder lake, String folder) throws IOException {
    List<Path> all = LakeDataset.committed(lake.dataset(folder));
    for (Path file : all) {
      newestMillis = Math.max(newestMillis, Files.getLastModifiedTime(file).toMillis());
    }
    return all;
  }

  private static void query(Connection duckdb, List<Path> files, String columns, Row each)
      throws SQLException {
    for (String format : List.of("parquet", "json")) {
      List<Path> some =
          files.stream().filter(file -> file.toString().endsWith("." + format)).toList();
      if (some.isEmpty()) {
        continue;
      }
      String list =
          some.stream()
              .map(file -> "'" + file.toString().replace("'", "''") + "'")
              .collect(Collectors.joining(", ", "[", "]"));
      try (Statement statement = duckdb.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "SELECT %s FROM read_%s(%s)"
                      .formatted(
                          format.equals("json")
                              ? columns.replace(BYTES, "from_base64(" + BYTES + ")")
                              : columns,
                          format,
                          list))) {
        while (rows.next()) {
          each.take(rows);
        }
      }
    }
  }

  private static final String VERSION_COLUMNS =
      "source, invoice_id, version, origin, epoch_us(issued_at::TIMESTAMPTZ), amount::DECIMAL(18,4),"
          + " currency, payment_mode, customer_id, country";

  private static Version version(ResultSet row) throws SQLException {
    return new Version(
        row.getString(1),
        row.getString(2),
        row.getInt(3),
        row.getString(4),
        row.getLong(5),
        row.getBigDecimal(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getString(10));
  }

  private void readClean(Connection duckdb, List<Path> files) throws SQLException {
    long[] count = new long[1];
    query(
        duckdb,
        files,
        VERSION_COLUMNS,
        row -> {
          Version version = version(row);
          count[0]++;
          progress.show(() -> "auditing: " + CLEAN + ", " + count[0] + " rows");
          boolean again =
              byIdentity
                      .computeIfAbsent(version.identity(), identity -> new TreeMap<>())
                      .put(version.version(), version)
                  != null;
          if (byOrigin.put(version.origin(), version) != null || again) {
            report.found(CLEAN, Kind.DOUBLED, version.identity() + " from " + version.origin());
          }
        });
    report.counted(CLEAN, count[0]);
  }

  /** A version without the one before it, wherever either is. */
  private void findGaps() {
    byIdentity.forEach(
        (identity, versions) -> {
          for (int number : versions.keySet()) {
            if (number > 1 && !versions.containsKey(number - 1)) {
              report.found(
                  VERSIONS,
                  Kind.MISSING,
                  identity + " has version " + number + ", but not the one before");
            }
          }
        });
  }

  private Set<String> readStreaming(Connection duckdb, List<Path> files) throws SQLException {
    Set<String> seen = new HashSet<>();
    query(
        duckdb,
        files,
        VERSION_COLUMNS + ", epoch_ms(received_at::TIMESTAMPTZ)",
        row -> compare(STREAMING, version(row), row.getLong(11), seen));
    report.counted(STREAMING, seen.size());
    return seen;
  }

  private void readEnriched(TopicSpans outputs) {
    Set<String> seen = new HashSet<>();
    outputs.read(
        settings,
        ENRICHED,
        progress,
        record -> {
          JsonNode row = tree(record.value());
          Long issued = row == null ? null : Moments.micros(row.path("issued_at").asText());
          if (row == null || issued == null) {
            report.found(ENRICHED, Kind.WRONG, Origin.of(record) + " is no version");
            return;
          }
          Version version =
              new Version(
                  row.path("source").asText(),
                  row.path("invoice_id").asText(),
                  row.path("version").asInt(),
                  row.path("origin").asText(),
                  issued,
                  row.path("amount").decimalValue(),
                  row.path("currency").asText(),
                  row.path("payment_mode").asText(),
                  row.path("customer_id").asText(),
                  row.path("country").asText());
          if (record.key() == null
              || !version.id().equals(new String(record.key(), StandardCharsets.UTF_8))) {
            report.found(ENRICHED, Kind.WRONG, version.identity() + " has another key");
          }
          compare(ENRICHED, version, record.timestamp(), seen);
        });
    report.counted(ENRICHED, seen.size());
    for (String origin : byOrigin.keySet()) {
      if (!seen.contains(origin)) {
        report.found(ENRICHED, Kind.MISSING, origin);
      }
    }
  }

  /** What is in one place must be in the other, the same. */
  private void compare(String place, Version version, long atMillis, Set<String> seen) {
    if (!seen.add(version.origin())) {
      report.found(place, Kind.DOUBLED, version.identity() + " from " + version.origin());
      return;
    }
    outAt.put(version.origin(), atMillis);
    Version clean = byOrigin.get(version.origin());
    if (clean == null) {
      // It may lie in a file of another day that is not published yet: it is out all the same.
      byOrigin.put(version.origin(), version);
      byIdentity
          .computeIfAbsent(version.identity(), identity -> new TreeMap<>())
          .putIfAbsent(version.version(), version);
      report.found(
          CLEAN, notYet(version.origin()), version.identity() + " from " + version.origin());
    } else if (!clean.identity().equals(version.identity())
        || clean.version() != version.version()
        || !clean.saysTheSameAs(version)) {
      report.found(place, Kind.WRONG, version.identity() + " says something else there");
    }
  }

  private Kind notYet(long atMillis) {
    boolean recent =
        newestMillis == Long.MIN_VALUE || newestMillis - atMillis < PATIENCE.toMillis();
    return recent ? Kind.NOT_YET : Kind.MISSING;
  }

  /** Whether what has come out in a topic may still come out in the lake. */
  private Kind notYet(String origin) {
    return notYet(outAt.getOrDefault(origin, Long.MIN_VALUE / 2));
  }

  private void readLetters(TopicSpans outputs) {
    long[] count = new long[1];
    outputs.read(
        settings,
        LETTERS,
        progress,
        record -> {
          count[0]++;
          String reason =
              Optional.ofNullable(Origin.header(record, RecordHeaders.REASON)).orElse("none");
          report.rejected(reason);
          Origin origin = Origin.saidBy(record);
          if (origin == null) {
            report.found(LETTERS, Kind.WRONG, Origin.of(record) + " does not say of what");
            return;
          }
          String place =
              place(origin.partition().topic(), origin.partition().partition(), origin.offset());
          outAt.put(place, record.timestamp());
          boolean cut = record.headers().lastHeader(RecordHeaders.TRUNCATED) != null;
          if (rejected.put(
                  place, cut ? Optional.empty() : Optional.of(Arrays.hashCode(record.value())))
              != null) {
            report.found(LETTERS, Kind.DOUBLED, origin.toString());
          }
        });
    report.counted(LETTERS, count[0]);
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
        INPUT,
        progress,
        record ->
            received.put(
                place(record.topic(), record.partition(), record.offset()),
                new Received(
                    Arrays.hashCode(record.value()),
                    file(record.partition(), record.timestamp()),
                    record.offset())));
    return received;
  }

  /** As the clean zone's {@code origin}. */
  private static String place(String topic, int partition, long offset) {
    return topic + (topic.indexOf('/') < 0 ? "-" + partition : "") + "@" + offset;
  }

  private void readRaw(Connection duckdb, List<Path> files, Map<String, Received> received)
      throws SQLException {
    Set<String> seen = new HashSet<>();
    Map<String, Long> through = new HashMap<>();
    Map<String, Map<String, List<Version>>> bySource = new HashMap<>();
    for (Version each : byOrigin.values()) {
      bySource
          .computeIfAbsent(each.source(), source -> new HashMap<>())
          .computeIfAbsent(each.id(), id -> new ArrayList<>())
          .add(each);
    }
    query(
        duckdb,
        files,
        "topic, partition, \"offset\", epoch_ms(received_at::TIMESTAMPTZ), " + BYTES,
        row -> {
          String topic = row.getString(1);
          String origin = place(topic, row.getInt(2), row.getLong(3));
          byte[] value = bytes(row);
          progress.show(() -> "auditing: " + RAW + ", " + seen.size() + " rows");
          if (!seen.add(origin)) {
            report.found(RAW, Kind.DOUBLED, origin);
            return;
          }
          Received sent = received.remove(origin);
          if (sent != null) {
            through.merge(sent.file(), sent.offset(), Math::max);
            if (sent.bytes() != Arrays.hashCode(value)) {
              report.found(RAW, Kind.WRONG, origin + " has other bytes");
            }
          }
          fate(topic, row.getInt(2), origin, row.getLong(4), value, bySource);
        });
    report.counted(RAW, seen.size());
    received.forEach(
        (origin, each) ->
            report.found(
                RAW,
                each.offset() < through.getOrDefault(each.file(), 0L) ? Kind.MISSING : Kind.NOT_YET,
                origin));
    for (String origin : byOrigin.keySet()) {
      if (!seen.contains(origin) && !received.containsKey(origin)) {
        report.found(RAW, notYet(origin), origin);
      }
    }
    for (String origin : rejected.keySet()) {
      if (!seen.contains(origin) && !received.containsKey(origin)) {
        if (notYet(origin) == Kind.NOT_YET) {
          report.found(RAW, Kind.NOT_YET, origin);
        } else {
          report.found(LETTERS, Kind.UNFOUNDED, "there is no record " + origin);
        }
      }
    }
  }

  private static byte @Nullable [] bytes(ResultSet row) throws SQLException {
    java.sql.Blob value = row.getBlob(5);
    return value == null ? null : value.getBytes(1, (int) value.length());
  }

  private void fate(
      String topic,
      int partition,
      String origin,
      long receivedMillis,
      byte @Nullable [] value,
      Map<String, Map<String, List<Version>>> bySource) {
    int slash = topic.indexOf('/');
    String source = slash < 0 ? "kafka" : topic.substring(0, slash);
    Counts some =
        counts.computeIfAbsent(
            slash < 0 ? topic + " " + partition : source + " " + Fates.ALL, p -> new Counts());
    some.in++;
    Optional<Integer> letter = rejected.get(origin);
    Version version = byOrigin.get(origin);
    if (letter != null && letter.isPresent() && letter.get() != Arrays.hashCode(value)) {
      report.found(LETTERS, Kind.WRONG, origin + " has other bytes there");
    }
    if (version != null) {
      some.delivered++;
      if (letter != null) {
        report.found(VERSIONS, Kind.WRONG, origin + " was delivered and rejected");
      }
    } else if (letter != null) {
      some.rejected++;
    } else if (isCopy(source, value, bySource)) {
      some.duplicate++;
    } else {
      Kind kind = notYet(receivedMillis);
      some.notYet += kind == Kind.NOT_YET ? 1 : 0;
      some.lost += kind == Kind.NOT_YET ? 0 : 1;
      report.found(VERSIONS, kind, origin);
    }
  }

  private static boolean isCopy(
      String source, byte @Nullable [] value, Map<String, Map<String, List<Version>>> bySource) {
    if (value == null) {
      return false;
    }
    if (source.equals("kafka")) {
      JsonNode row = tree(value);
      if (row == null) {
        return false;
      }
      String said = row.path("source").asText("");
      return bySource
          .getOrDefault(said.isEmpty() ? source : said, Map.of())
          .getOrDefault(row.path("invoice_id").asText(), List.of())
          .stream()
          .anyMatch(version -> says(row, version));
    }
    Map<String, List<Version>> known = bySource.getOrDefault(source, Map.of());
    Set<String> words =
        Arrays.stream(new String(value, StandardCharsets.UTF_8).split("[,;\t{}\\[\\]\"\r\n]|: "))
            .map(word -> word.strip().replaceAll("^:", ""))
            .collect(Collectors.toCollection(HashSet::new));
    Set<BigDecimal> amounts =
        words.stream()
            .map(InvoiceAudit::decimal)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return words.stream()
        .flatMap(word -> known.getOrDefault(word, List.of()).stream())
        .anyMatch(version -> amounts.contains(version.amount().stripTrailingZeros()));
  }

  private static boolean says(JsonNode row, Version version) {
    String issued = row.path("issued_at").asText();
    Long micros = Moments.micros(issued.length() == 10 ? issued + "T00:00:00Z" : issued);
    BigDecimal amount = decimal(row.path("amount").asText());
    return micros != null
        && micros == version.issuedMicros()
        && amount != null
        && amount.compareTo(version.amount()) == 0
        && or(row, "currency", "EUR").toUpperCase(Locale.ROOT).equals(version.currency())
        && or(row, "payment_mode", "other").toLowerCase(Locale.ROOT).equals(version.mode())
        && or(row, "customer_id", "").equals(version.customer())
        && row.path("country").asText().equals(version.country());
  }

  private static String or(JsonNode row, String field, String otherwise) {
    JsonNode value = row.path(field);
    return value.isTextual() && !value.asText().isEmpty() ? value.asText() : otherwise;
  }

  private static @Nullable BigDecimal decimal(String text) {
    String plain = text.replaceAll("[ \\u00A0\\u202F]", "").replace(',', '.');
    if (!plain.matches("[+-]?[0-9]{1,20}(?:\\.[0-9]{0,20})?(?:[eE][+-]?[0-9]{1,2})?")) {
      return null;
    }
    return new BigDecimal(plain).stripTrailingZeros();
  }

  private static @Nullable JsonNode tree(byte @Nullable [] value) {
    try {
      return value == null ? null : JSON.readTree(value);
    } catch (IOException e) {
      return null;
    }
  }
}
