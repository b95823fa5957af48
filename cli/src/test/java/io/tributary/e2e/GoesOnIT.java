package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.simulate.SimulatedRecord;
import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;
import io.tributary.cli.simulate.tickets.TicketParameters;
import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that go on where others stopped. */
final class GoesOnIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private BrokerProcess broker;
  private int slice;

  @BeforeEach
  void startBroker() throws Exception {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    new Topic(broker.bootstrap(), "client_tickets").create(3, Map.of());
    new Topic(broker.bootstrap(), "clients").create(3, Map.of("cleanup.policy", "compact"));
    try (KafkaProducer<byte[], byte[]> producer = new Topic(broker.bootstrap(), "").producer()) {
      simulation()
          .beforehand()
          .forEach(
              client ->
                  producer.send(new ProducerRecord<>("clients", client.key(), client.value())));
    }
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void boundedAndStreamingRunsGoOnFromEachOtherAndNoneStartsWithoutStateIntoTheirLake()
      throws Exception {
    send(10_000);
    run("--bounded", "--parallelism=1");
    send(10_000);
    stream("--parallelism=3");
    send(10_000);
    for (String parallelism : List.of("--parallelism=2", "--parallelism=1")) {
      assertThat(run("--bounded", parallelism))
          .as("after a run that ended in good order nobody is watched for")
          .doesNotContain("watching the transactions");
    }
    try (Tributary again = Tributary.start(folder, elsewhere("--bounded"))) {
      assertThat(again.awaitExit()).isEqualTo(1);
      assertThat(again.said())
          .contains("lake.path:", "holds rows already", "--allow-non-empty-lake")
          .doesNotContain("\tat ");
    }

    new Outcome(broker.bootstrap(), folder.resolve("lake")).equalsTruth(truth());
    assertThat(truth().in).isEqualTo(30_000);
  }

  @Test
  void aRunThatStartedFromASavepointGoesOnFromItsOwnCheckpointsWhenKilled() throws Exception {
    send(10_000);
    run("--bounded");
    for (int kill = 0; kill < 2; kill++) {
      long before = enriched();
      send(10_000);
      try (Tributary job = start()) {
        job.awaitSaying("running");
        Awaitility.await().atMost(PATIENCE).until(() -> enriched() > before);
        job.kill();
      }
    }
    run("--bounded");

    new Outcome(broker.bootstrap(), folder.resolve("lake")).equalsTruth(truth());
    assertThat(truth().in).isEqualTo(30_000);
  }

  @Test
  void committedRecordsAreVisibleAfterAKillAndARestartWithLowerParallelism() throws Exception {
    send(10_000);
    try (Tributary job = start("--parallelism=3")) {
      job.awaitSaying("running");
      Awaitility.await().atMost(PATIENCE).until(() -> enriched() > 0);
      send(10_000); // in open transactions of three writers
      Awaitility.await().atMost(PATIENCE).until(() -> openTransactions() >= 2);
      job.kill();
    }
    run("--bounded", "--parallelism=1");

    new Outcome(broker.bootstrap(), folder.resolve("lake")).equalsTruth(truth());
    assertThat(openTransactions()).as("transactions left open").isZero();
  }

  @Test
  void aTopicThatWasMadeAnewIsNotReadOnWhereTheOtherOneWasReadTo() throws Exception {
    send(2_000);
    run("--bounded");
    long before = enriched();
    Topic.delete(broker.bootstrap(), Set.of("client_tickets"));
    new Topic(broker.bootstrap(), "client_tickets").create(3, Map.of());
    send(4_000); // so that the offsets say nothing
    try (Tributary job = start("--bounded")) {
      assertThat(job.awaitExit()).as(job.said()).isEqualTo(1);
      assertThat(job.said())
          .contains("topic client_tickets was made anew", "start without state on a new lake")
          .doesNotContain("\tat ");
    }
    assertThat(enriched()).isEqualTo(before);
  }

  @Test
  void aSecondDeploymentWithTheSamePrefixIsRefusedAndTheFirstGoesOn() throws Exception {
    send(10_000);
    try (Tributary first = start("--checkpoint.interval=20s");
        Tributary simulator =
            Tributary.start(
                folder,
                "simulate",
                "tickets",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--rate=200",
                "--late=0")) {
      first.awaitSaying("running");
      Awaitility.await().atMost(PATIENCE).until(() -> openTransactions() > 0);
      try (Tributary second =
          Tributary.start(folder, elsewhere("--lake.path=" + folder.resolve("second")))) {
        assertThat(second.awaitExit()).as(second.said()).isEqualTo(1);
        assertThat(second.said())
            .contains("tributary: kafka.transaction.prefix: a running deployment", "stop that one")
            .doesNotContain("\tat ");
      }
      simulator.terminate();
      assertThat(simulator.awaitExit()).as(simulator.said()).isZero();
      first.terminate();
      assertThat(first.awaitExit()).as(first.said()).isZero();
    }
  }

  @Test
  void aSecondStartIsRefusedThoughTheFirstDeploymentIsIdle() throws Exception {
    send(10_000);
    run("--bounded"); // so that there is a note of transactions at rest
    try (Tributary first = start()) {
      first.awaitSaying("running");
      try (Tributary second = start()) {
        assertThat(second.awaitExit()).as(second.said()).isEqualTo(1);
        assertThat(second.said())
            .contains("watching the transactions", "tributary: kafka.transaction.prefix: a running")
            .doesNotContain("\tat ");
      }
      send(10_000);
      Truth expected = truth();
      Awaitility.await().atMost(PATIENCE).until(() -> enriched() == expected.rows.size());
      first.terminate();
      assertThat(first.awaitExit()).as(first.said()).isZero();
    }
    run("--bounded");
    new Outcome(broker.bootstrap(), folder.resolve("lake")).equalsTruth(truth());
  }

  @Test
  void aStreamingRunThatIsAskedToStopLeavesEverythingInTheLake() throws Exception {
    send(10_000);
    try (Tributary job = start("--lake.roll-interval=1d")) {
      job.awaitSaying("running");
      Awaitility.await().atMost(PATIENCE).until(() -> enriched() > 0);
      assertThat(new Outcome(broker.bootstrap(), folder.resolve("lake")).committed())
          .as("nothing is due yet")
          .isEmpty();
      job.terminate();
      assertThat(job.awaitExit()).as(job.said()).isZero();
    }
    assertThat(
            new Outcome(broker.bootstrap(), folder.resolve("lake")).rows("tickets_with_assignment"))
        .isEqualTo(enriched())
        .isPositive();
  }

  @Test
  void aJobThatIsDrainedWhileItsInputsAreIdleClosesItsLastWindows() throws Exception {
    send(10_000);
    drain();
    new Outcome(broker.bootstrap(), folder.resolve("lake")).equalsTruth(truth());

    send(10_000);
    run("--bounded");
    new Outcome(broker.bootstrap(), folder.resolve("lake")).equalsTruth(truth());
    assertThat(truth().in).isEqualTo(20_000);
  }

  /** A streaming run until its inputs have been idle for a while, stopped with drain. */
  private void drain() throws Exception {
    Truth expected = truth();
    int port = FreePort.any();
    String savepoints = folder.resolve("checkpoints/tickets/savepoints").toUri().toString();
    try (Tributary job = start("--watermark.idleness=1s", "--rest.port=" + port)) {
      Awaitility.await().atMost(PATIENCE).until(() -> enriched() == expected.rows.size());
      Dashboard flink = new Dashboard(port);
      // The last checkpoint's records came before it: two more, and all inputs have been idle.
      String id = flink.runningJob();
      int checkpoints = flink.completedCheckpoints(id);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> flink.completedCheckpoints(id) >= checkpoints + 2);
      assertThat(new Outcome(broker.bootstrap(), folder.resolve("lake")).rows("metrics"))
          .as("windows that were closed before, of 4 with two rows each")
          .isLessThan(8);
      flink.stopWithDrain(id, savepoints);
      assertThat(job.awaitExit()).isEqualTo(1);
      assertThat(job.said()).contains("the job was stopped by somebody else");
    }
  }

  /** Tickets of windows of their own: those that a bounded run closed stay closed. */
  private void send(int count) {
    slice++;
    Simulation simulation = simulation();
    try (KafkaProducer<byte[], byte[]> producer = new Topic(broker.bootstrap(), "").producer()) {
      for (int i = 0; i < count; i++) {
        SimulatedRecord ticket = simulation.next();
        producer.send(new ProducerRecord<>("client_tickets", ticket.key(), ticket.value()));
      }
    }
  }

  private Simulation simulation() {
    return new TicketParameters(
            new SimulationParameters(
                slice,
                50,
                Instant.parse("2025-12-19T23:30:00Z").plus(Duration.ofMinutes(20L * slice)),
                0.01,
                0,
                0.01,
                Duration.ofSeconds(5),
                Duration.ofMinutes(10)),
            500,
            false)
        .simulation();
  }

  /** A streaming run until all input so far has been committed, stopped as by Ctrl-C. */
  private void stream(String... more) throws Exception {
    Truth expected = truth();
    try (Tributary job = start(more)) {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> enriched() == expected.rows.size() || job.said().contains("failed"));
      job.terminate();
      assertThat(job.awaitExit()).as(job.said()).isZero();
      assertThat(job.said()).contains("the next run goes on from");
    }
  }

  private String run(String... more) throws Exception {
    return Tributary.run(folder, arguments(more));
  }

  private Tributary start(String... more) throws Exception {
    return Tributary.start(folder, arguments(more));
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
                "--checkpoint.interval=2s",
                "--rest.port=0"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Without the state of the others. */
  private String[] elsewhere(String more) {
    List<String> all = new ArrayList<>(List.of(arguments()));
    all.removeIf(each -> each.split("=", 2)[0].equals(more.split("=", 2)[0]));
    all.removeIf(each -> each.startsWith("--checkpoint.path="));
    all.addAll(List.of(more, "--checkpoint.path=" + folder.resolve("elsewhere")));
    return all.toArray(String[]::new);
  }

  private Truth truth() {
    return Truth.of(broker.bootstrap(), 60_000);
  }

  private long enriched() {
    try {
      return new Topic(broker.bootstrap(), "tickets-enriched").count();
    } catch (org.apache.kafka.common.errors.TimeoutException notYet) {
      return 0;
    }
  }

  private long openTransactions() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      return admin.listTransactions().all().get().stream()
          .filter(t -> t.state().toString().equals("Ongoing"))
          .count();
    }
  }
}
