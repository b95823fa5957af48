package io.tributary.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.measure.MetricPoint.Scope;
import io.tributary.pipeline.record.WireType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeepTopTest {
  private static final Windows WINDOWS = new Windows(Duration.ofMinutes(1), Duration.ofSeconds(10));
  private static final long MINUTE = 60_000;
  private static final long CLOSES_FIRST = MINUTE + 10_000 - 1;

  /** The two first tags, and of the words the first of each initial. */
  private static final Map<String, Top> TOPS =
      Map.of("tag", Top.of(2), "word", new Top(1, word -> word.substring(0, 1)));

  private static final class Step
      extends KeyedOneInputStreamOperatorTestHarness<String, MetricPoint, MetricPoint> {
    Step(StateBackend backend, int parallelism, int subtask) throws Exception {
      super(
          new KeepTop(TOPS, WINDOWS),
          new KeepTop.Among(TOPS),
          Types.STRING,
          16,
          parallelism,
          subtask);
      setStateBackend(backend);
      setup(
          new WireType<>(MetricPoint.class, MetricPoint.PointCodec.INSTANCE)
              .createSerializer(new SerializerConfigImpl()));
    }

    void take(MetricPoint point) throws Exception {
      processElement(new StreamRecord<>(point));
    }

    long keptKeys() {
      try (Stream<String> keys =
          getOperator().<String>getKeyedStateBackend().getKeys("results", VoidNamespace.INSTANCE)) {
        return keys.count();
      }
    }

    void tag(String tag, long windowStart, long count) throws Exception {
      take(result("tag", tag, windowStart, count, true));
    }

    /** What has come out since the last call. */
    List<String> out() {
      List<String> out = new ArrayList<>();
      for (Object each : getOutput()) {
        if (each instanceof StreamRecord<?> record && record.getValue() instanceof MetricPoint p) {
          out.add(
              "%s %s %d: %d%s"
                  .formatted(
                      p.dimension(),
                      p.value(),
                      p.windowStart(),
                      p.count(),
                      p.isFinal() ? "" : " early"));
        } else if (each instanceof Watermark watermark) {
          out.add("watermark " + watermark.getTimestamp());
        }
      }
      getOutput().clear();
      return out;
    }
  }

  private static MetricPoint result(
      String dimension, String value, long start, long count, boolean isFinal) {
    return new MetricPoint(
        dimension, value, start, start + MINUTE, Scope.WINDOW, count, 0, new long[0], isFinal, 1);
  }

  private final List<Step> steps = new ArrayList<>();

  static Stream<StateBackend> backends() {
    return Stream.of(new HashMapStateBackend(), new EmbeddedRocksDBStateBackend(false));
  }

  private Step step() throws Exception {
    return opened(new Step(new HashMapStateBackend(), 1, 0), null);
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

  @ParameterizedTest
  @MethodSource("backends")
  void theTopOfAWindowComeOutBeforeTheWatermarkThatClosesItAndNothingIsKept(StateBackend backend)
      throws Exception {
    Step step = opened(new Step(backend, 1, 0), null);
    step.tag("low", 0, 1);
    step.tag("high", 0, 9);
    step.tag("middle", 0, 5);
    step.tag("next", MINUTE, 1);
    step.processWatermark(CLOSES_FIRST - 1);
    assertThat(step.out()).containsExactly("watermark " + (CLOSES_FIRST - 1));
    step.processWatermark(CLOSES_FIRST);
    assertThat(step.out())
        .containsExactly("tag high 0: 9", "tag middle 0: 5", "watermark " + CLOSES_FIRST);
    step.processWatermark(CLOSES_FIRST + MINUTE);
    assertThat(step.out())
        .containsExactly("tag next 60000: 1", "watermark " + (CLOSES_FIRST + MINUTE));
    assertThat(step.keptKeys()).isZero();
  }

  @Test
  void ofEqualCountsTheSmallerInTheOrderOfCodePointsComesFirst() throws Exception {
    Step step = step();
    step.tag("😀", 0, 3); // greater than the next, though not by UTF-16's units
    step.tag("\uFF5E", 0, 3);
    step.tag("b", 0, 3);
    step.processWatermark(CLOSES_FIRST);
    assertThat(step.out()).startsWith("tag b 0: 3", "tag \uFF5E 0: 3").hasSize(3);
  }

  @Test
  void eachGroupHasATopOfItsOwn() throws Exception {
    Step step = step();
    for (String word : List.of("a1", "a2", "b1")) {
      step.take(result("word", word, 0, 3, true));
    }
    step.take(result("word", "a3", 0, 4, true));
    step.processWatermark(CLOSES_FIRST);
    assertThat(step.out()).contains("word a3 0: 4", "word b1 0: 3").hasSize(3);
  }

  @Test
  void resultsInOtherDimensionsPassAtOnce() throws Exception {
    Step step = step();
    step.take(result("kind", "nail", 0, 1, false));
    step.take(result("kind", "nail", 0, 2, true));
    assertThat(step.out()).containsExactly("kind nail 0: 1 early", "kind nail 0: 2");
  }

  @Test
  void theEndOfARunTellsWhatWindowsAheadHeld() throws Exception {
    Step step = step();
    step.tag("sea", 1_000 * MINUTE, 1);
    step.processWatermark(Long.MAX_VALUE);
    assertThat(step.out()).startsWith("tag sea 60000000: 1");
    assertThat(step.keptKeys()).isZero();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void whatACheckpointFoundIsToldOnceAfterARestoreWithAnotherParallelism(StateBackend backend)
      throws Exception {
    Step before = opened(new Step(backend, 1, 0), null);
    for (int window = 0; window < 20; window++) {
      before.tag("x", window * MINUTE, 1);
      before.tag("y", window * MINUTE, 2);
    }
    OperatorSubtaskState state = before.snapshot(1, 0);
    List<String> told = new ArrayList<>();
    for (int subtask = 0; subtask < 3; subtask++) {
      Step after =
          opened(
              new Step(backend, 3, subtask),
              AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 16, 1, 3, subtask));
      // The rest of each window's results, which were still on their way.
      for (int window = 0; window < 20; window++) {
        MetricPoint late = result("tag", "z", window * MINUTE, 3, true);
        if (isOf(late, subtask, 3)) {
          after.take(late);
        }
      }
      after.processWatermark(CLOSES_FIRST + 19 * MINUTE);
      told.addAll(after.out());
      after.processWatermark(Long.MAX_VALUE);
      assertThat(after.out()).hasSize(1); // the watermark
    }
    for (int window = 0; window < 20; window++) {
      assertThat(told)
          .contains(
              "tag z %d: 3".formatted(window * MINUTE), "tag y %d: 2".formatted(window * MINUTE))
          .doesNotContain("tag x %d: 1".formatted(window * MINUTE));
    }
    assertThat(told.stream().filter(line -> line.startsWith("tag")).toList()).hasSize(40);
  }

  private static boolean isOf(MetricPoint point, int subtask, int parallelism) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
            new KeepTop.Among(TOPS).getKey(point), 16, parallelism)
        == subtask;
  }
}
