package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.PostgresServer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten days of a shop's invoices through files, a database and Kafka at once, while the job is
 * killed again and again; the totals are those of an SQL over what the shop has written.
 */
final class RetailInvoicesIT {
  private static final int KILLS = Integer.getInteger("tributary.kills", 2);
  private static final int DAYS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String ROLL = "--lake.roll-interval=1s";

  @TempDir private Path folder;
  private BrokerProcess broker;
  private PostgresServer postgres;
  private Path inbox;

  /** An invoice as a source has it. */
  private record Invoice(
      String id, Timestamp at, String customer, String country, BigDecimal amount) {}

  @BeforeEach
  void start() throws Exception {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    new Topic(broker.bootstrap(), "factures-raw").create(3, Map.of());
    postgres = PostgresServer.start(folder.resolve("postgres"));
    postgres.execute(
        "CREATE TABLE factures (invoice_id text PRIMARY KEY, issued_at timestamp, customer_id text,"
            + " country text, amount numeric(18,4), currency text, payment_mode text,"
            + " updated_at timestamptz DEFAULT clock_timestamp())",
        "CREATE INDEX ON factures (updated_at, invoice_id)");
    inbox = Files.createDirectories(folder.resolve("inbox"));
  }

  @AfterEach
  void stop() {
    postgres.close();
    broker.close();
  }

  @Test
  void totalsByCountryAndDayAreThoseOfTheOriginals() throws Exception {
    try (Connection originals = DriverManager.getConnection("jdbc:duckdb:")) {
      load(originals);
      List<Invoice> invoices = invoices(originals);
      assertThat(invoices).hasSizeGreaterThan(100);
      for (int kill = 0; kill < KILLS; kill++) {
        int from = invoices.size() * kill / KILLS;
        int to = invoices.size() * (kill + 1) / KILLS;
        AtomicBoolean fed = new AtomicBoolean();
        try (Tributary killed = Tributary.start(folder, run(ROLL))) {
          killed.awaitSaying("running");
          Topic enriched = new Topic(broker.bootstrap(), "factures-enriched");
          Thread feeder = feed(invoices.subList(from, to), fed);
          enriched.awaitMore(kill % 3 == 2 ? 0 : 1);
          killed.kill();
          feeder.join();
        }
        assertThat(fed).isTrue();
      }
      Tributary.run(folder, run("--bounded", ROLL));
      Tributary.run(folder, run("--bounded", ROLL));
      assertThat(curated()).isEqualTo(expected(originals));
      assertThat(Tributary.run(folder, audit())).contains("holds");
      assertThat(new Topic(broker.bootstrap(), "invoices-dead-letters").count()).isZero();
    }
  }

