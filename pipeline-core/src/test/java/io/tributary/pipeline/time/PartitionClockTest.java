package io.tributary.pipeline.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PartitionClockTest {
  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long NOW = 1_766_154_225_000L;
  private static final long OUT_OF_ORDERNESS = 10 * SECOND;

  private final PartitionClock clock =
      new PartitionClock(Duration.ofSeconds(10), Duration.ofHours(1));

  private void observe(long... eventTimes) {
    for (long each : eventTimes) {
      clock.observe(each);
    }
  }

  private long newest() {
    return clock.watermark() + OUT_OF_ORDERNESS + 1;
  }

  @Test
  void knowsNothingBeforeTheFirstRecordIsConfirmed() {
    assertThat(clock.watermark()).isEqualTo(Long.MIN_VALUE);
    observe(NOW, NOW + 1);
    assertThat(clock.watermark()).isEqualTo(Long.MIN_VALUE);
    observe(NOW + 2);
    assertThat(newest()).isEqualTo(NOW + 2);
  }

  @Test
  void expectsRecordsOfTheOutOfOrdernessButNoneBefore() {
    observe(NOW, NOW, NOW);
    // A record of NOW - 10 s is still on time: the watermark is a millisecond before it.
    assertThat(clock.watermark()).isEqualTo(NOW - OUT_OF_ORDERNESS - 1);
  }

  @Test
  void aFirstRecordFromFarAheadMovesNothing() {
    observe(NOW + 30 * 24 * HOUR, NOW, NOW + SECOND, NOW + 2 * SECOND);
    assertThat(newest()).isEqualTo(NOW + 2 * SECOND);
  }

  @Test
  void oneRecordFromFarAheadMovesNothing() {
    observe(NOW, NOW, NOW, NOW + 24 * HOUR);
    assertThat(newest()).isEqualTo(NOW);
    observe(NOW + SECOND);
    assertThat(newest()).isEqualTo(NOW + SECOND);
  }

  @Test
  void badClocksThatAlternateWithGoodOnesNeverMoveIt() {
    observe(NOW, NOW, NOW);
    for (int i = 1; i <= 100; i++) {
      observe(NOW + i + 24 * HOUR, NOW + i + 25 * HOUR, NOW + i);
      assertThat(newest()).isEqualTo(NOW + i);
    }
  }

  @Test
  void aJumpIsConfirmedByTwoFurtherRecords() {
    observe(NOW, NOW, NOW, NOW + 24 * HOUR, NOW + 24 * HOUR + SECOND);
    assertThat(newest()).isEqualTo(NOW);
    observe(NOW + 24 * HOUR + 2 * SECOND);
    assertThat(newest()).isEqualTo(NOW + 24 * HOUR + 2 * SECOND);
  }

  @Test
  void aConfirmedJumpGoesNoFurtherThanItsEarliestRecordIsConfirmed() {
    observe(NOW, NOW, NOW, NOW + 48 * HOUR, NOW + 48 * HOUR, NOW + 24 * HOUR);
    // The third is more than the skew before the others: it starts over as the candidate.
    assertThat(newest()).isEqualTo(NOW);
    observe(NOW + 24 * HOUR, NOW + 24 * HOUR);
    assertThat(newest()).isEqualTo(NOW + 24 * HOUR);
  }

  @Test
  void aLateRecordDoesNotRefuteAJump() {
    observe(NOW, NOW, NOW, NOW + 24 * HOUR, NOW - 5 * HOUR, NOW + 24 * HOUR, NOW + 24 * HOUR);
    assertThat(newest()).isEqualTo(NOW + 24 * HOUR);
  }

  @Test
  void aStepOfExactlyTheSkewNeedsNoConfirmation() {
    observe(NOW, NOW, NOW, NOW + HOUR);
    assertThat(newest()).isEqualTo(NOW + HOUR);
    observe(NOW + 2 * HOUR + 1);
    assertThat(newest()).isEqualTo(NOW + HOUR);
  }

  @Test
  void aSlowPartitionInWhichEveryRecordJumpsStillComesForward() {
    for (int day = 0; day < 30; day++) {
      observe(NOW + day * 24 * HOUR);
      if (day >= 6) {
        assertThat(newest()).as("day %s", day).isGreaterThanOrEqualTo(NOW + (day - 4) * 24 * HOUR);
      }
      assertThat(newest()).isLessThanOrEqualTo(NOW + day * 24 * HOUR);
    }
  }

  @Test
  void neverGoesBack() {
    java.util.Random random = new java.util.Random(5);
    long before = Long.MIN_VALUE;
    for (int i = 0; i < 100_000; i++) {
      observe(NOW + i * SECOND + (long) (random.nextGaussian() * HOUR));
      assertThat(clock.watermark()).isGreaterThanOrEqualTo(before);
      before = clock.watermark();
    }
  }

  @Test
  void recordsWithoutTimeNeverMoveIt() {
    observe(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);
    assertThat(clock.watermark()).isEqualTo(Long.MIN_VALUE);
  }
}
