package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.BrokerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Late records, wrong clocks and silent partitions, in a streaming run. */
final class LateAndClocksIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Instant START = Instant.parse("2025-12-19T12:00:00Z");

  @TempDir private Path folder;
  private BrokerProcess broker;
  private Topic input;
  private KafkaProducer<byte[], byte[]> producer;
  private int tickets;

  @BeforeEach
  void startBroker() throws Exception {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    input = new Topic(broker.bootstrap(), "client_tickets");
    // Brokers refuse such timestamps unless they are told to take them.
    input.create(3, Map.of("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)));
    producer = input.producer();
  }

  @AfterEach
  void killBroker() {
    producer.close();
    broker.close();
  }

  @Test
  void lateRecordsAreDeliveredAndCopiedAndWindowsStayFinal() throws Exception {
    try (Tributary job = start()) {
      send(0, 0, 60);
      send(1, 0, 60);
      send(2, 0, 60);
      // Ten minutes on, in every partition: the first minutes are closed.
      send(0, 600, 20);
      send(1, 600, 20);
      send(2, 600, 20);
      awaitFinal("2025-12-19T12:00:00Z");
      send(0, 5, 3);
      Awaitility.await().atMost(PATIENCE).until(() -> count("tickets-late") == 3);
      stop(job);
    }
    Outcome outcome = new Outcome(broker.bootstrap(), folder.resolve("lake"));
    assertThat(outcome.rows("tickets_with_assignment")).as("late ones too").isEqualTo(243);
    assertThat(windowed(outcome, "2025-12-19 12:00:00+00")).as("the closed window").isEqualTo(180);
    new Topic(broker.bootstrap(), "tickets-late")
        .read(
            late -> {
              assertThat(Topic.header(late, "tributary.watermark")).startsWith("2025-12-19T12:");
              assertThat(Topic.header(late, "tributary.offset")).isNotNull();
            });
  }

  @Test
  void oneClockInTheYear2099MakesNobodyElseLate() throws Exception {
    try (Tributary job = start()) {
      sendAt(0, Instant.parse("2099-01-01T00:00:00Z"), System.currentTimeMillis());
      // Its own timestamp is as wrong: the future guard can't know, the confirmation can.
      sendAt(1, Instant.parse("2099-01-01T00:00:00Z"), 4_070_908_800_000L);
      send(0, 0, 60);
      sendAt(0, START.plusSeconds(86_400 * 90), System.currentTimeMillis());
      send(1, 0, 60);
      send(2, 0, 60);
      Awaitility.await().atMost(PATIENCE).until(() -> count("tickets-enriched") == 182);
      stop(job);
    }
    assertThat(count("tickets-late")).isZero();
    assertThat(count("tickets-dead-letters")).as("the one that the guard knows").isEqualTo(1);
  }

  @Test
  void aClockInTheYear2099AtTheEndOfABoundedRunMakesNobodyOfTheNextOneLate() throws Exception {
    for (int partition = 0; partition < 3; partition++) {
      send(partition, 0, 60);
    }
    sendAt(1, Instant.parse("2099-01-01T00:00:00Z"), 4_070_908_800_000L);
    runBounded();
    assertThat(windowed(outcome(), "2099-01-01 00:00:00+00")).isEqualTo(1);
    for (int partition = 0; partition < 3; partition++) {
      send(partition, 60, 60);
    }
    runBounded();
    assertThat(count("tickets-late")).isZero();
    assertThat(windowed(outcome(), "2025-12-19 12:01:00+00")).isEqualTo(180);
    // Each run begins with no clock, and closes a window that lies before what another has closed.
    for (int second : new int[] {7_200, 5_400, 2_700}) {
      send(0, second, 1);
      runBounded();
    }
    assertThat(count("tickets-late")).isZero();
    assertThat(
            Tributary.run(
                folder,
                "audit",
                "tickets",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake")))
        .as("sums included")
        .doesNotContain("WRONG");
  }

  @Test
  void aSilentPartitionDoesNotHoldTheWindows() throws Exception {
    try (Tributary job = start("--watermark.idleness=2s")) {
      send(0, 0, 5);
      send(1, 0, 200);
      awaitFinal("2025-12-19T12:00:00Z"); // partition 2 has nothing, partition 0 has stopped
      stop(job);
    }
  }

  private Tributary start(String... more) throws Exception {
    Tributary job = Tributary.start(folder, arguments(more));
    job.awaitSaying("running");
    return job;
  }

  private void runBounded() throws Exception {
    Tributary.run(folder, arguments("--bounded"));
  }

  private String[] arguments(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "tickets",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--checkpoint.path=" + folder.resolve("checkpoints"),
                "--checkpoint.interval=1s",
                "--parallelism=2",
                "--rest.port=0"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private Outcome outcome() {
    return new Outcome(broker.bootstrap(), folder.resolve("lake"));
  }

  private static void stop(Tributary job) throws Exception {
    job.terminate();
    assertThat(job.awaitExit()).as(job.said()).isZero();
  }

  /** Tickets a second apart. */
  private void send(int partition, int fromSecond, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      sendAt(partition, START.plusSeconds(fromSecond + i), System.currentTimeMillis());
    }
  }

  private void sendAt(int partition, Instant createdAt, long timestamp) throws Exception {
    String ticket =
        ("{\"ticket_id\":\"00000000-0000-4000-8000-%012d\",\"client_id\":\"CLIENT_%d\","
                + "\"created_at\":\"%s\",\"request\":\"?\",\"request_type\":\"general\","
                + "\"priority\":\"low\"}")
            .formatted(++tickets, tickets % 7, createdAt);
    producer
        .send(
            new ProducerRecord<>(
                input.name(), partition, timestamp, null, ticket.getBytes(StandardCharsets.UTF_8)))
        .get();
  }

  private void awaitFinal(String windowStart) {
    Awaitility.await().atMost(PATIENCE).until(() -> outcome().isFinal(windowStart));
  }

  private long count(String topic) {
    return new Topic(broker.bootstrap(), topic).count();
  }

  private static long windowed(Outcome outcome, String windowStart) throws Exception {
    long[] tickets = new long[1];
    Outcome.query(
        "SELECT sum(tickets) FROM "
            + outcome.files("tickets_by_type")
            + " WHERE window_start = TIMESTAMPTZ '"
            + windowStart
            + "'",
        row -> tickets[0] = row.getLong(1));
    return tickets[0];
  }
}
