package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole process is killed at random moments while records come in, and started again: {@code
 * -Dtributary.kills=20} for more of it.
 */
final class KillIT {
  private static final int KILLS = Integer.getInteger("tributary.kills", 3);
  private static final int RATE = 5_000;

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
  void nothingIsLostOrDoubledWhenTheJobIsKilledManyTimesAndTheBrokerOnce() throws Exception {
    long seed = Long.getLong("tributary.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    try (Tributary simulator =
        Tributary.start(
            folder,
            "simulate",
            "tickets",
            "--kafka.bootstrap.servers=" + broker.bootstrap(),
            "--rate=" + RATE,
            "--late=0",
            "--clients=5000")) {
      for (int kill = 1; kill <= KILLS; kill++) {
        try (Tributary job = start()) {
          job.awaitSaying("running");
          pause(Duration.ofMillis(random.nextLong(500, 9_000)));
          if (kill == KILLS / 2) {
            broker.kill();
            broker.restart();
          }
          job.kill();
        }
      }
      simulator.terminate();
      assertThat(simulator.awaitExit()).as(simulator.said()).isZero();
    }
    Tributary.run(folder, arguments("--bounded"));

    Truth truth = Truth.of(broker.bootstrap(), 60_000);
    assertThat(truth.in).as("seed " + seed).isGreaterThan(KILLS * RATE);
    new Outcome(broker.bootstrap(), folder.resolve("lake")).equalsTruth(truth);
  }

  private Tributary start() throws Exception {
    return Tributary.start(folder, arguments());
  }

  private String[] arguments(String... more) {
    String[] all = {
      "run",
      "tickets",
      "--kafka.bootstrap.servers=" + broker.bootstrap(),
      "--lake.path=" + folder.resolve("lake"),
      "--checkpoint.path=" + folder.resolve("checkpoints"),
      "--checkpoint.interval=2s",
      "--lake.roll-interval=5s",
      "--parallelism=2",
      "--rest.port=0"
    };
    String[] both = java.util.Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, both, all.length, more.length);
    return both;
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Awaitility.await()
        .atMost(time.plusSeconds(5))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> System.nanoTime() - end >= 0);
  }
}