  @Test
  void whatTheLakeHasYetToPublishIsNotLost() throws Exception {
    feed(someInvoices("A"));
    Tributary.run(folder, run("--bounded", ROLL));
    List<Invoice> more = someInvoices("B");
    feed(more);
    Files.writeString(inbox.resolve("wrong.csv"), "facture;date;pays;montant\nW-1;never;FR;1\n");
    try (Tributary job = Tributary.start(folder, run("--lake.roll-interval=1h"))) {
      Topic enriched = new Topic(broker.bootstrap(), "factures-enriched");
      Topic letters = new Topic(broker.bootstrap(), "invoices-dead-letters");
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> enriched.count() == 2L * more.size() && letters.count() == 1);
      try (Tributary audit = Tributary.start(folder, audit())) {
        assertThat(audit.awaitExit()).isEqualTo(1);
        assertThat(audit.said())
            .contains("raw/factures: ", "clean/factures: ", "not settled yet")
            .doesNotContain("broken", "missing", "unfounded");
      }
      job.kill();
    }
    Tributary.run(folder, run("--bounded", ROLL));
    assertThat(Tributary.run(folder, audit())).contains("holds");
  }

  private static List<Invoice> someInvoices(String prefix) {
    return IntStream.range(0, 60)
        .mapToObj(
            i ->
                new Invoice(
                    prefix + i,
                    Timestamp.valueOf("2025-12-01 10:00:00"),
                    "C",
                    "France",
                    BigDecimal.valueOf(100 + i, 2)))
        .toList();
  }

  private String[] audit() {
    return new String[] {
      "audit",
      "invoices",
      "--kafka.bootstrap.servers=" + broker.bootstrap(),
      "--lake.path=" + folder.resolve("lake")
    };
  }

  /** The samples' ten days, when they are there; else a shop of our own. */
  private static void load(Connection duckdb) throws Exception {
    Path samples = Path.of(System.getProperty("tributary.samples", ""), "online-retail", "by-day");
    try (Statement statement = duckdb.createStatement()) {
      if (Files.isDirectory(samples)) {
        try (var days = Files.list(samples)) {
          String files =
              String.join(
                  ", ",
                  days.sorted().limit(DAYS).map(day -> "'" + day.toAbsolutePath() + "'").toList());
          statement.execute(
              "CREATE TABLE lines AS SELECT InvoiceNo AS invoice, Quantity::INT AS quantity,"
                  + " InvoiceDate::TIMESTAMP AS issued, UnitPrice::DECIMAL(18,4) AS price,"
                  + " coalesce(CustomerID, '') AS customer, Country AS country"
                  + " FROM read_csv(["
                  + files
                  + "], header = true, all_varchar = true)");
        }
      } else {
        statement.execute(
            "CREATE TABLE lines AS SELECT CASE WHEN n % 29 = 0 THEN 'C' ELSE '' END || (536000 + n // 5)"
                + " AS invoice, CASE WHEN n % 29 = 0 THEN -1 ELSE 1 END * (1 + n * 7 % 12) AS quantity,"
                + " TIMESTAMP '2025-12-01 08:26:00' + to_days((n // 500)::INT) + to_minutes((n // 5 % 100))"
                + " AS issued, ((n * 37 % 2000) / 100)::DECIMAL(18,4) AS price, 'C' || n % 90 AS customer,"
                + " ['United Kingdom', 'France', 'EIRE', 'Germany', 'Unspecified'][1 + n // 5 % 5] AS country"
                + " FROM range(5000) t(n)");
      }
    }
  }

  private static List<Invoice> invoices(Connection duckdb) throws Exception {
    List<Invoice> invoices = new ArrayList<>();
    try (Statement statement = duckdb.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT invoice, min(issued), min(customer), min(country),"
                    + " sum(quantity * price)::DECIMAL(18,4) FROM lines GROUP BY invoice"
                    + " ORDER BY min(issued), invoice")) {
      while (rows.next()) {
        invoices.add(
            new Invoice(
                rows.getString(1),
                rows.getTimestamp(2),
                rows.getString(3),
                rows.getString(4),
                rows.getBigDecimal(5)));
      }
    }
    return invoices;
  }

  /** Each invoice goes to one of the sources, by its number. */
  private Thread feed(List<Invoice> invoices, AtomicBoolean fed) {
    Thread feeder =
        new Thread(
            () -> {
              try {
                feed(invoices);
                fed.set(true);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            "feeder");
    feeder.start();
    return feeder;
  }

  private void feed(List<Invoice> invoices) throws Exception {
    List<Invoice> forFiles = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = new Topic(broker.bootstrap(), "").producer();
        Connection database = postgres.connect();
        PreparedStatement insert =
            database.prepareStatement(
                "INSERT INTO factures (invoice_id, issued_at, customer_id, country, amount,"
                    + " currency, payment_mode) VALUES (?, ?, ?, ?, ?, 'GBP', 'card')")) {
      for (Invoice invoice : invoices) {
        switch (Math.floorMod(invoice.id().hashCode(), 3)) {
          case 0 -> forFiles.add(invoice);
          case 1 -> {
            insert.setString(1, invoice.id());
            insert.setObject(2, invoice.at().toLocalDateTime());
            insert.setString(3, invoice.customer());
            insert.setString(4, invoice.country());
            insert.setBigDecimal(5, invoice.amount());
            insert.execute();
          }
          default ->
              producer
                  .send(
                      new ProducerRecord<>(
                          "factures-raw",
                          invoice.id().getBytes(StandardCharsets.UTF_8),
                          json(invoice).getBytes(StandardCharsets.UTF_8)))
                  .get();
        }
        if (forFiles.size() == 40) {
          drop(forFiles);
        }
      }
    }
    drop(forFiles);
  }

  private static String json(Invoice invoice) {
    return ("{\"invoice_id\":\"%s\",\"issued_at\":\"%sZ\",\"customer_id\":\"%s\",\"country\":\"%s\","
            + "\"amount\":%s,\"currency\":\"GBP\",\"payment_mode\":\"card\"}")
        .formatted(
            invoice.id(),
            invoice.at().toLocalDateTime(),
            invoice.customer(),
            invoice.country(),
            invoice.amount().toPlainString());
  }

  /** A file as a bookkeeper's program writes it: under another name, and then renamed. */
  private void drop(List<Invoice> invoices) throws Exception {
    if (invoices.isEmpty()) {
      return;
    }
    StringBuilder csv =
        new StringBuilder("facture;date;client;pays;montant;devise;mode_paiement\r\n");
    for (Invoice invoice : invoices) {
      csv.append(invoice.id())
          .append(';')
          .append(invoice.at().toLocalDateTime())
          .append("Z;")
          .append(invoice.customer())
          .append(";\"")
          .append(invoice.country())
          .append("\";")
          .append(invoice.amount().toPlainString())
          .append(";GBP;card\r\n");
    }
    Path part = inbox.resolve(invoices.get(0).id() + ".csv.part");
    Files.writeString(part, csv);
    Files.move(part, inbox.resolve(invoices.get(0).id() + ".csv"), StandardCopyOption.ATOMIC_MOVE);
    invoices.clear();
  }

  /** Invoices and amounts by day and country, as the shop has written them. */
  private Map<String, String> expected(Connection duckdb) throws Exception {
    Map<String, String> codes = codes();
    Map<String, BigDecimal> sums = new TreeMap<>();
    Map<String, Integer> counts = new HashMap<>();
    try (Statement statement = duckdb.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT issue_day::DATE::VARCHAR, country, count(*), sum(amount) FROM (SELECT min(issued) AS"
                    + " issue_day, min(country) AS country, sum(quantity * price) AS amount FROM lines"
                    + " GROUP BY invoice) GROUP BY 1, 2")) {
      while (rows.next()) {
        String group = rows.getString(1) + " " + codes.get(rows.getString(2));
        sums.merge(group, rows.getBigDecimal(4), BigDecimal::add);
        counts.merge(group, rows.getInt(3), Integer::sum);
      }
    }
    Map<String, String> words = new TreeMap<>();
    sums.forEach((group, sum) -> words.put(group, counts.get(group) + " " + sum.setScale(4)));
    return words;
  }

  /** What each country was recognised as. */
  private Map<String, String> codes() throws Exception {
    Map<String, String> codes = new HashMap<>();
    Outcome.query(
        "SELECT DISTINCT country, country_code FROM " + parquet("clean/factures/*/*/*.parquet"),
        row -> assertThat(codes.put(row.getString(1), row.getString(2))).isNull());
    assertThat(codes)
        .containsEntry("United Kingdom", "GB")
        .containsEntry("France", "FR")
        .containsEntry("EIRE", "IE");
    return codes;
  }

  private Map<String, String> curated() throws Exception {
    Map<String, String> words = new TreeMap<>();
    Outcome.query(
        "SELECT date, country, invoices, amount_sum FROM "
            + parquet("curated/analytics/*/by_country/*.parquet")
            + " QUALIFY row_number() OVER (PARTITION BY date, country, currency ORDER BY revision"
            + " DESC) = 1",
        row ->
            words.put(
                row.getString(1) + " " + row.getString(2),
                row.getInt(3) + " " + row.getBigDecimal(4)));
    return words;
  }

  private String parquet(String glob) {
    return "read_parquet('" + folder.resolve("lake").resolve(glob) + "')";
  }

  private String[] run(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "invoices",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--checkpoint.path=" + folder.resolve("checkpoints"),
                "--invoices.files.path=" + inbox,
                "--invoices.files.settle=100ms",
                "--invoices.database.url=" + postgres.url(),
                "--invoices.database.user=" + postgres.user(),
                "--invoices.database.lag=2s",
                "--invoices.database.interval=500ms",
                "--checkpoint.interval=1s",
                "--rest.port=0"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
