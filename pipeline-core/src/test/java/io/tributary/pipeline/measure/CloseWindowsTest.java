package io.tributary.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.measure.MetricPoint.Scope;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.record.WireType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
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

class CloseWindowsTest {
  private static final Windows WINDOWS = new Windows(Duration.ofMinutes(1), Duration.ofSeconds(10));
  private static final long MINUTE = 60_000;
  private static final long CLOSES_FIRST = MINUTE + 10_000 - 1;

  private static final class Step
      extends KeyedOneInputStreamOperatorTestHarness<String, Partial, MetricPoint> {
    Step(StateBackend backend, int parallelism, int subtask) throws Exception {
      super(
          new CloseWindows(WINDOWS, Set.of("tag")),
          Partial::key,
          Types.STRING,
          16,
          parallelism,
          subtask);
      setStateBackend(backend);
      setup(
          new WireType<>(MetricPoint.class, MetricPoint.PointCodec.INSTANCE)
              .createSerializer(new SerializerConfigImpl()));
    }

    void total(long windowStart, long count, String... clients) throws Exception {
      count(Measures.TOTAL, Measures.ALL, windowStart, count, new long[] {count, 1}, clients);
    }

    void kind(String kind, long windowStart, long count, String... clients) throws Exception {
      count("kind", kind, windowStart, count, new long[0], clients);
    }

    void count(
        String dimension, String value, long start, long count, long[] tallies, String... clients)
        throws Exception {
      long[] fingerprints = new long[2 * clients.length];
      for (int i = 0; i < clients.length; i++) {
        fingerprints[2 * i] = Fingerprint.high(Text.of(clients[i]));
        fingerprints[2 * i + 1] = Fingerprint.low(Text.of(clients[i]));
      }
      processElement(
          new StreamRecord<>(new Partial(dimension, value, start, count, tallies, fingerprints)));
    }

    OperatorSubtaskState checkpoint(long number) throws Exception {
      prepareSnapshotPreBarrier(number);
      return snapshot(number, 0);
    }

    /** What has come out since the last call. */
    List<MetricPoint> points() {
      List<MetricPoint> points = extractOutputValues();
      getOutput().clear();
      return points;
    }

    List<String> out() {
      return points().stream().map(CloseWindowsTest::line).toList();
    }

    int openEntries() throws Exception {
      return entries("windows", Types.TUPLE(Types.LONG, Types.LONG));
    }

    int aheadEntries() throws Exception {
      return entries("closed-ahead", Types.LONG);
    }

    int cumulativeEntries() throws Exception {
      return entries("cumulative", Types.LONG);
    }

    private <K> int entries(String state, TypeInformation<K> key) throws Exception {
      int[] entries = {0};
      getOperator()
          .<String>getKeyedStateBackend()
          .applyToAllKeys(
              VoidNamespace.INSTANCE,
              VoidNamespaceSerializer.INSTANCE,
              new MapStateDescriptor<>(
                  state, key, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO),
              (String ofKey, MapState<K, byte[]> log) -> log.keys().forEach(chunk -> entries[0]++));
      return entries[0];
    }
  }

