package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of every kind in a random order, one after the other, while tickets come in. The same seed
 * makes the same faults, in the same order.
 */
final class ChaosIT {
  private static final int RATE = Integer.getInteger("tributary.chaos.rate", 500);
  private static final int FAULTS = Integer.getInteger("tributary.chaos.faults", 5);
  private static final int MINUTES = Integer.getInteger("tributary.chaos.minutes", 0);
  private static final long SEED = Long.getLong("tributary.seed", 1);

  // What a failed run has left tells why.
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void nothingIsLostOrDoubledWhateverBreaks() throws Exception {
    Map<Fault, List<Duration>> recoveries = new EnumMap<>(Fault.class);
    say("seed %d", SEED);
    try (Deployment deployment = new Deployment(folder, RATE, SEED)) {
      Set<Fault> leftOut = EnumSet.noneOf(Fault.class);
      if (!deployment.disk().isMounted()) {
        leftOut.add(Fault.DISK_FULL);
        say("DISK_FULL is left out: to mount a disk that can be filled takes root");
      }
      Plan told = new Plan(SEED, leftOut);
      for (int i = 1; i <= FAULTS; i++) {
        say("planned: %3d %s", i, told.next());
      }
      Plan plan = new Plan(SEED, leftOut);
      say("running after %s", seconds(deployment.awaitRecovered()));
      long begun = System.nanoTime();
      for (int i = 1; i <= FAULTS || minutesSince(begun) < MINUTES; i++) {
        Plan.Step step = plan.next();
        long at = System.nanoTime();
        step.inflict(deployment);
        Duration took = Duration.ofNanos(System.nanoTime() - at);
        Duration recovery = deployment.awaitRecovered();
        recoveries.computeIfAbsent(step.fault(), f -> new ArrayList<>()).add(recovery);
        say("%3d %s: %s, recovered after %s", i, step, seconds(took), seconds(recovery));
      }
      say("%d minutes; no more faults", minutesSince(begun));
      assertThat(deployment.leaks()).as("where the storage's keys are shown").isEmpty();
      deployment.finish();
      Truth truth = Truth.withLate(deployment.bootstrap(), 60_000);
      say(
          "%d tickets: %d delivered, of them %d late, %d rejected, %d duplicates",
          truth.in, truth.rows.size(), truth.late.size(), truth.rejected.size(), truth.duplicates);
      assertThat(truth.late.size()).as("late").isGreaterThan((int) (truth.in / 200));
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
