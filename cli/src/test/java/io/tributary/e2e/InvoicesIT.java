package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.Hdfs;
import io.tributary.testkit.S3Server;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invoices with copies, corrections and garbage, through kills, against what was sent. */
final class InvoicesIT {
  private static final int RECORDS = Integer.getInteger("tributary.invoices", 4_000);
  private static final int KILLS = Integer.getInteger("tributary.kills", 2);
  private static final LocalDate FIRST = LocalDate.parse("2025-11-28");
  private static final Map<String, String> COUNTRIES =
      Map.of("FR", "FR", "Royaume-Uni", "GB", "germany", "DE", "المغرب", "MA", "Atlantis", "ZZ");

  @TempDir private Path folder;
  private BrokerProcess broker;
  private final ObjectMapper json =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private final SplittableRandom random = new SplittableRandom(5);

  /** The versions of each invoice, as they must be delivered. */
  private final Map<String, List<Invoice>> versions = new LinkedHashMap<>();

  private final Map<String, byte[]> sent = new HashMap<>();
  private int rejected;

  /** Each has folders of its own. */
  private int days = 6;

  /** Where lake and checkpoints are, and what commands need in their environment to reach it. */
  private String root;

  private Map<String, String> environment = Map.of();

  /** The lake as files of this machine; a copy where its place is elsewhere. */
  private Callable<Path> lake;

  private Path committed;

  private record Invoice(
      String id, LocalDate day, String country, BigDecimal amount, String currency, String mode) {}

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    root = folder.toString();
    lake = () -> folder.resolve("lake");
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void totalsAreThoseOfTheNewestVersionsWhateverIsKilled() throws Exception {
    createTopic();
    send(RECORDS / 2);
    runToTheEnd("--bounded", "--parallelism=1");
    assertRight();
    goesOnThrough(KILLS, () -> "none");
    runToTheEnd("--bounded");
    assertRight();
    theAuditFindsWhatIsWrong();
  }

  @Test
  void totalsAreRightOnS3WhoseServerIsKilledAsWell() throws Exception {
    try (S3Server server = S3Server.start(folder.resolve("s3"))) {
      root = "s3://" + S3Server.BUCKET;
      environment = server.environment();
      lake = () -> server.bucket(S3Server.BUCKET).resolve("lake");
      createTopic();
      days = 2; // a server takes long for many small files
      goesOnThrough(
          1,
          () -> {
            server.kill();
            server.startAgain();
            return "S3 killed";
          });
    }
  }

  @Test
  void totalsAreRightOnHdfsWhoseServersAreKilledAsWell() throws Exception {
    try (Hdfs hdfs = Hdfs.start(folder.resolve("hdfs"))) {
      root = hdfs.uri() + "/datalake";
      environment = Map.of("HADOOP_CONF_DIR", hdfs.conf().toString());
      int[] copies = {0};
      lake =
          () -> {
            Path copy = folder.resolve("copy-" + copies[0]++);
            hdfs.copy("/datalake/lake", copy);
            return copy;
          };
      createTopic();
      days = 2;
      goesOnThrough(
          1,
          () -> {
            hdfs.kill();
            hdfs.startAgain();
            return "HDFS killed";
          });
    }
  }

  private void createTopic() throws Exception {
    new Topic(broker.bootstrap(), "factures-raw").create(3, Map.of());
  }

  /**
   * Is killed while it works, and runs to the end.
   *
   * @param trouble what happens to others before each kill
   */
  private void goesOnThrough(int kills, Callable<?> trouble) throws Exception {
    Topic enriched = new Topic(broker.bootstrap(), "factures-enriched");
    for (int kill = 0; kill < kills; kill++) {
      send(RECORDS / 2 / kills);
      try (Tributary killed = Tributary.start(folder, environment, run())) {
        enriched.awaitMore(0);
        trouble.call();
        killed.kill();
      }
    }
    runToTheEnd("--bounded");
    assertRight();
    assertThat(Tributary.run(folder, environment, audit())).contains("holds");
  }

