package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of every kind in a random order, one after the other, while tickets come in. The same seed
 * makes the same faults, in the same order.
 */
final class ChaosIT {
  private static final int RATE = Integer.getInteger("tributary.chaos.rate", 2_000);
  private static final int FAULTS = Integer.getInteger("tributary.chaos.faults", 9);
  private static final int MINUTES = Integer.getInteger("tributary.chaos.minutes", 0);
  private static final long SEED = Long.getLong("tributary.seed", 1);

  // What a failed run has left tells why.
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void nothingIsLostOrDoubledWhateverBreaks() throws Exception {
    Map<Fault, List<Duration>> recoveries = new EnumMap<>(Fault.class);
    SplittableRandom random = new SplittableRandom(SEED);
    Deque<Fault> next = new ArrayDeque<>();
    try (Deployment deployment = new Deployment(folder, RATE)) {
      say("seed %d, running after %s", SEED, seconds(deployment.awaitRecovered()));
      long begun = System.nanoTime();
      for (int i = 1; i <= FAULTS || minutesSince(begun) < MINUTES; i++) {
        if (next.isEmpty()) {
          next.addAll(shuffled(random.split()));
          if (!deployment.disk().isMounted()) {
            next.remove(Fault.DISK_FULL);
            say("DISK_FULL is left out: to mount a disk that can be filled takes root");
          }
        }
        Fault fault = next.remove();
        long at = System.nanoTime();
        fault.inflict(deployment, random.split());
        Duration took = Duration.ofNanos(System.nanoTime() - at);
        Duration recovery = deployment.awaitRecovered();
        recoveries.computeIfAbsent(fault, f -> new ArrayList<>()).add(recovery);
        say("%3d %-22s %s, recovered after %s", i, fault, seconds(took), seconds(recovery));
      }
      say("%d minutes; no more faults", minutesSince(begun));
      assertThat(deployment.leaks()).as("where the storage's keys are shown").isEmpty();
      deployment.finish();
      Truth truth = Truth.of(deployment.bootstrap(), 60_000);
      say(
          "%d tickets: %d delivered, %d rejected, %d duplicates",
          truth.in, truth.rows.size(), truth.rejected.size(), truth.duplicates);
      assertThat(truth.in).isGreaterThan(RATE * 60L * Math.max(1, MINUTES));
      new Outcome(deployment.bootstrap(), deployment.lake()).equalsTruth(truth);
      say("%s", deployment.audit());
    }
    recoveries.forEach(
        (fault, times) -> {
          Collections.sort(times);
          say(
              "%-22s %d times, recovered after %s at the median, %s at most",
              fault,
              times.size(),
              seconds(times.get(times.size() / 2)),
              seconds(times.get(times.size() - 1)));
        });
  }

  /** Every kind once, so that none is left out for long. */
  private static List<Fault> shuffled(SplittableRandom random) {
    List<Fault> all = new ArrayList<>(List.of(Fault.values()));
    Collections.shuffle(all, new Random(random.nextLong()));
    return all;
  }

  private static long minutesSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMinutes();
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }

  private static void say(String format, Object... values) {
    System.out.println(
        LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + " " + format.formatted(values));
  }
}
