package io.tributary.pipeline.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AsyncEnrichTest {
  private static final int CAPACITY = 3;

  /** What the steps of this test wait for. Flink gives a step's copy to the harness. */
  private static final Map<Integer, CompletableFuture<String>> ASKED = new HashMap<>();

  private static final class Asking implements AsyncEnricher<Integer, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public int capacity() {
      return CAPACITY;
    }

    @Override
    public CompletionStage<String> enrich(Integer value) throws Rejection {
      if (value < 0) {
        throw new Rejection(RejectReason.ENRICHMENT_FAILED, "value", value + " is negative");
      }
      return ASKED.computeIfAbsent(value, number -> new CompletableFuture<>());
    }
  }

  @BeforeEach
  void forget() {
    ASKED.clear();
  }

  private static OneInputStreamOperatorTestHarness<Accepted<Integer>, Accepted<String>> step(
      OperatorSubtaskState... state) throws Exception {
    var step =
        new OneInputStreamOperatorTestHarness<Accepted<Integer>, Accepted<String>>(
            new AsyncEnrich<>(
                raw -> (int) java.util.Objects.requireNonNull(raw.value())[0],
                value -> value,
                new Asking(),
                FeedPipeline.REJECTED));
    step.setup(FeedPipeline.<String>acceptedType().createSerializer(new SerializerConfigImpl()));
    for (OperatorSubtaskState each : state) {
      step.initializeState(each);
    }
    step.open();
    return step;
  }

  private static Accepted<Integer> record(int number) {
    RawRecord raw = new RawRecord("t", 1, number, 3, null, new byte[] {(byte) number}, false, 0);
    return new Accepted<>(raw, number);
  }

  private static void answer(
      OneInputStreamOperatorTestHarness<?, ?> step, int number, String answer) throws Exception {
    waitedFor(number).complete(answer);
    runMails(step);
  }

  private static CompletableFuture<String> waitedFor(int number) {
    CompletableFuture<String> asked = ASKED.get(number);
    assertThat(asked).as("asked for " + number).isNotNull();
    return asked;
  }

  private static void runMails(OneInputStreamOperatorTestHarness<?, ?> step) throws Exception {
    var mailbox = step.getTaskMailbox();
    for (var mail = mailbox.tryTake(-1); mail.isPresent(); mail = mailbox.tryTake(-1)) {
      mail.get().run();
    }
  }

  private static List<Object> came(OneInputStreamOperatorTestHarness<?, Accepted<String>> step) {
    List<Object> all = new ArrayList<>();
    for (Object each : step.getOutput()) {
      if (each instanceof StreamRecord<?> record && record.getValue() instanceof Accepted<?> of) {
        assertThat(record.getTimestamp()).isEqualTo(of.raw().offset());
        all.add(of.value());
      } else {
        all.add(each);
      }
    }
    return all;
  }

  @Test
  void recordsWatermarksAndStatusesLeaveInTheOrderInWhichTheyCame() throws Exception {
    try (var step = step()) {
      step.processElement(new StreamRecord<>(record(1), 1));
      step.processElement(new StreamRecord<>(record(2), 2));
      step.processWatermark(2);
      step.processWatermarkStatus(WatermarkStatus.IDLE);
      answer(step, 2, "two");
      assertThat(came(step)).isEmpty();
      answer(step, 1, "one");
      assertThat(came(step)).containsExactly("one", "two", new Watermark(2), WatermarkStatus.IDLE);
    }
  }

  @Test
  void anAnswerThatIsThereAtOnceWaitsForNobody() throws Exception {
    try (var step = step()) {
      ASKED.put(1, CompletableFuture.completedFuture("one"));
      step.processElement(new StreamRecord<>(record(1), 1));
      assertThat(came(step)).containsExactly("one");
    }
  }

  @Test
  void whatCannotBeEnrichedGoesToTheDeadLetters() throws Exception {
    try (var step = step()) {
      step.processElement(new StreamRecord<>(record(-1), 1));
      step.processElement(new StreamRecord<>(record(2), 1));
      waitedFor(2)
          .completeExceptionally(new Rejection(RejectReason.ENRICHMENT_FAILED, "text", "refused"));
      runMails(step);
      assertThat(came(step)).isEmpty();
      assertThat(step.getSideOutput(FeedPipeline.REJECTED))
          .extracting(StreamRecord::getValue)
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(
              new DeadLetter(
                  record(-1).raw(), RejectReason.ENRICHMENT_FAILED, "value", "-1 is negative", 1),
              new DeadLetter(
                  record(2).raw(), RejectReason.ENRICHMENT_FAILED, "text", "refused", 1));
    }
  }

  @Test
  void aFaultFailsTheJob() throws Exception {
    try (var step = step()) {
      step.processElement(new StreamRecord<>(record(1), 1));
      waitedFor(1).completeExceptionally(new IllegalArgumentException("a fault"));
      assertThatThrownBy(() -> runMails(step)).hasRootCauseMessage("a fault");
    }
  }

  @Test
  void standsStillWhenAsManyWaitAsMay() throws Exception {
    try (var step = step()) {
      for (int number = 1; number <= CAPACITY; number++) {
        step.processElement(new StreamRecord<>(record(number), number));
      }
      CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)
          .execute(() -> waitedFor(1).complete("one"));
      step.processElement(new StreamRecord<>(record(CAPACITY + 1), 9));
      assertThat(came(step)).containsExactly("one");
    }
  }

  @Test
  void theLastWatermarkLeavesNobodyBehind() throws Exception {
    try (var step = step()) {
      step.processElement(new StreamRecord<>(record(1), 1));
      CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)
          .execute(() -> waitedFor(1).complete("one"));
      step.processWatermark(Long.MAX_VALUE);
      assertThat(came(step)).containsExactly("one", Watermark.MAX_WATERMARK);
    }
  }

  @Test
  void whoWaitsIsAskedForAgainAfterARestore() throws Exception {
    OperatorSubtaskState state;
    try (var step = step()) {
      step.processElement(new StreamRecord<>(record(1), 1));
      step.processElement(new StreamRecord<>(record(2), 2));
      step.processElement(new StreamRecord<>(record(3), 3));
      answer(step, 1, "one");
      answer(step, 3, "three, which waits for two");
      state = step.snapshot(1, 1);
    }
    ASKED.clear();
    try (var step = step(state)) {
      assertThat(ASKED).containsOnlyKeys(2, 3);
      step.processWatermark(3);
      answer(step, 3, "three");
      answer(step, 2, "two");
      assertThat(came(step)).containsExactly("two", "three", new Watermark(3));
      assertThat(step.snapshot(2, 2).getManagedOperatorState())
          .allMatch(
              handle ->
                  handle.getStateNameToPartitionOffsets().values().stream()
                      .allMatch(info -> info.getOffsets().length == 0));
    }
  }
}