  private void runToTheEnd(String... more) throws Exception {
    Tributary.run(folder, environment, run(more));
  }

  private void theAuditFindsWhatIsWrong() throws Exception {
    Path file;
    try (Stream<Path> clean = Files.walk(folder.resolve("lake/clean"))) {
      file = clean.filter(each -> each.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    Path aside = folder.resolve("aside");
    Files.move(file, aside);
    assertThat(saidBroken()).contains("clean/factures: ");
    Files.copy(aside, file);
    Path copy = file.resolveSibling("copy.parquet");
    Files.copy(aside, copy);
    assertThat(saidBroken()).contains("clean/factures: ", " doubled: ");
    Files.delete(copy);
    assertThat(Tributary.run(folder, audit())).contains("holds");
  }

  private String saidBroken() throws Exception {
    try (Tributary audit = Tributary.start(folder, audit())) {
      assertThat(audit.awaitExit()).isEqualTo(1);
      return audit.said();
    }
  }

  private String[] audit() {
    return new String[] {
      "audit",
      "invoices",
      "--kafka.bootstrap.servers=" + broker.bootstrap(),
      "--lake.path=" + root + "/lake"
    };
  }

  private void assertRight() throws Exception {
    committed = lake.call();
    archiveEqualsWhatWasSent();
    cleanZoneHasEveryVersion("clean/factures/kafka/*");
    cleanZoneHasEveryVersion("streaming/*");
    topicHasEveryVersion();
    Map<String, String> daily = expected(true);
    Map<String, String> all = expected(false);
    for (String format : List.of("parquet", "json")) {
      assertThat(curated("analytics", format, true)).as(format).isEqualTo(daily);
      assertThat(curated("cumulative", format, false)).as(format).isEqualTo(all);
    }
    assertThat(newestMessages()).isEqualTo(daily);
    assertThat(new Topic(broker.bootstrap(), "invoices-dead-letters").count()).isEqualTo(rejected);
  }

  private void archiveEqualsWhatWasSent() throws Exception {
    Set<String> archived = new HashSet<>();
    Outcome.query(
        "SELECT partition, \"offset\", value FROM " + files("raw/factures/kafka/*", "parquet"),
        row -> {
          String place = row.getInt(1) + "@" + row.getLong(2);
          assertThat(archived.add(place)).as(place).isTrue();
          java.sql.Blob value = row.getBlob(3);
          assertThat(value.getBytes(1, (int) value.length())).isEqualTo(sent.get(place));
        });
    assertThat(archived).isEqualTo(sent.keySet());
  }

  private void cleanZoneHasEveryVersion(String zone) throws Exception {
    Map<String, Map<Integer, Invoice>> rows = new HashMap<>();
    Outcome.query(
        "SELECT invoice_id, version, issued_at::DATE, country_code, amount, currency, payment_mode"
            + " FROM "
            + files(zone, "parquet"),
        row -> {
          Invoice invoice =
              new Invoice(
                  row.getString(1),
                  row.getObject(3, LocalDate.class),
                  row.getString(4),
                  row.getBigDecimal(5),
                  row.getString(6),
                  row.getString(7));
          Invoice was =
              rows.computeIfAbsent(invoice.id, id -> new TreeMap<>()).put(row.getInt(2), invoice);
          assertThat(was).as("twice: " + invoice).isNull();
        });
    assertThat(rows.keySet()).isEqualTo(versions.keySet());
    versions.forEach(
        (id, each) -> assertThat(rows.get(id).values()).as(id).containsExactlyElementsOf(each));
  }

  private void topicHasEveryVersion() {
    Map<String, List<Integer>> seen = new HashMap<>();
    new Topic(broker.bootstrap(), "factures-enriched")
        .read(
            record -> {
              JsonNode row = tree(record.value());
              String id = row.path("invoice_id").asText();
              assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(id);
              seen.computeIfAbsent(id, i -> new ArrayList<>()).add(row.path("version").asInt());
              Invoice invoice = versions.get(id).get(row.path("version").asInt() - 1);
              assertThat(row.path("amount").decimalValue()).isEqualByComparingTo(invoice.amount);
              assertThat(row.path("country_code").asText()).isEqualTo(invoice.country);
            });
    versions.forEach(
        (id, each) -> assertThat(seen.get(id)).as(id).hasSameSizeAs(each).doesNotHaveDuplicates());
  }

  /** Groups and what they come to, in words, counted over the newest versions. */
  private Map<String, String> expected(boolean byDay) {
    Map<String, List<BigDecimal>> groups = new TreeMap<>();
    for (List<Invoice> each : versions.values()) {
      Invoice newest = each.get(each.size() - 1);
      String day = byDay ? newest.day + "|" : "";
      Map<String, String> values =
          Map.of(
              "total",
              "all",
              "country",
              newest.country,
              "region",
              regionOf(newest.country),
              "payment_mode",
              newest.mode,
              "source",
              "kafka");
      values.forEach(
          (dimension, value) ->
              groups
                  .computeIfAbsent(
                      day + dimension + "|" + value + "|" + newest.currency, g -> new ArrayList<>())
                  .add(newest.amount));
    }
    Map<String, String> words = new TreeMap<>();
    groups.forEach(
        (group, amounts) -> {
          BigDecimal sum = amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
          words.put(
              group,
              words(
                  amounts.size(),
                  sum,
                  sum.divide(BigDecimal.valueOf(amounts.size()), 4, RoundingMode.HALF_UP),
                  amounts.stream().min(BigDecimal::compareTo).orElseThrow(),
                  amounts.stream().max(BigDecimal::compareTo).orElseThrow()));
        });
    return words;
  }

  private static String words(
      long count, BigDecimal sum, BigDecimal mean, BigDecimal least, BigDecimal greatest) {
    return "%d %s %s %s %s"
        .formatted(
            count,
            sum.setScale(4).toPlainString(),
            mean.setScale(4).toPlainString(),
            least.setScale(4).toPlainString(),
            greatest.setScale(4).toPlainString());
  }

  private static String regionOf(String code) {
    return switch (code) {
      case "FR", "GB", "DE" -> "Europe";
      case "MA" -> "Africa";
      default -> "unknown";
    };
  }

  private Map<String, String> curated(String zone, String format, boolean byDay) throws Exception {
    Map<String, String> words = new TreeMap<>();
    for (String dimension : List.of("total", "country", "region", "payment_mode", "source")) {
      boolean total = dimension.equals("total");
      String value = total ? "'all'" : dimension;
      String dataset = total ? "summary" : "by_" + dimension;
      String day = byDay ? "date" : "''";
      Outcome.query(
          ("SELECT %s AS day, %s AS value, currency, invoices, amount_sum, amount_mean, amount_min,"
                  + " amount_max FROM %s QUALIFY row_number() OVER (PARTITION BY day, value, currency"
                  + " ORDER BY revision DESC) = 1")
              .formatted(day, value, files("curated/" + zone + "/*/" + dataset, format)),
          row -> {
            if (row.getLong(4) > 0) {
              words.put(
                  (byDay ? row.getString(1) + "|" : "")
                      + dimension
                      + "|"
                      + row.getString(2)
                      + "|"
                      + row.getString(3),
                  words(
                      row.getLong(4),
                      decimal(row.getString(5)),
                      decimal(row.getString(6)),
                      decimal(row.getString(7)),
                      decimal(row.getString(8))));
            }
          });
    }
    return words;
  }

  /** DuckDB takes numbers of JSON for doubles, whose digits are enough for these amounts. */
  private static BigDecimal decimal(String text) {
    return new BigDecimal(text).setScale(4, RoundingMode.HALF_UP);
  }

  private Map<String, String> newestMessages() {
    Map<String, String> words = new TreeMap<>();
    Map<String, Integer> revisions = new HashMap<>();
    new Topic(broker.bootstrap(), "invoices-metrics")
        .read(
            record -> {
              JsonNode row = tree(record.value());
              String group =
                  row.path("window_start").asText().substring(0, 10)
                      + "|"
                      + row.path("dimension").asText()
                      + "|"
                      + row.path("value").asText()
                      + "|"
                      + row.path("currency").asText();
              Integer before = revisions.put(group, row.path("revision").asInt());
              assertThat(row.path("revision").asInt()).isEqualTo(before == null ? 1 : before + 1);
              if (row.path("count").asInt() == 0) {
                words.remove(group);
              } else {
                words.put(
                    group,
                    words(
                        row.path("count").asLong(),
                        row.path("amount_sum").decimalValue(),
                        row.path("amount_mean").decimalValue(),
                        row.path("amount_min").decimalValue(),
                        row.path("amount_max").decimalValue()));
              }
            });
    return words;
  }

  private JsonNode tree(byte[] value) {
    try {
      return json.readTree(value);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String files(String zone, String format) {
    return "read_%s('%s')".formatted(format, committed.resolve(zone) + "/*." + format);
  }

  private void send(int records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = new Topic(broker.bootstrap(), "").producer()) {
      for (int i = 0; i < records; i++) {
        switch (random.nextInt(30)) {
          case 0 -> {
            send(producer, "x", "{\"invoice_id\":\"x\"");
            rejected++;
          }
          case 1 -> {
            send(producer, "y", invoice(new Invoice("y", FIRST, "FR", null, "EUR", "cash")));
            rejected++;
          }
          default -> sendValid(producer);
        }
      }
    }
  }

  private void sendValid(KafkaProducer<byte[], byte[]> producer) throws Exception {
    String id = "F-" + random.nextInt(RECORDS / 3);
    List<Invoice> known = versions.computeIfAbsent(id, i -> new ArrayList<>());
    if (!known.isEmpty() && random.nextInt(3) == 0) {
      send(producer, id, written.get(id));
      return;
    }
    String country =
        List.copyOf(new java.util.TreeSet<>(COUNTRIES.keySet())).get(random.nextInt(5));
    Invoice next =
        new Invoice(
            id,
            FIRST.plusDays(random.nextInt(days)),
            COUNTRIES.get(country),
            BigDecimal.valueOf(random.nextInt(-50_000, 1_000_000), random.nextInt(5)).setScale(4),
            random.nextInt(4) == 0 ? "USD" : "EUR",
            random.nextBoolean() ? "card" : "transfer");
    if (!known.isEmpty() && known.get(known.size() - 1).equals(next)) {
      return;
    }
    known.add(next);
    String text = invoice(next).replace("\"" + next.country + "\"", "\"" + country + "\"");
    written.put(id, text);
    send(producer, id, text);
  }

  private final Map<String, String> written = new HashMap<>();

  private static String invoice(Invoice invoice) {
    return "{\"invoice_id\":\"%s\",\"issued_at\":\"%s\",\"country\":\"%s\",\"amount\":%s,\"currency\":\"%s\",\"payment_mode\":\"%s\"}"
        .formatted(
            invoice.id,
            invoice.day,
            invoice.country,
            invoice.amount,
            invoice.currency,
            invoice.mode);
  }

  private void send(KafkaProducer<byte[], byte[]> producer, String key, String value)
      throws Exception {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    Future<RecordMetadata> record =
        producer.send(
            new ProducerRecord<>("factures-raw", key.getBytes(StandardCharsets.UTF_8), bytes));
    RecordMetadata metadata = record.get();
    sent.put(metadata.partition() + "@" + metadata.offset(), bytes);
  }

  private String[] run(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "invoices",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + root + "/lake",
                "--checkpoint.path=" + root + "/checkpoints",
                "--lake.roll-interval=1s",
                "--checkpoint.interval=1s",
                "--rest.port=0"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