  private static String line(MetricPoint p) {
    return "%s %s|%s %d-%d: %d, %d different, tallies %s, %s %d"
        .formatted(
            p.scope(),
            p.dimension(),
            p.value(),
            p.windowStart(),
            p.windowEnd(),
            p.count(),
            p.distinct(),
            Arrays.toString(p.tallies()),
            p.isFinal() ? "final" : "early",
            p.revision());
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

  @Test
  void aClosedWindowHasOneFinalResultAndTheTotalSaysEverythingUpToIt() throws Exception {
    Step step = step();
    step.total(0, 2, "A", "B");
    step.total(0, 1, "A");
    step.kind("nail", 0, 3, "A");
    step.processWatermark(CLOSES_FIRST - 1);
    assertThat(step.out()).isEmpty();
    step.processWatermark(CLOSES_FIRST);
    assertThat(step.out())
        .containsExactlyInAnyOrder(
            "WINDOW total|all 0-60000: 3, 2 different, tallies [3, 2], final 1",
            "CUMULATIVE total|all 0-60000: 3, 2 different, tallies [3, 2], final 1",
            "WINDOW kind|nail 0-60000: 3, 1 different, tallies [], final 1");
    step.total(MINUTE, 1, "B");
    step.processWatermark(CLOSES_FIRST + MINUTE);
    assertThat(step.out())
        .containsExactlyInAnyOrder(
            "WINDOW total|all 60000-120000: 1, 1 different, tallies [1, 1], final 1",
            "CUMULATIVE total|all 60000-120000: 4, 2 different, tallies [4, 3], final 2");
    step.processWatermark(Long.MAX_VALUE);
    assertThat(step.out()).isEmpty();
  }

  @Test
  void aWindowThatAnEndHasClosedIsPartOfTheSumsOfLaterWindowsOnly() throws Exception {
    long far = 10_000 * MINUTE;
    Step before = step();
    before.total(0, 2, "A", "B");
    before.processWatermark(CLOSES_FIRST);
    before.total(2 * MINUTE, 1, "C");
    before.total(far, 1, "D");
    before.out();
    before.processWatermark(Long.MAX_VALUE);
    assertThat(before.out())
        .containsExactly(
            "WINDOW total|all 120000-180000: 1, 1 different, tallies [1, 1], final 1",
            "CUMULATIVE total|all 120000-180000: 3, 3 different, tallies [3, 2], final 2",
            "WINDOW total|all 600000000-600060000: 1, 1 different, tallies [1, 1], final 1",
            "CUMULATIVE total|all 600000000-600060000: 4, 4 different, tallies [4, 3], final 3");
    Step after = goingOn(before);
    after.total(5 * MINUTE, 1, "A");
    after.processWatermark(CLOSES_FIRST + 5 * MINUTE);
    assertThat(everythingUpTo(after)).containsExactly("300000: 4, 3 different");
    assertThat(after.aheadEntries()).as("what was passed is added up").isOne();
    Step last = goingOn(after);
    last.total(far + MINUTE, 1, "A");
    last.processWatermark(CLOSES_FIRST + far + MINUTE);
    assertThat(everythingUpTo(last)).containsExactly((far + MINUTE) + ": 6, 4 different");
    assertThat(last.aheadEntries()).isZero();
  }

  @Test
  void runsThatSeeNothingButTheirEndMayCloseWindowsInAnyOrder() throws Exception {
    Step step = step();
    for (long minute : new long[] {100, 2, 300, 1, 200, 500}) {
      step.total(minute * MINUTE, 1, "C" + minute);
      step.processWatermark(Long.MAX_VALUE);
      step = goingOn(step);
    }
    step.total(3 * MINUTE, 1, "C2");
    step.total(250 * MINUTE, 1, "C2");
    step.processWatermark(Long.MAX_VALUE);
    assertThat(everythingUpTo(step))
        .containsExactly("180000: 3, 2 different", "15000000: 6, 4 different");
  }

  private Step goingOn(Step before) throws Exception {
    before.points();
    return opened(new Step(new HashMapStateBackend(), 1, 0), before.snapshot(1, 0));
  }

  private static List<String> everythingUpTo(Step step) {
    return step.points().stream()
        .filter(p -> p.scope() == Scope.CUMULATIVE)
        .map(p -> p.windowStart() + ": " + p.count() + ", " + p.distinct() + " different")
        .toList();
  }

  @Test
  void resultsComeBeforeTheWatermarkAndOlderWindowsBeforeNewer() throws Exception {
    Step step = step();
    step.total(2 * MINUTE, 1, "A");
    step.total(0, 1, "A");
    step.total(MINUTE, 1, "A");
    step.processWatermark(Long.MAX_VALUE);
    assertThat(step.getOutput()).last().isInstanceOf(Watermark.class);
    assertThat(step.points())
        .filteredOn(p -> p.scope() == Scope.CUMULATIVE)
        .extracting(MetricPoint::count)
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void ofSomeDimensionsOnlyTheFinalResultIsTold() throws Exception {
    Step step = step();
    step.count("tag", "sea", 0, 1, new long[0]);
    OperatorSubtaskState state = step.checkpoint(1);
    assertThat(step.out()).isEmpty();
    Step after = opened(new Step(new HashMapStateBackend(), 1, 0), state);
    after.count("tag", "sea", 0, 2, new long[0]);
    after.processWatermark(CLOSES_FIRST);
    assertThat(after.out())
        .containsExactly("WINDOW tag|sea 0-60000: 3, 0 different, tallies [], final 1");
  }

  @Test
  void eachCheckpointEmitsAnEarlyResultOfWhatHasChangedWithARevisionThatRises() throws Exception {
    Step step = step();
    step.total(0, 1, "A");
    step.kind("nail", 0, 1, "A");
    step.checkpoint(1);
    assertThat(step.out())
        .containsExactlyInAnyOrder(
            "WINDOW total|all 0-60000: 1, 1 different, tallies [1, 1], early 1",
            "WINDOW kind|nail 0-60000: 1, 1 different, tallies [], early 1");
    step.checkpoint(2);
    assertThat(step.out()).isEmpty();
    step.total(0, 1, "A");
    step.checkpoint(3);
    assertThat(step.out())
        .containsExactly("WINDOW total|all 0-60000: 2, 1 different, tallies [2, 2], early 2");
    step.processWatermark(CLOSES_FIRST);
    assertThat(step.points())
        .filteredOn(p -> p.scope() == Scope.WINDOW)
        .allMatch(MetricPoint::isFinal)
        .extracting(p -> p.value() + " " + p.revision())
        .containsExactlyInAnyOrder("all 3", "nail 2");
    step.checkpoint(4);
    assertThat(step.out()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aRestoreGoesOnWithTheCountsAndTheRevisions(StateBackend backend) throws Exception {
    Step before = opened(new Step(backend, 1, 0), null);
    before.total(0, 2, "A", "B");
    before.checkpoint(1);
    before.total(0, 1, "B");
    before.total(MINUTE, 1, "C");
    OperatorSubtaskState state = before.checkpoint(2);
    before.total(0, 99, "Z");

    Step after = opened(new Step(backend, 1, 0), state);
    after.checkpoint(3);
    assertThat(after.out()).as("nothing has changed").isEmpty();
    after.total(0, 1, "A");
    after.checkpoint(4);
    assertThat(after.out())
        .containsExactly("WINDOW total|all 0-60000: 4, 2 different, tallies [4, 3], early 3");
    after.processWatermark(Long.MAX_VALUE);
    assertThat(after.out())
        .containsExactly(
            "WINDOW total|all 0-60000: 4, 2 different, tallies [4, 3], final 4",
            "CUMULATIVE total|all 0-60000: 4, 2 different, tallies [4, 3], final 1",
            "WINDOW total|all 60000-120000: 1, 1 different, tallies [1, 1], final 2",
            "CUMULATIVE total|all 60000-120000: 5, 3 different, tallies [5, 4], final 2");
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aClosedWindowLeavesNothingInState(StateBackend backend) throws Exception {
    Step step = opened(new Step(backend, 1, 0), null);
    for (int checkpoint = 1; checkpoint <= 3; checkpoint++) {
      step.total(0, 1, "A");
      step.kind("nail", 0, 1, "A");
      step.kind("nail", MINUTE, 1, "A");
      step.checkpoint(checkpoint);
    }
    assertThat(step.openEntries()).as("one of each window and value").isEqualTo(3);
    Step after = opened(new Step(backend, 1, 0), step.snapshot(4, 0));
    after.processWatermark(CLOSES_FIRST);
    assertThat(after.openEntries()).isEqualTo(1);
    after.processWatermark(Long.MAX_VALUE);
    assertThat(after.openEntries()).isZero();
    Step empty = opened(new Step(backend, 1, 0), after.snapshot(5, 0));
    empty.processWatermark(Long.MAX_VALUE);
    assertThat(empty.out()).isEmpty();
  }

  @Test
  void theSumOfAllWindowsGoesOnAfterTheEndOfABoundedRun() throws Exception {
    Step before = step();
    before.total(0, 1, "A");
    before.processWatermark(Long.MAX_VALUE);
    Step after = opened(new Step(new HashMapStateBackend(), 1, 0), before.checkpoint(1));
    after.total(MINUTE, 1, "B");
    after.processWatermark(Long.MAX_VALUE);
    assertThat(after.out())
        .contains("CUMULATIVE total|all 60000-120000: 2, 2 different, tallies [2, 2], final 1");
  }

  @ParameterizedTest
  @MethodSource("backends")
  void manyCheckpointsLeaveFewChunks(StateBackend backend) throws Exception {
    Step step = opened(new Step(backend, 1, 0), null);
    for (int minute = 0; minute < 300; minute++) {
      step.total(minute * MINUTE, 2, "C" + minute, "C" + minute / 2);
      step.kind("nail", 999 * MINUTE, 1, "C" + minute);
      step.processWatermark(minute * MINUTE + CLOSES_FIRST);
      OperatorSubtaskState state = step.checkpoint(minute);
      if (minute % 40 == 0) {
        step = opened(new Step(backend, 1, 0), state);
      }
    }
    assertThat(step.openEntries()).as("of a window that stays open").isLessThan(10);
    assertThat(step.cumulativeEntries()).isLessThan(10);

    Step after = opened(new Step(backend, 1, 0), step.checkpoint(300));
    after.points();
    after.total(300 * MINUTE, 1, "C7");
    after.processWatermark(Long.MAX_VALUE);
    assertThat(after.out())
        .contains(
            "CUMULATIVE total|all 18000000-18060000: 601, 300 different, tallies [601, 301], final 301",
            "WINDOW kind|nail 59940000-60000000: 300, 300 different, tallies [], final 301");
  }

  /** Random counts, watermarks, checkpoints and crashes, compared with plain sums. */
  @ParameterizedTest
  @MethodSource("backends")
  void crashesAndRescalingChangeNoResult(StateBackend backend) throws Exception {
    Random random = new Random(7);
    List<Step> running = List.of(opened(new Step(backend, 1, 0), null));
    Map<String, Expected> open = new TreeMap<>();
    Map<String, Expected> openAtCheckpoint = new TreeMap<>();
    Map<String, String> finals = new HashMap<>();
    long watermark = 0;
    long watermarkAtCheckpoint = 0;
    OperatorSubtaskState checkpoint = null;
    List<String> sinceCheckpoint = new ArrayList<>();
    for (int round = 1; round <= 60; round++) {
      for (int i = 0; i < 40; i++) {
        long start = Math.floorDiv(watermark, MINUTE) * MINUTE + random.nextInt(3) * MINUTE;
        String value = random.nextInt(4) == 0 ? "all" : "v" + random.nextInt(6);
        String client = "C" + random.nextInt(30);
        Step owner = running.get(running.size() == 1 ? 0 : subtaskOf(value, running.size()));
        if (value.equals("all")) {
          owner.count(Measures.TOTAL, value, start, 1, new long[] {i % 2}, client);
        } else {
          owner.kind(value, start, 1, client);
        }
        open.computeIfAbsent(start + " " + value, k -> new Expected()).add(client);
      }
      watermark += random.nextInt(45_000);
      for (Step each : running) {
        each.processWatermark(watermark);
        each.points().stream()
            .filter(p -> p.isFinal() && p.scope() == Scope.WINDOW)
            .forEach(
                p -> {
                  String key = p.windowStart() + " " + p.value();
                  Expected expected = open.remove(key);
                  assertThat(expected).as("closed once: %s", key).isNotNull();
                  assertThat(p.count()).isEqualTo(expected.count);
                  assertThat(p.distinct()).isEqualTo(expected.clients.size());
                  sinceCheckpoint.add(key);
                });
      }
      if (round % 4 == 0) {
        List<OperatorSubtaskState> states = new ArrayList<>();
        for (Step each : running) {
          states.add(each.checkpoint(round));
        }
        checkpoint =
            AbstractStreamOperatorTestHarness.repackageState(
                states.toArray(new OperatorSubtaskState[0]));
        sinceCheckpoint.forEach(key -> assertThat(finals.put(key, key)).isNull());
        sinceCheckpoint.clear();
        openAtCheckpoint.clear();
        open.forEach((key, expected) -> openAtCheckpoint.put(key, expected.copy()));
        watermarkAtCheckpoint = watermark;
      } else if (round % 7 == 0 && checkpoint != null) {
        int parallelism = 1 + random.nextInt(3);
        List<Step> next = new ArrayList<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
          next.add(
              opened(
                  new Step(backend, parallelism, subtask),
                  AbstractStreamOperatorTestHarness.repartitionOperatorState(
                      checkpoint, 16, running.size(), parallelism, subtask)));
        }
        running = next;
        open.clear();
        openAtCheckpoint.forEach((key, expected) -> open.put(key, expected.copy()));
        sinceCheckpoint.clear();
        watermark = watermarkAtCheckpoint;
      }
    }
    assertThat(finals).hasSizeGreaterThan(50);
  }

  private static int subtaskOf(String value, int parallelism) {
    String key = value.equals("all") ? "total|all" : "kind|" + value;
    return org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignKeyToParallelOperator(
        key, 16, parallelism);
  }

  private static final class Expected {
    long count;
    final Set<String> clients = new HashSet<>();

    void add(String client) {
      count++;
      clients.add(client);
    }

    Expected copy() {
      Expected copy = new Expected();
      copy.count = count;
      copy.clients.addAll(clients);
      return copy;
    }
  }
}
