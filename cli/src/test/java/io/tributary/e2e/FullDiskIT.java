package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tributary.testkit.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints can't be written for a while, and for too long. */
final class FullDiskIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private BrokerProcess broker;
  private Disk disk;

  @BeforeEach
  void start() throws Exception {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    disk = Disk.mount(folder.resolve("checkpoints"), 200);
    assumeTrue(disk.isMounted(), "a disk that can be filled must be mounted, which takes root");
  }

  @AfterEach
  void stop() throws Exception {
    disk.close();
    broker.close();
  }

  @Test
  void aJobThatCannotWriteCheckpointsWaitsAndThenHaltsWithTheReason() throws Exception {
    try (Tributary simulator =
        Tributary.start(
            folder,
            "simulate",
            "tickets",
            "--kafka.bootstrap.servers=" + broker.bootstrap(),
            "--rate=500",
            "--late=0")) {
      simulator.awaitSaying("clients: ");
      try (Tributary job = Tributary.start(folder, arguments())) {
        Topic enriched = new Topic(broker.bootstrap(), "tickets-enriched");
        enriched.awaitMore(500);
        disk.fill();
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> job.logged().contains("Failed to trigger or complete checkpoint"));
        disk.free();
        enriched.awaitMore(500);

        disk.fill();
        assertThat(job.awaitExit()).as(job.said()).isNotZero();
        assertThat(job.said())
            .contains("without a completed checkpoint", "checkpoint.failure-tolerance");
      }
      disk.free();
      simulator.terminate();
      assertThat(simulator.awaitExit()).isZero();
    }
    Tributary.run(folder, arguments("--bounded"));
    Truth truth = Truth.of(broker.bootstrap(), 60_000);
    new Outcome(broker.bootstrap(), folder.resolve("lake")).equalsTruth(truth);
  }

  private String[] arguments(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "tickets",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--checkpoint.path=" + disk.folder(),
                "--checkpoint.interval=1s",
                "--checkpoint.failure-tolerance=15s",
                "--parallelism=2",
                "--rest.port=0"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
