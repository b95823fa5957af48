package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.BrokerProcess;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BoundedRunIT {
  /** A million when it is taken seriously. */
  private static final int TICKETS = Integer.getInteger("tributary.tickets", 300_000);

  private static final Set<String> OUTPUTS =
      Set.of("tickets-enriched", "tickets-metrics", "tickets-dead-letters", "tickets-late");

  @TempDir private Path folder;
  private BrokerProcess broker;

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void manyTicketsEqualTheTruthWhateverTheParallelism() throws Exception {
    Tributary.run(
        folder,
        "simulate",
        "tickets",
        "--kafka.bootstrap.servers=" + broker.bootstrap(),
        "--count=" + TICKETS,
        "--seed=7",
        "--start=2025-12-19T23:50:00Z",
        "--late=0",
        "--out-of-order=5s");
    Truth truth = Truth.of(broker.bootstrap(), 60_000);
    assertThat(truth.in).isEqualTo(TICKETS);
    assertThat(truth.rejected).hasSizeBetween(TICKETS * 9 / 1_000, TICKETS * 11 / 1_000);
    assertThat(truth.duplicates).isBetween(TICKETS * 9L / 1_000, TICKETS * 11L / 1_000);

    for (int parallelism : new int[] {2, 3}) {
      Path lake = folder.resolve("lake-" + parallelism);
      Tributary.run(
          folder,
          "run",
          "tickets",
          "--bounded",
          "--kafka.bootstrap.servers=" + broker.bootstrap(),
          "--kafka.transaction.prefix=bounded-" + parallelism,
          "--lake.path=" + lake,
          "--checkpoint.path=" + folder.resolve("checkpoints-" + parallelism),
          "--parallelism=" + parallelism,
          "--rest.port=0");
      Outcome outcome = new Outcome(broker.bootstrap(), lake);
      outcome.equalsTruth(truth);
      assertThat(outcome.committed())
          .as("few files: six datasets, two dates, some minutes")
          .hasSizeLessThan(60);
      Topic.delete(broker.bootstrap(), OUTPUTS);
    }
  }
}
