package io.tributary.connectors.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connectors.checkpoint.CheckpointWatch;
import io.tributary.connectors.checkpoint.NoCheckpoints;
import io.tributary.connectors.collect.CollectingJob.Got;
import io.tributary.pipeline.record.Text;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.flink.api.connector.source.mocks.MockSplitEnumeratorContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CollectedSourceTest {
  private static final Retry QUICK = new Retry(Duration.ofMillis(1), Duration.ofMillis(4), 5);
  private static final Duration NONE = Duration.ZERO;

  @TempDir private Path checkpoints;
  private CollectingJob job;

  @BeforeEach
  void set() {
    job = new CollectingJob(checkpoints);
  }

  private static CollectedSource<Long, Text> source(Numbers numbers, boolean bounded) {
    return new CollectedSource<>(
        numbers, CollectingJob.anything(), bounded, Duration.ofDays(1), QUICK);
  }

  private List<Long> offsets() {
    return job.got().stream().map(Got::offset).sorted().toList();
  }

  private static List<Long> upTo(long count) {
    return LongStream.range(0, count).boxed().toList();
  }

  @Test
  void everyRecordComesOnceHoweverOftenTheJobIsKilled() throws Exception {
    int count = 30_000;
    Numbers numbers = new Numbers(count, 40, Duration.ofMillis(2));
    for (int kill = 1; kill <= 3; kill++) {
      JobClient running = job.start(source(numbers, true), kill);
      job.awaitGot(running, kill * count / 8);
      job.kill(running);
    }
    assertThat(job.got()).as("got before the last start").hasSizeLessThan(count);
    JobClient running = job.start(source(numbers, true), 2);
    job.awaitEndAndStop(running);
    assertThat(offsets()).isEqualTo(upTo(count));
    assertThat(numbers.told().openedAt).as("where it went on").hasSize(4).isSorted();
    assertThat(numbers.told().openedAt.get(3)).isGreaterThan(count / 8);
  }

  @Test
  void aSavepointAtTheEndIsWhereTheNextRunGoesOn() throws Exception {
    job.awaitEndAndStop(job.start(source(new Numbers(1_000, 30, NONE), true), 1));
    job.awaitEndAndStop(job.start(source(new Numbers(1_500, 30, NONE), true), 2));
    assertThat(offsets()).isEqualTo(upTo(1_500));
  }

  @Test
  void keepsTheBytesAsReceivedOfGoodAndBad() throws Exception {
    job.awaitEndAndStop(job.start(source(new Numbers(12, 5, NONE), true), 1));
    assertThat(job.got())
        .contains(
            new Got("numbers/all", 10, "10", "", "INVALID_VALUE round"),
            new Got("numbers/all", 11, "11", "{\"n\":11}", ""))
        .hasSize(12);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void triesAgainWhereTheLastRecordLeftIt(boolean isBroken) throws Exception {
    Numbers numbers = new Numbers(2_000, 10, Duration.ofMillis(1));
    numbers.told().isBroken = isBroken;
    JobClient running = job.start(source(numbers, false), 1);
    for (int failure = 1; failure <= 5; failure++) {
      job.awaitGot(running, failure * 100);
      numbers.told().failuresToCome.set(20); // more in a row than a bounded run bears
      Awaitility.await().until(() -> numbers.told().failuresToCome.get() == 0);
    }
    job.awaitGot(running, 2_000);
    job.stop(running);
    assertThat(offsets()).isEqualTo(upTo(2_000));
    assertThat(numbers.told().opened.get()).isGreaterThanOrEqualTo(101);
    assertThat(numbers.told().closed.get()).isEqualTo(numbers.told().opened.get());
  }

  @Test
  void aBoundedRunThatNeverSucceedsFailsForGoodAndSaysWhy() throws Exception {
    Numbers numbers = new Numbers(10, 10, NONE);
    numbers.told().fails = true;
    Configuration restarting = new Configuration();
    restarting.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    restarting.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000);
    JobClient running = job.start(source(numbers, true), 1, restarting);
    assertThatThrownBy(() -> running.getJobExecutionResult().get())
        .hasStackTraceContaining(
            "source numbers: 5 tries in a row failed, the last one with: planted: numbers are"
                + " away");
  }

  @Test
  void aBoundedRunThatNobodyHasForeseenFailsForGoodAndSaysWhy() throws Exception {
    Numbers numbers = new Numbers(10, 10, NONE);
    numbers.told().isBroken = true;
    numbers.told().failuresToCome.set(5);
    JobClient running = job.start(source(numbers, true), 1);
    assertThatThrownBy(() -> running.getJobExecutionResult().get(1, TimeUnit.MINUTES))
        .hasStackTraceContaining("5 tries in a row failed")
        .hasStackTraceContaining("IllegalStateException: planted: nobody has foreseen this");
    assertThat(numbers.told().closed.get()).isEqualTo(5);
  }

  @Test
  void aBoundedRunThatGetsNothingBetweenFailuresFailsForGood() throws Exception {
    Numbers numbers = new Numbers(10, 10, NONE);
    numbers.told().failsAfterNothing = true;
    JobClient running = job.start(source(numbers, true), 1);
    assertThatThrownBy(() -> running.getJobExecutionResult().get(1, TimeUnit.MINUTES))
        .hasStackTraceContaining("5 tries in a row failed");
    assertThat(numbers.told().opened.get()).isEqualTo(5);
  }

  @Test
  void aPauseHoldsUpNeitherCheckpointsNorTheEnd() throws Exception {
    Numbers numbers = new Numbers(10, 10, Duration.ofDays(1));
    JobClient running = job.start(source(numbers, false), 1);
    job.awaitGot(running, 10);
    long stopping = System.nanoTime();
    job.stop(running);
    assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(10));
    assertThat(numbers.told().closed.get()).isEqualTo(1);
  }

  @Test
  void aSourceThatDoesNotAnswerHoldsUpNeither() throws Exception {
    Numbers numbers = new Numbers(10, 10, NONE);
    JobClient running = job.start(source(numbers, false), 1);
    job.awaitGot(running, 10);
    numbers.told().blocked = true;
    numbers.told().waiting.await();
    long stopping = System.nanoTime();
    job.stop(running);
    assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(10));
    assertThat(numbers.told().interrupted.get()).isEqualTo(1);
    assertThat(numbers.told().closed.get()).isEqualTo(1);
  }

  @Test
  void saysWhatIsInCompletedCheckpointsUpToTheLastSavepoint() throws Exception {
    Numbers numbers = new Numbers(3_000, 10, Duration.ofMillis(1));
    JobClient running = job.start(source(numbers, true), 1);
    job.awaitEndAndStop(running);
    assertThat(numbers.told().completed).isSorted().startsWith(0L).endsWith(3_000L);
    assertThat(numbers.told().completed.stream().distinct().count()).isGreaterThan(2);
  }

  @Test
  void pausesDoubleUpToAMinute() {
    for (int failures = 1; failures < 2_000; failures++) {
      double doubled = Math.min(Math.pow(2, failures - 1), 48);
      assertThat(Retry.DEFAULT.pause(failures).toMillis() / 1000.0)
          .isBetween(doubled, Math.min(1.25 * doubled, 60));
    }
  }

  @Test
  void aJobWithoutCheckpointsIsHalted() throws Exception {
    CollectedSource<Long, Text> source =
        new CollectedSource<>(
            new Numbers(1, 1, NONE),
            CollectingJob.anything(),
            false,
            Duration.ofSeconds(-1),
            QUICK);
    try (MockSplitEnumeratorContext<CollectedSplit<Long>> context =
        new MockSplitEnumeratorContext<>(1)) {
      source.createEnumerator(context).start();
      assertThatThrownBy(() -> context.runPeriodicCallable(0)).isInstanceOf(NoCheckpoints.class);
    }
  }

  @Test
  void aJobWithCheckpointsIsNot() throws Exception {
    CheckpointWatch watch = new CheckpointWatch(Duration.ofSeconds(10));
    try (MockSplitEnumeratorContext<CollectedSplit<Long>> context =
        new MockSplitEnumeratorContext<>(1)) {
      CollectedEnumerator<Long> enumerator = new CollectedEnumerator<>(watch, context, null);
      watch.look(Duration.ofSeconds(5));
      watch.look(Duration.ofSeconds(5));
      enumerator.notifyCheckpointComplete(1);
      assertThatCode(() -> watch.look(Duration.ofSeconds(5))).doesNotThrowAnyException();
    }
  }

  @Test
  void moreThanOneReaderIsRefused() throws Exception {
    try (MockSplitEnumeratorContext<CollectedSplit<Long>> context =
        new MockSplitEnumeratorContext<>(2)) {
      assertThatThrownBy(
              () -> source(new Numbers(1, 1, NONE), false).createEnumerator(context).start())
          .hasMessageContaining("set that of its operator to 1");
    }
  }
}
