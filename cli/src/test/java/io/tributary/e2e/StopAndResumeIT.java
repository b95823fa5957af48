package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Feeds;
import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;
import io.tributary.cli.simulate.tickets.TicketParameters;
import io.tributary.jobs.launch.Launcher;
import io.tributary.jobs.launch.RunningJob;
import io.tributary.jobs.settings.Settings;
import io.tributary.testkit.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job is stopped with a savepoint and goes on, again and again, in this process: {@code
 * -Dtributary.cycles=100} for more of it.
 */
final class StopAndResumeIT {
  private static final int CYCLES = Integer.getInteger("tributary.cycles", 6);
  private static final int TICKETS = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final long seed = Long.getLong("tributary.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Simulation simulation =
      new TicketParameters(
              new SimulationParameters(
                  seed,
                  30,
                  Instant.parse("2025-12-19T23:50:00Z"),
                  0.01,
                  0,
                  0.01,
                  Duration.ofSeconds(5),
                  Duration.ofMinutes(10)),
              500,
              false)
          .simulation();

  @TempDir private Path folder;
  private BrokerProcess broker;

  @BeforeEach
  void startBroker() throws Exception {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    new Topic(broker.bootstrap(), "client_tickets").create(3, Map.of());
    new Topic(broker.bootstrap(), "clients").create(3, Map.of("cleanup.policy", "compact"));
    send(
        simulation
            .beforehand()
            .map(client -> new ProducerRecord<>(client.topic(), client.key(), client.value())));
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void stopsResumesAndRescalingMakeNoDifference() throws Exception {
    Topic enriched = new Topic(broker.bootstrap(), "tickets-enriched");
    long seen = 0;
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      sendTickets();
      RunningJob job = launch("--parallelism=" + (1 + cycle % 2));
      long before = seen;
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> enriched.readable() > before);
      assertThat(OpenPorts.toOthers(ProcessHandle.current()))
          .as("ports open to other machines")
          .isEmpty();
      sendTickets();
      anywhereBetweenTwoCheckpoints();
      job.stopWithSavepoint();
      seen = enriched.readable();
    }
    launch("--parallelism=2", "--bounded").awaitEndAndStop(() -> false);

    Truth truth = Truth.of(broker.bootstrap(), 60_000);
    assertThat(truth.in).as("seed " + seed).isEqualTo(2L * CYCLES * TICKETS);
    new Outcome(broker.bootstrap(), folder.resolve("lake")).equalsTruth(truth);
  }

  private void anywhereBetweenTwoCheckpoints() {
    Awaitility.await()
        .pollDelay(Duration.ofMillis(random.nextLong(400)))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> true);
  }

  private RunningJob launch(String... more) throws Exception {
    List<String> keys =
        new ArrayList<>(
            List.of(
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--checkpoint.path=" + folder.resolve("checkpoints"),
                "--checkpoint.interval=200ms",
                "--lake.roll-interval=2s"));
    keys.addAll(List.of(more));
    Configuration flink = new Configuration();
    flink.set(RestOptions.BIND_PORT, "0");
    flink.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    flink.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(250));
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    Settings settings = Settings.resolve("tickets", keys.toArray(String[]::new));
    return new Launcher(Feeds.job("tickets"), settings, line -> {}).launch(flink);
  }

  private void sendTickets() {
    send(
        Stream.generate(simulation::next)
            .limit(TICKETS)
            .map(each -> new ProducerRecord<>("client_tickets", each.key(), each.value())));
  }

  private void send(Stream<ProducerRecord<byte[], byte[]>> records) {
    try (KafkaProducer<byte[], byte[]> producer = new Topic(broker.bootstrap(), "").producer()) {
      records.forEach(producer::send);
    }
  }
}
