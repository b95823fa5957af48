package io.tributary.connectors.upsert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tributary.connectors.upsert.UpsertSink.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UpsertTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final MemoryStore store = MemoryStore.make();
  private final List<OneInputStreamOperatorTestHarness<byte[], Void>> open = new ArrayList<>();
  private Limits limits = new Limits(1 << 20, 1 << 20, LONG, LONG);
  private OneInputStreamOperatorTestHarness<byte[], Void> upsert;

  @BeforeEach
  void start() throws Exception {
    upsert = started(null);
  }

  @AfterEach
  void stop() throws Exception {
    store.world().away = false;
    for (OneInputStreamOperatorTestHarness<byte[], Void> each : open) {
      each.close();
    }
  }

  private OneInputStreamOperatorTestHarness<byte[], Void> started(OperatorSubtaskState state)
      throws Exception {
    OneInputStreamOperatorTestHarness<byte[], Void> harness =
        new OneInputStreamOperatorTestHarness<>(new Upsert(store, List.of(), limits), 1, 1, 0);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    open.add(harness);
    return harness;
  }

  private static StreamRecord<byte[]> chunk(String... rows) {
    Chunk.Builder chunk = new Chunk.Builder();
    for (String row : rows) {
      chunk.add(row.getBytes(UTF_8));
    }
    return new StreamRecord<>(chunk.take());
  }

  private void checkpoint(long id) throws Exception {
    upsert.snapshot(id, id);
    upsert.notifyOfCompletedCheckpoint(id);
  }

  private List<String> written() {
    return store.world().written;
  }

  @Test
  void writesRowsOnceTheirCheckpointIsComplete() throws Exception {
    upsert.processElement(chunk("a", "b"));
    upsert.snapshot(1, 1);
    upsert.processElement(chunk("c"));
    upsert.snapshot(2, 2);
    upsert.processElement(chunk("d"));
    assertThat(written()).isEmpty();

    upsert.notifyOfCompletedCheckpoint(1);
    await().untilAsserted(() -> assertThat(written()).containsExactly("a", "b"));
    checkpoint(3);
    await().untilAsserted(() -> assertThat(written()).containsExactly("a", "b", "c", "d"));
  }

  @Test
  void writesRowsOfACheckpointThatFailedWithTheNext() throws Exception {
    upsert.processElement(chunk("a"));
    upsert.snapshot(1, 1);
    upsert.getOperator().notifyCheckpointAborted(1);
    checkpoint(2);

    await().untilAsserted(() -> assertThat(written()).containsExactly("a"));
  }

  @Test
  void writesAfterARestoreWhatTheStoreHadNotTaken() throws Exception {
    store.world().away = true;
    upsert.processElement(chunk("a"));
    checkpoint(1);
    upsert.processElement(chunk("b"));
    OperatorSubtaskState state = upsert.snapshot(2, 2);
    upsert.close();
    store.world().away = false;

    started(state);
    await().untilAsserted(() -> assertThat(written()).containsExactly("a", "b"));
  }

  @Test
  void keepsNothingInStateThatTheStoreHasTaken() throws Exception {
    upsert.processElement(chunk("a"));
    checkpoint(1);
    await().untilAsserted(() -> assertThat(written()).containsExactly("a"));
    OperatorSubtaskState state =
        await().until(() -> upsert.snapshot(2, 2), snapshot -> elements(snapshot) == 0);
    upsert.close();

    started(state);
    assertThat(written()).containsExactly("a");
  }

  private static int elements(OperatorSubtaskState state) {
    return state.getManagedOperatorState().stream()
        .flatMap(handle -> handle.getStateNameToPartitionOffsets().values().stream())
        .mapToInt(meta -> meta.getOffsets().length)
        .sum();
  }

  @Test
  void givesEachInstanceItsShareWhenTheirNumberChanges() throws Exception {
    upsert.processElement(chunk("a"));
    upsert.processElement(chunk("b"));
    OperatorSubtaskState state = upsert.snapshot(1, 1);
    for (int subtask = 0; subtask < 2; subtask++) {
      OneInputStreamOperatorTestHarness<byte[], Void> harness =
          new OneInputStreamOperatorTestHarness<>(
              new Upsert(store, List.of(), limits), 2, 2, subtask);
      harness.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 2, 1, 2, subtask));
      harness.open();
      open.add(harness);
    }

    await().untilAsserted(() -> assertThat(written()).containsExactlyInAnyOrder("a", "b"));
  }

  @Test
  void goesOnUntilTheStoreIsThere() throws Exception {
    store.world().away = true;
    upsert.processElement(chunk("a"));
    checkpoint(1);
    upsert.processElement(chunk("b"));
    checkpoint(2);
    store.world().away = false;

    await().untilAsserted(() -> assertThat(written()).containsExactly("a", "b"));
  }

  @Test
  void writesOnlyThoseRowsAgainThatWereNotTaken() throws Exception {
    store.world().busyFor.add("b");
    upsert.processElement(chunk("a", "b", "c"));
    checkpoint(1);

    await().untilAsserted(() -> assertThat(written()).containsExactly("a", "c", "b"));
  }

  @Test
  void setsRowsAsideThatAreRefused() throws Exception {
    store.world().refuses = "b"::equals;
    upsert.processElement(chunk("a", "b", "c"));
    checkpoint(1);

    await().untilAsserted(() -> assertThat(written()).containsExactly("a", "c"));
    assertThat(store.world().aside).containsExactly("b");
  }

  @Test
  void holdsInputBackWhileTooMuchWaits() throws Exception {
    limits = new Limits(1, 1, LONG, LONG);
    upsert = started(null);
    store.world().away = true;
    upsert.processElement(chunk("a"));
    checkpoint(1);
    CompletableFuture<Void> next = processed(chunk("b"));
    await().during(Duration.ofMillis(300)).until(() -> !next.isDone());
    store.world().away = false;

    await().untilAsserted(() -> assertThat(next).isCompleted());
    assertThat(written()).containsExactly("a");
  }

  @Test
  void letsThroughWhatIsBeforeABarrierThatIsDue() throws Exception {
    limits = new Limits(1, 1 << 20, Duration.ofMillis(1), LONG);
    upsert = started(null);
    store.world().away = true;
    upsert.processElement(chunk("a"));
    checkpoint(1);

    await().untilAsserted(() -> assertThat(processed(chunk("b"))).isCompleted());
  }

  private CompletableFuture<Void> processed(StreamRecord<byte[]> chunk) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            upsert.processElement(chunk);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void endsOnlyWhenTheStoreHasAll() throws Exception {
    store.world().away = true;
    upsert.processElement(chunk("a"));
    long last = 7;
    stopWithSavepoint(last);
    CompletableFuture<Void> ended = ended(last);
    await().during(Duration.ofMillis(300)).until(() -> !ended.isDone());
    store.world().away = false;

    await().untilAsserted(() -> assertThat(ended).isCompleted());
    assertThat(written()).containsExactly("a");
  }

  @Test
  void leavesItToTheSavepointWhenThatTakesTooLong() throws Exception {
    limits = new Limits(1 << 20, 1 << 20, LONG, Duration.ZERO);
    upsert = started(null);
    store.world().away = true;
    upsert.processElement(chunk("a"));
    OperatorSubtaskState savepoint = stopWithSavepoint(7);
    upsert.notifyOfCompletedCheckpoint(7);
    upsert.close();
    store.world().away = false;

    started(savepoint);
    await().untilAsserted(() -> assertThat(written()).containsExactly("a"));
  }

  private OperatorSubtaskState stopWithSavepoint(long id) throws Exception {
    return upsert
        .snapshotWithLocalState(id, id, SavepointType.terminate(SavepointFormatType.CANONICAL))
        .getJobManagerOwnedState();
  }

  private CompletableFuture<Void> ended(long checkpoint) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            upsert.notifyOfCompletedCheckpoint(checkpoint);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void failsTheJobAfterABug() throws Exception {
    store.world().broken = true;
    upsert.processElement(chunk("a"));
    checkpoint(1);

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> upsert.processElement(chunk("b")))
                    .hasMessageContaining("no longer written to")
                    .hasRootCauseMessage("a bug"));
  }
}
