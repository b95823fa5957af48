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
  void aMillionTicketsEqualTheTruthWhateverTheParallelism() throws Exception {
    Tributary.run(
        folder,
        "simulate",
        "tickets",
        "--kafka.bootstrap.servers=" + broker.bootstrap(),
        "--count=1000000",
        "--seed=7",
        "--start=2025-12-19T23:50:00Z",
        "--late=0",
        "--out-of-order=5s");
    Truth truth = Truth.of(broker.bootstrap(), 60_000);
    assertThat(truth.in).isEqualTo(1_000_000);
    assertThat(truth.rejected).hasSizeBetween(9_000, 11_000);
    assertThat(truth.duplicates).isBetween(9_000L, 11_000L);

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
