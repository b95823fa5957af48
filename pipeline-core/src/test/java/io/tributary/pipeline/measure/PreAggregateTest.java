package io.tributary.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.pipeline.record.LateRecord;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.record.WireType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PreAggregateTest {
  private static final OutputTag<LateRecord> LATE =
      new OutputTag<>("late", TypeInformation.of(LateRecord.class));

  /** Windows of a minute that stay open for ten seconds more. */
  private static final Windows WINDOWS = new Windows(Duration.ofMinutes(1), Duration.ofSeconds(10));

  private static final Duration JUMP = Duration.ofHours(1);
  private static final long MINUTE = 60_000;
  private static final long YEAR_2099 = 4_070_908_800_000L;
  private static final long CLOSES_FIRST = MINUTE + 10_000 - 1;

  private record Sale(long at, String client, String kind) {}

  private static final Measures<Sale> MEASURES =
      Measures.<Sale>countDistinct("unique_clients", sale -> Text.of(sale.client()))
          .per("kind", Sale::kind)
          .tally("fruit", sale -> sale.kind().equals("apple") || sale.kind().equals("pear"))
          .tally("apples", sale -> sale.kind().equals("apple"));

  private static final class Step
      extends OneInputStreamOperatorTestHarness<Accepted<Sale>, Partial> {
    Step(int parallelism, int subtask) throws Exception {
      this(MEASURES, parallelism, subtask);
    }

    Step(Measures<Sale> measures, int parallelism, int subtask) throws Exception {
      this(measures, WINDOWS, parallelism, subtask);
    }

    Step(Measures<Sale> measures, Windows windows, int parallelism, int subtask) throws Exception {
      super(new PreAggregate<>(measures, Sale::at, windows, JUMP, LATE), 16, parallelism, subtask);
      setup(
          new WireType<>(Partial.class, Partial.PartialCodec.INSTANCE)
              .createSerializer(new SerializerConfigImpl()));
    }

    void sell(long at, String client, String kind) throws Exception {
      RawRecord raw = new RawRecord("sales", 0, at, at, null, new byte[0], false, 0);
      processElement(new StreamRecord<>(new Accepted<>(raw, new Sale(at, client, kind)), at));
    }

    boolean isLate(long at) throws Exception {
      int before = late().size();
      sell(at, "A", "apple");
      return late().size() > before;
    }

    List<LateRecord> late() {
      var late = getSideOutput(LATE);
      return late == null ? List.of() : late.stream().map(StreamRecord::getValue).toList();
    }

    /** What has come out since the last call, in order. */
    List<String> out() {
      List<String> out = new ArrayList<>();
      for (Object each : getOutput()) {
        if (each instanceof Watermark watermark) {
          out.add("watermark " + watermark.getTimestamp());
        } else if (each instanceof StreamRecord<?> record
            && record.getValue() instanceof Partial p) {
          out.add(
              "%d %s: %d, %d different, tallies %s"
                  .formatted(
                      p.windowStart(),
                      p.key(),
                      p.count(),
                      p.fingerprints().length / 2,
                      java.util.Arrays.toString(p.tallies())));
        } else {
          out.add(each.toString());
        }
      }
      getOutput().clear();
      return out;
    }
  }

  private final List<Step> steps = new ArrayList<>();

  private Step step() throws Exception {
    return opened(new Step(1, 0), null);
  }

  private Step restored(OperatorSubtaskState state) throws Exception {
    return opened(new Step(1, 0), state);
  }

  private Step opened(Step step, OperatorSubtaskState state) throws Exception {
    steps.add(step);
    if (state != null) {
      step.initializeState(state);
    }
    step.open();
    return step;
  }

  @AfterEach
  void close() throws Exception {
    for (Step step : steps) {
      step.close();
    }
  }

  @Test
  void sumsAreOfEachValueAndTalliesOfTheTotalOnly() throws Exception {
    Measures<Sale> sums =
        Measures.<Sale>count()
            .per("kind", Sale::kind)
            .tally("apples", sale -> sale.kind().equals("apple"))
            .sum("letters", sale -> sale.kind().length())
            .sum("moments", Sale::at);
    assertThat(sums.sumNames()).containsExactly("letters", "moments", "apples");
    assertThat(sums.distinctName()).isEmpty();
    Step step = opened(new Step(sums, 1, 0), null);
    step.sell(7, "A", "apple");
    step.sell(-5, "B", "pear");
    step.sell(1, "B", "pear");
    step.prepareSnapshotPreBarrier(1);
    assertThat(step.out())
        .containsExactlyInAnyOrder(
            "-60000 total|all: 1, 0 different, tallies [4, -5, 0]",
            "-60000 kind|pear: 1, 0 different, tallies [4, -5]",
            "0 total|all: 2, 0 different, tallies [9, 8, 1]",
            "0 kind|apple: 1, 0 different, tallies [5, 7]",
            "0 kind|pear: 1, 0 different, tallies [4, 1]");
  }

  @Test
  void aRecordCountsForEachOfItsValuesAndForNoneWhereItHasNone() throws Exception {
    Measures<Sale> measures =
        Measures.<Sale>countDistinct("unique_clients", sale -> Text.of(sale.client()))
            .perEach("letter", sale -> List.of(sale.kind().split("")), Top.of(2))
            .perEach("nothing", sale -> List.of(), Top.of(2))
            .sum("length", sale -> sale.kind().length());
    assertThat(measures.tops()).containsOnlyKeys("letter", "nothing");
    Step step = opened(new Step(measures, 1, 0), null);
    step.sell(0, "A", "ab");
    step.sell(1, "B", "bcd");
    step.prepareSnapshotPreBarrier(1);
    assertThat(step.out())
        .containsExactlyInAnyOrder(
            "0 total|all: 2, 2 different, tallies [5]",
            "0 letter|a: 1, 1 different, tallies [2]",
            "0 letter|b: 2, 2 different, tallies [5]",
            "0 letter|c: 1, 1 different, tallies [3]",
            "0 letter|d: 1, 1 different, tallies [3]");
  }

  @Test
  void countsEveryDimensionOfEveryWindowAndEmitsItBeforeTheBarrier() throws Exception {
    Step step = step();
    step.sell(0, "A", "apple");
    step.sell(MINUTE - 1, "A", "pear");
    step.sell(5, "B", "apple");
    step.sell(MINUTE, "C", "nail");
    step.sell(-1, "A", "nail");
    assertThat(step.out()).isEmpty();
    step.prepareSnapshotPreBarrier(1);
    assertThat(step.out())
        .containsExactlyInAnyOrder(
            "0 total|all: 3, 2 different, tallies [3, 2]",
            "0 kind|apple: 2, 2 different, tallies []",
            "0 kind|pear: 1, 1 different, tallies []",
            "60000 total|all: 1, 1 different, tallies [0, 0]",
            "60000 kind|nail: 1, 1 different, tallies []",
            "-60000 total|all: 1, 1 different, tallies [0, 0]",
            "-60000 kind|nail: 1, 1 different, tallies []");
  }

  @Test
  void whatWasEmittedBeforeABarrierIsPartOfNoCheckpointAndNotEmittedAgain() throws Exception {
    Step step = step();
    step.sell(0, "A", "apple");
    step.prepareSnapshotPreBarrier(1);
    step.out();
    Step after = restored(step.snapshot(1, 0));
    for (Step each : List.of(step, after)) {
      each.prepareSnapshotPreBarrier(2);
      each.processWatermark(CLOSES_FIRST);
      assertThat(each.out()).containsExactly("watermark " + CLOSES_FIRST);
    }
  }

  @Test
  void aWatermarkComesAfterTheCountsOfTheWindowsThatItCloses() throws Exception {
    Step step = step();
    step.sell(0, "A", "nail");
    step.sell(MINUTE, "A", "nail");
    step.processWatermark(CLOSES_FIRST - 1);
    assertThat(step.out()).containsExactly("watermark " + (CLOSES_FIRST - 1));
    step.processWatermark(CLOSES_FIRST);
    assertThat(step.out())
        .containsExactly(
            "0 total|all: 1, 1 different, tallies [0, 0]",
            "0 kind|nail: 1, 1 different, tallies []",
            "watermark " + CLOSES_FIRST);
  }

  @Test
  void aRecordIsLateOnceItsWindowIsClosedAndNotBefore() throws Exception {
    Step step = step();
    step.processWatermark(CLOSES_FIRST - 1);
    assertThat(step.isLate(0)).isFalse();
    step.processWatermark(CLOSES_FIRST);
    assertThat(step.isLate(MINUTE - 1)).isTrue();
    assertThat(step.isLate(MINUTE)).isFalse();
    assertThat(step.late().get(0).watermark()).isEqualTo(CLOSES_FIRST);
    assertThat(step.late().get(0).raw().offset()).isEqualTo(MINUTE - 1);
  }

  @Test
  void aLateRecordIsCountedInNoWindow() throws Exception {
    Step step = step();
    step.processWatermark(CLOSES_FIRST);
    step.out();
    step.sell(0, "A", "apple");
    step.prepareSnapshotPreBarrier(1);
    assertThat(step.out()).isEmpty();
  }

  @Test
  void howFarWindowsAreClosedSurvivesARestore() throws Exception {
    Step before = step();
    before.processWatermark(CLOSES_FIRST);
    Step after = restored(before.snapshot(1, 0));
    assertThat(after.isLate(0)).isTrue();
    after.processWatermark(5);
    assertThat(after.isLate(0)).as("a watermark further back changes nothing").isTrue();
    assertThat(after.isLate(MINUTE)).isFalse();
    after.processWatermark(CLOSES_FIRST + MINUTE);
    assertThat(after.isLate(MINUTE)).isTrue();
  }

  @Test
  void whatWasClosedStaysSoWithALongerLateness() throws Exception {
    Step before = step();
    before.processWatermark(CLOSES_FIRST);
    Windows longer = new Windows(WINDOWS.size(), WINDOWS.lateness().plusMinutes(30));
    Step after = opened(new Step(MEASURES, longer, 1, 0), before.snapshot(1, 0));
    assertThat(after.isLate(MINUTE - 1)).isTrue();
    assertThat(after.isLate(MINUTE)).isFalse();
    Step again = restored(after.snapshot(2, 0));
    assertThat(again.isLate(MINUTE - 1)).isTrue();
    assertThat(again.isLate(MINUTE)).isFalse();
  }

  @Test
  void windowsOfAnotherSizeAreRefused() throws Exception {
    Step before = step();
    OperatorSubtaskState state = before.snapshot(1, 0);
    Windows longer = new Windows(WINDOWS.size().multipliedBy(2), WINDOWS.lateness());
    Step after = new Step(MEASURES, longer, 1, 0);
    assertThatThrownBy(() -> after.initializeState(state))
        .hasMessageContaining("written with window.size=60000ms, the job has window.size=120000ms");
  }

  @Test
  void afterRescalingEverySubtaskKnowsHowFarAllHadClosed() throws Exception {
    Step first = opened(new Step(2, 0), null);
    Step second = opened(new Step(2, 1), null);
    first.processWatermark(CLOSES_FIRST);
    second.processWatermark(CLOSES_FIRST + MINUTE);
    OperatorSubtaskState state =
        AbstractStreamOperatorTestHarness.repackageState(
            first.snapshot(1, 0), second.snapshot(1, 0));
    for (int subtask = 0; subtask < 3; subtask++) {
      Step after =
          opened(
              new Step(3, subtask),
              AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 16, 2, 3, subtask));
      assertThat(after.isLate(0)).isTrue();
      // The first subtask's records may have been waiting for answers at the barrier.
      assertThat(after.isLate(MINUTE)).isFalse();
    }
  }

  @Test
  void theEndOfABoundedRunClosesTheNewestWindowAndNoLaterOne() throws Exception {
    Step before = step();
    before.sell(5 * MINUTE, "A", "apple");
    before.sell(2 * MINUTE, "A", "apple");
    before.processWatermark(Long.MAX_VALUE);
    assertThat(before.out()).hasSize(5).endsWith("watermark " + Long.MAX_VALUE);
    Step after = restored(before.snapshot(1, 0));
    assertThat(after.isLate(6 * MINUTE - 1)).isTrue();
    assertThat(after.isLate(6 * MINUTE)).isFalse();
  }

  @Test
  void atTheEndARecordOfAFarFutureClosesItsOwnWindowAndNoOther() throws Exception {
    Step before = step();
    before.sell(0, "A", "apple");
    before.processWatermark(30);
    before.sell(2 * MINUTE, "A", "apple");
    before.sell(YEAR_2099, "A", "apple");
    before.processWatermark(Long.MAX_VALUE);
    Step after = restored(before.snapshot(1, 0));
    assertThat(after.isLate(3 * MINUTE - 1)).isTrue();
    assertThat(after.isLate(3 * MINUTE)).isFalse();
    assertThat(after.isLate(YEAR_2099)).isTrue();
    assertThat(after.isLate(YEAR_2099 - MINUTE)).isFalse();
    assertThat(after.isLate(YEAR_2099 + MINUTE)).isFalse();
    after.processWatermark(YEAR_2099 + 5 * MINUTE);
    assertThat(after.isLate(YEAR_2099 + MINUTE)).isTrue();
  }

  @Test
  void whatOneSubtaskClosedAheadIsClosedForAll() throws Exception {
    Step first = opened(new Step(2, 0), null);
    Step second = opened(new Step(2, 1), null);
    first.sell(YEAR_2099, "A", "apple");
    second.sell(0, "A", "apple");
    for (Step each : List.of(first, second)) {
      each.processWatermark(30);
      each.processWatermark(Long.MAX_VALUE);
    }
    OperatorSubtaskState state =
        AbstractStreamOperatorTestHarness.repackageState(
            first.snapshot(1, 0), second.snapshot(1, 0));
    for (int subtask = 0; subtask < 2; subtask++) {
      Step after =
          opened(
              new Step(2, subtask),
              AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 16, 2, 2, subtask));
      assertThat(after.isLate(YEAR_2099)).isTrue();
      assertThat(after.isLate(0)).isTrue();
      assertThat(after.isLate(MINUTE)).isFalse();
    }
  }

  @Test
  void theEndClosesWindowsOfFormerRunsTooThoughNothingCameInThisOne() throws Exception {
    Step before = step();
    before.sell(5 * MINUTE, "A", "apple");
    before.prepareSnapshotPreBarrier(1);
    Step middle = restored(before.snapshot(1, 0));
    middle.processWatermark(Long.MAX_VALUE);
    Step after = restored(middle.snapshot(2, 0));
    assertThat(after.isLate(5 * MINUTE)).isTrue();
    assertThat(after.isLate(6 * MINUTE)).isFalse();
  }

  @Test
  void theEndOfARunWithoutRecordsClosesNothing() throws Exception {
    Step before = step();
    before.processWatermark(Long.MAX_VALUE);
    Step after = restored(before.snapshot(1, 0));
    assertThat(after.isLate(-100 * MINUTE)).isFalse();
  }

  @Test
  void neverTellsTheNextStepThatItIsIdle() throws Exception {
    Step step = step();
    step.processWatermarkStatus(WatermarkStatus.IDLE);
    step.processWatermarkStatus(WatermarkStatus.ACTIVE);
    assertThat(step.out()).isEmpty();
  }

  @Test
  void emitsWhatIsLeftWhenItsInputEnds() throws Exception {
    Step step = step();
    step.sell(0, "A", "apple");
    step.endInput();
    step.getOperator().finish();
    assertThat(step.out()).hasSize(2);
  }

  @Test
  void emitsEarlyRatherThanHoldingMillionsOfCounts() throws Exception {
    Step step = step();
    int sales =
        700_000; // two dimensions, three new entries for each: a value of its own counts too
    for (int i = 0; i < sales; i++) {
      step.sell(i % MINUTE, "C" + i, "kind" + i);
    }
    assertThat(step.getOutput()).isNotEmpty();
    step.prepareSnapshotPreBarrier(1);
    assertThat(
            step.extractOutputValues().stream()
                .filter(p -> p.dimension().equals(Measures.TOTAL))
                .mapToLong(Partial::count)
                .sum())
        .isEqualTo(sales);
  }
}
