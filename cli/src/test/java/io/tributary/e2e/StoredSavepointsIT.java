package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Call;
import io.tributary.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The job as it is now goes on from the savepoint of every release. Each of them has seen the same:
 * a first window that is closed, a second one that is open, a copy, a bad and a late record in each
 * partition. The last of these came after its last checkpoint: their transactions were flushed with
 * the savepoint and committed after it.
 */
final class StoredSavepointsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Instant START = Instant.parse("2025-12-19T12:00:00Z");
  private static final Pattern COMMITTED =
      Pattern.compile("(tickets-[a-z-]+): tickets-\\S+ \\(.*\\) had been committed before");
  private static final int PARTITIONS = 3;
  private static final int CLOSED_MINUTE = 0;
  private static final int OPEN_MINUTE = 10;
  private static final int LAST_MINUTE = 30;

  /** Tickets of a partition in the savepoint's first and second window. */
  private static final int OF_CLOSED = 30;

  private static final int OF_OPEN = 20;

  /** Those of them that only the savepoint has flushed, and as many late ones. */
  private static final int LAST = 1;

  private static final int BEFORE = PARTITIONS * (OF_CLOSED + OF_OPEN + LAST);

  @TempDir private Path folder;
  private BrokerProcess broker;
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    producer = new Topic(broker.bootstrap(), "").producer();
  }

  @AfterEach
  void killBroker() {
    producer.close();
    broker.close();
  }

  /** Adds this version's savepoint to the repository: docs/upgrades.md says when. */
  @Test
  @EnabledIfSystemProperty(named = "savepoints.write", matches = ".+")
  void writesOne() throws Exception {
    new Topic(broker.bootstrap(), "client_tickets").create(PARTITIONS, Map.of());
    new Topic(broker.bootstrap(), "clients")
        .create(PARTITIONS, Map.of("cleanup.policy", "compact"));
    for (int client = 0; client < 20; client++) {
      String id = "CLIENT_" + client;
      String value = "{\"client_id\":\"%s\",\"country\":\"FR\"}".formatted(id);
      producer.send(new ProducerRecord<>("clients", bytes(id), bytes(value))).get();
    }
    String savepoint;
    try (Tributary job =
        Tributary.start(
            folder,
            arguments(
                "--checkpoint.path=" + folder.resolve("checkpoints"),
                "--checkpoint.interval=20s",
                "--lake.roll-interval=1d",
                "--parallelism=2"))) {
      job.awaitSaying("running");
      send(CLOSED_MINUTE, 0, OF_CLOSED, 0);
      Awaitility.await().atMost(PATIENCE).until(() -> count("tickets-enriched") > 0);
      send(OPEN_MINUTE, 0, OF_OPEN - LAST, 5);
      send(OPEN_MINUTE, 0, 1, 5); // copies
      long committed = BEFORE - 2L * PARTITIONS * LAST;
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () ->
                  count("tickets-enriched") == committed
                      && outcome().isFinal("2025-12-19T12:00:00Z"));
      send(OPEN_MINUTE, OF_OPEN - LAST, LAST, 5);
      send(CLOSED_MINUTE, 50, LAST, 0); // late
      for (int partition = 0; partition < PARTITIONS; partition++) {
        producer.send(new ProducerRecord<>("client_tickets", partition, null, bytes("no ticket")));
      }
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () ->
                  written("tickets-enriched") == BEFORE
                      && written("tickets-dead-letters") == PARTITIONS
                      && written("tickets-late") == PARTITIONS * LAST);
      assertThat(count("tickets-enriched"))
          .as("only flushed with the savepoint")
          .isEqualTo(committed);
      job.terminate();
      assertThat(job.awaitExit()).as(job.said()).isZero();
      String done = "the next run goes on from ";
      savepoint = job.said().substring(job.said().lastIndexOf(done) + done.length()).strip();
    }
    StoredSavepoint.write(
        System.getProperty("savepoints.write"),
        broker.bootstrap(),
        Path.of(java.net.URI.create(savepoint)),
        folder.resolve("lake"));
  }

  static Stream<Arguments> savepoints() throws IOException {
    return StoredSavepoint.all().stream()
        .flatMap(savepoint -> Stream.of(1, 3).map(to -> Arguments.of(savepoint, to)));
  }

  @ParameterizedTest
  @MethodSource("savepoints")
  void goesOnFromTheSavepointOfARelease(StoredSavepoint stored, int parallelism) throws Exception {
    stored.copyTo(folder);
    stored.fill(broker.bootstrap());
    String savepoint = folder.resolve("savepoint").toString();
    Call preflight = Call.of("preflight", "tickets", "--savepoint", savepoint);
    assertThat(preflight.exitCode()).as(preflight.out() + preflight.err()).isZero();

    send(CLOSED_MINUTE, 0, OF_CLOSED, 0); // copies of what the savepoint remembers
    send(CLOSED_MINUTE, 40, 1, 0); // new, but its window was closed before
    send(OPEN_MINUTE, 30, 10, 10); // into the window that was open
    send(LAST_MINUTE, 0, 10, 0);
    try (Tributary job =
        Tributary.start(
            folder,
            arguments(
                "--bounded",
                "--allow-topics-made-anew", // a copy, with the offsets that the savepoint knows
                "--savepoint=" + savepoint,
                "--checkpoint.path=" + folder.resolve("checkpoints"),
                "--parallelism=" + parallelism))) {
      assertThat(job.awaitExit()).as(job.said()).isZero();
      assertThat(committedBefore(job.logged()))
          .as("topics whose flushed transactions the savepoint holds")
          .containsExactly(
              "tickets-dead-letters", "tickets-enriched", "tickets-late", "tickets-metrics");
    }

    long expected = BEFORE + PARTITIONS * (1 + 10 + 10);
    assertThat(count("tickets-enriched")).as("each ticket once").isEqualTo(expected);
    assertThat(outcome().rows("tickets_with_assignment")).isEqualTo(expected);
    assertThat(count("tickets-late")).isEqualTo(PARTITIONS * (LAST + 1));
    assertThat(count("tickets-dead-letters")).isEqualTo(PARTITIONS);
    Map<String, String> windows = new TreeMap<>();
    Outcome.query(
        "SELECT strftime(window_start AT TIME ZONE 'UTC', '%H:%M'), scope, total_tickets,"
            + " unique_clients FROM "
            + outcome().files("metrics"),
        row ->
            assertThat(
                    windows.put(
                        row.getString(1) + " " + row.getString(2),
                        row.getLong(3) + " of " + row.getLong(4)))
                .isNull());
    assertThat(windows)
        .isEqualTo(
            Map.of(
                "12:00 window", "90 of 7",
                "12:00 cumulative", "90 of 7",
                "12:10 window", "90 of 12", // clients 5 to 11 before, 10 to 16 since
                "12:10 cumulative", "180 of 17",
                "12:30 window", "30 of 7",
                "12:30 cumulative", "210 of 17"));
    Call audit =
        Call.of(
            "audit",
            "tickets",
            "--kafka.bootstrap.servers=" + broker.bootstrap(),
            "--lake.path=" + folder.resolve("lake"));
    assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
  }

  /** The topics of which the job says that it found a flushed transaction committed. */
  private static Set<String> committedBefore(String log) {
    return COMMITTED
        .matcher(log)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Tickets of each partition, a second apart; the same parameters give the same tickets. */
  private void send(int minute, int fromSecond, int count, int firstClient) throws Exception {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (int i = 0; i < count; i++) {
        Instant at = START.plusSeconds(60L * minute + fromSecond + i);
        String ticket =
            ("{\"ticket_id\":\"00000000-0000-4000-8000-%012d\",\"client_id\":\"CLIENT_%d\","
                    + "\"created_at\":\"%s\",\"request\":\"?\",\"request_type\":\"%s\","
                    + "\"priority\":\"high\"}")
                .formatted(
                    (at.getEpochSecond() - START.getEpochSecond()) * 10 + partition,
                    firstClient + i % 7,
                    at,
                    i % 2 == 0 ? "general" : "billing");
        producer.send(new ProducerRecord<>("client_tickets", partition, null, bytes(ticket))).get();
      }
    }
  }

  private String[] arguments(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "tickets",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--rest.port=0"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private Outcome outcome() {
    return new Outcome(broker.bootstrap(), folder.resolve("lake"));
  }

  /** Those that were flushed and not committed are among them. */
  private long written(String topic) {
    AtomicLong written = new AtomicLong();
    new Topic(broker.bootstrap(), topic).readUncommitted(record -> written.incrementAndGet());
    return written.get();
  }

  private long count(String topic) {
    return new Topic(broker.bootstrap(), topic).count();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
