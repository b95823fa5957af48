package io.tributary.pipeline.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.record.Codec;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.WireType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DropDuplicatesTest {
  private static final int MAX_PARALLELISM = 16;
  private static final Duration HORIZON = Duration.ofDays(7);
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = 24 * HOUR;
  private static final long NOW = Instant.parse("2025-12-19T14:23:45.123Z").toEpochMilli();
  private static final OutputTag<DeadLetter> REJECTED =
      new OutputTag<>("rejected", TypeInformation.of(DeadLetter.class));

  private record Item(UUID id, long at) {}

  private enum ItemCodec implements Codec<Accepted<Item>> {
    INSTANCE;

    @Override
    public void write(Accepted<Item> value, DataOutputView out) throws IOException {
      throw new IOException("not on the wire here");
    }

    @Override
    public Accepted<Item> read(DataInputView in) throws IOException {
      throw new IOException("not on the wire here");
    }
  }

  private static final class Step
      extends KeyedOneInputStreamOperatorTestHarness<Integer, Accepted<Item>, Accepted<Item>> {
    Step(StateBackend backend, int parallelism, int subtask) throws Exception {
      super(
          new DropDuplicates<>(Item::id, Item::at, HORIZON, REJECTED),
          accepted -> KEYS[Shards.of(accepted.value().id(), MAX_PARALLELISM)],
          Types.INT,
          MAX_PARALLELISM,
          parallelism,
          subtask);
      setStateBackend(backend);
      setup(
          new WireType<>(Accepted.class, ItemCodec.INSTANCE)
              .createSerializer(new SerializerConfigImpl()));
    }

    boolean passes(long id, long at) throws Exception {
      return passes(id, at, false, 0);
    }

    boolean passes(long id, long at, boolean replayed, int attempt) throws Exception {
      int before = getRecordOutput().size();
      RawRecord raw = new RawRecord("topic", 0, id, at, null, new byte[0], replayed, attempt);
      processElement(
          new StreamRecord<>(new Accepted<>(raw, new Item(new UUID(0x4000, id), at)), at));
      return getRecordOutput().size() > before;
    }

    List<DeadLetter> rejected() {
      var letters = getSideOutput(REJECTED);
      return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
    }

    /** The bytes of all chunks in the state. */
    List<Integer> chunks() throws Exception {
      List<Integer> sizes = new ArrayList<>();
      getOperator()
          .<Integer>getKeyedStateBackend()
          .applyToAllKeys(
              VoidNamespace.INSTANCE,
              VoidNamespaceSerializer.INSTANCE,
              new MapStateDescriptor<>(
                  "identities", Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO),
              (Integer key, MapState<Long, byte[]> state) ->
                  state.values().forEach(chunk -> sizes.add(chunk.length)));
      return sizes;
    }
  }

  private static final int[] KEYS = Shards.keys(MAX_PARALLELISM);

  private final List<Step> steps = new ArrayList<>();

  static Stream<StateBackend> backends() {
    return Stream.of(new HashMapStateBackend(), new EmbeddedRocksDBStateBackend(false));
  }

  private Step step() throws Exception {
    return step(new HashMapStateBackend());
  }

  private Step step(StateBackend backend) throws Exception {
    return opened(new Step(backend, 1, 0), null);
  }

  private Step restored(OperatorSubtaskState state) throws Exception {
    return opened(new Step(new HashMapStateBackend(), 1, 0), state);
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
  void theFirstRecordOfAnIdentityPassesAndCopiesDoNot() throws Exception {
    Step step = step();
    assertThat(step.passes(1, NOW)).isTrue();
    assertThat(step.passes(2, NOW)).isTrue();
    assertThat(step.passes(1, NOW)).isFalse();
    assertThat(step.rejected()).isEmpty();
  }

  @Test
  void aCopyWithAnotherEventTimeIsACopy() throws Exception {
    Step step = step();
    assertThat(step.passes(1, NOW)).isTrue();
    assertThat(step.passes(1, NOW + 3 * DAY)).isFalse();
    assertThat(step.passes(1, NOW - 3 * DAY)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aCopyAfterARestoreIsACopy(StateBackend backend) throws Exception {
    Step before = step(backend);
    for (int i = 0; i < 1000; i++) {
      assertThat(before.passes(i, NOW + i * HOUR / 100)).isTrue();
      if (i % 300 == 299) {
        before.snapshot(i, 0);
      }
    }
    OperatorSubtaskState state = before.snapshot(1000, 0);

    Step after = opened(new Step(backend, 1, 0), state);
    for (int i = 0; i < 1000; i++) {
      assertThat(after.passes(i, NOW)).isFalse();
    }
    assertThat(after.passes(1000, NOW)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void copiesAreToldAfterScalingOutAndIn(StateBackend backend) throws Exception {
    Step one = step(backend);
    one.processWatermark(NOW);
    for (int i = 0; i < 500; i++) {
      one.passes(i, NOW);
    }
    OperatorSubtaskState state = one.snapshot(1, 0);

    Step[] two = {
      opened(new Step(backend, 2, 0), part(state, 1, 2, 0)),
      opened(new Step(backend, 2, 1), part(state, 1, 2, 1))
    };
    for (int i = 0; i < 1000; i++) {
      assertThat(two[subtaskOf(i)].passes(i, NOW)).isEqualTo(i >= 500);
    }
    OperatorSubtaskState both =
        AbstractStreamOperatorTestHarness.repackageState(
            two[0].snapshot(2, 0), two[1].snapshot(2, 0));

    Step again = opened(new Step(backend, 1, 0), part(both, 2, 1, 0));
    for (int i = 0; i < 1500; i++) {
      assertThat(again.passes(i, NOW)).isEqualTo(i >= 1000);
    }
    assertThat(again.passes(2000, NOW - 7 * DAY - 1)).as("purged through").isFalse();
  }

  private static OperatorSubtaskState part(
      OperatorSubtaskState state, int from, int to, int subtask) {
    return AbstractStreamOperatorTestHarness.repartitionOperatorState(
        state, MAX_PARALLELISM, from, to, subtask);
  }

  private static int subtaskOf(long id) {
    return Shards.of(new UUID(0x4000, id), MAX_PARALLELISM) < MAX_PARALLELISM / 2 ? 0 : 1;
  }

  @ParameterizedTest
  @MethodSource("backends")
  void identitiesAreForgottenAfterTheHorizonInMemoryAndInState(StateBackend backend)
      throws Exception {
    Step step = step(backend);
    step.passes(1, NOW);
    step.passes(2, NOW + DAY);
    step.snapshot(1, 0);
    assertThat(step.chunks()).hasSize(2);
    step.processWatermark(NOW + 7 * DAY);
    assertThat(step.passes(1, NOW)).as("just within the horizon").isFalse();
    step.processWatermark(NOW + 7 * DAY + HOUR);
    assertThat(step.passes(1, NOW + 7 * DAY)).as("another record by now").isTrue();
    assertThat(step.passes(2, NOW + DAY)).isFalse();
    assertThat(step.chunks()).hasSize(1);
  }

  @Test
  void whatIsForgottenBeforeItsFirstCheckpointNeverComesToState() throws Exception {
    Step step = step();
    step.passes(1, NOW);
    step.processWatermark(NOW + 8 * DAY);
    step.snapshot(1, 0);
    assertThat(step.chunks()).isEmpty();
  }

  @Test
  void anOldRecordIsRememberedFromTheWatermarkOn() throws Exception {
    Step step = step();
    step.processWatermark(NOW);
    assertThat(step.passes(1, NOW - 6 * DAY)).isTrue();
    step.processWatermark(NOW + 6 * DAY);
    assertThat(step.passes(1, NOW + 6 * DAY)).isFalse();
  }

  @Test
  void anOldRecordAfterARestoreIsRememberedFromTheMarkOnBeforeAnyWatermarkComes() throws Exception {
    Step before = step();
    before.processWatermark(NOW);
    Step after = restored(before.snapshot(1, 0));
    assertThat(after.passes(1, NOW - 6 * DAY)).isTrue();
    after.processWatermark(NOW - DAY);
    assertThat(after.passes(2, NOW - 6 * DAY)).isTrue();
    after.processWatermark(NOW + 6 * DAY);
    assertThat(after.passes(1, NOW + 6 * DAY)).isFalse();
    assertThat(after.passes(2, NOW + 6 * DAY)).isFalse();
  }

  @Test
  void aRecordBeyondTheHorizonIsTooOld() throws Exception {
    Step step = step();
    assertThat(step.passes(1, NOW - 365 * DAY)).as("before any watermark").isTrue();
    step.processWatermark(NOW);
    assertThat(step.passes(2, NOW - 7 * DAY)).as("at the horizon").isTrue();
    assertThat(step.passes(3, NOW - 7 * DAY - 1)).isFalse();
    assertThat(step.rejected()).hasSize(1);
    DeadLetter letter = step.rejected().get(0);
    assertThat(letter.reason()).isEqualTo(RejectReason.TOO_OLD);
    assertThat(letter.raw().offset()).isEqualTo(3);
    assertThat(letter.detail()).contains("2025-12-12T14:23:45.122Z", "2025-12-12T14:23:45.123Z");
  }

  @Test
  void aReplayedRecordIsNeverTooOldButStillACopyTheSecondTime() throws Exception {
    Step step = step();
    step.processWatermark(NOW);
    assertThat(step.passes(1, NOW - 365 * DAY, true, 0)).isTrue();
    assertThat(step.passes(1, NOW - 365 * DAY, true, 0)).isFalse();
    step.processWatermark(NOW + 6 * DAY);
    assertThat(step.passes(1, NOW - 365 * DAY, true, 0)).isFalse();
    assertThat(step.rejected()).isEmpty();
  }

  @Test
  void aRecordThatWasRefusedAfterItPassedPassesOnceAsEachNextAttempt() throws Exception {
    Step before = step();
    before.processWatermark(NOW);
    assertThat(before.passes(1, NOW)).isTrue();
    assertThat(before.passes(1, NOW, true, 0)).isFalse();
    assertThat(before.passes(1, NOW, true, 1)).isTrue();
    Step after = restored(before.snapshot(1, 1));
    assertThat(after.passes(1, NOW)).isFalse();
    assertThat(after.passes(1, NOW, true, 1)).isFalse();
    assertThat(after.passes(1, NOW, true, 2)).isTrue();
    assertThat(after.passes(2, NOW, true, 1)).as("another identity").isTrue();
  }

  @Test
  void howFarIdentitiesAreForgottenSurvivesARestore() throws Exception {
    Step before = step();
    before.passes(1, NOW);
    before.processWatermark(NOW + 30 * DAY);
    Step after = restored(before.snapshot(1, 0));
    assertThat(after.passes(1, NOW)).as("a copy can no longer be told").isFalse();
    assertThat(after.rejected())
        .extracting(DeadLetter::reason)
        .containsExactly(RejectReason.TOO_OLD);
    after.processWatermark(NOW);
    assertThat(after.passes(1, NOW)).as("a watermark further back changes nothing").isFalse();
    assertThat(after.rejected()).hasSize(2);
  }

  @Test
  void theEndOfABoundedRunForgetsNothing() throws Exception {
    Step before = step();
    before.processWatermark(NOW);
    before.passes(1, NOW);
    before.processWatermark(Long.MAX_VALUE);
    assertThat(before.passes(1, NOW)).isFalse();
    Step after = restored(before.snapshot(1, 0));
    assertThat(after.passes(1, NOW)).isFalse();
    assertThat(after.passes(2, NOW - 6 * DAY)).isTrue();
    assertThat(after.rejected()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aCheckpointWritesOnlyWhatIsNew(StateBackend backend) throws Exception {
    Step step = step(backend);
    for (int i = 0; i < 1000; i++) {
      step.passes(i, NOW);
    }
    step.snapshot(1, 0);
    assertThat(step.chunks())
        .hasSize(MAX_PARALLELISM)
        .satisfies(c -> assertThat(sum(c)).isEqualTo(16_000));
    step.snapshot(2, 0);
    assertThat(step.chunks()).hasSize(MAX_PARALLELISM);
    step.passes(1000, NOW);
    step.passes(0, NOW);
    step.snapshot(3, 0);
    assertThat(step.chunks()).hasSize(MAX_PARALLELISM + 1).contains(16);
    assertThat(sum(step.chunks())).isEqualTo(16_016);
  }

  private static int sum(List<? extends Integer> sizes) {
    return sizes.stream().mapToInt(Integer::intValue).sum();
  }

  @Test
  void yearsFarAwaySurviveARestore() throws Exception {
    long year9000 = Instant.parse("9000-06-01T00:00:00Z").toEpochMilli();
    long year500 = Instant.parse("0500-06-01T00:00:00Z").toEpochMilli();
    Step before = step();
    before.passes(1, year9000);
    before.passes(2, year500);
    Step after = restored(before.snapshot(1L << 31, 0));
    after.processWatermark(NOW);
    assertThat(after.passes(1, NOW)).as("remembered until after its own time").isFalse();
    assertThat(after.passes(2, NOW)).as("forgotten").isTrue();
  }
}
