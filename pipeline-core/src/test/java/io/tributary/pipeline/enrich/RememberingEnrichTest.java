package io.tributary.pipeline.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A step whose enricher remembers, and that may wait for long. */
final class RememberingEnrichTest {
  private static final int CAPACITY = 2;
  private static final int REMEMBERS = 3;

  /** What the steps of this test wait for. Flink gives a step's copy to the harness. */
  private static final Map<Integer, CompletableFuture<String>> ASKED = new ConcurrentHashMap<>();

  private static final List<String> TOLD = new ArrayList<>();
  private static Memory memory;

  private record Asking(boolean isAlone) implements RememberingEnricher<Integer, String> {
    @Override
    public int capacity() {
      return CAPACITY;
    }

    @Override
    public int remembers() {
      return REMEMBERS;
    }

    @Override
    public void recall(Memory given) {
      memory = given;
    }

    @Override
    public CompletionStage<String> enrich(Integer value) {
      return ASKED.computeIfAbsent(value, number -> new CompletableFuture<>());
    }

    @Override
    public void checkpoint(long number) {
      TOLD.add("checkpoint " + number);
    }

    @Override
    public void completed(long number) {
      TOLD.add("completed " + number);
    }
  }

  private static final class Harness
      extends KeyedOneInputStreamOperatorTestHarness<Integer, Accepted<Integer>, Accepted<String>> {
    Harness(boolean isAlone) throws Exception {
      super(
          new AsyncEnrich<>(
              raw -> (int) Objects.requireNonNull(raw.value())[0],
              value -> value,
              new Asking(isAlone),
              FeedPipeline.REJECTED),
          Accepted::value,
          Types.INT);
      setup(FeedPipeline.<String>acceptedType().createSerializer(new SerializerConfigImpl()));
    }

    void take(int... numbers) throws Exception {
      for (int number : numbers) {
        RawRecord raw =
            new RawRecord("t", 1, number, 3, null, new byte[] {(byte) number}, false, 0);
        processElement(new StreamRecord<>(new Accepted<>(raw, number), number));
      }
    }

    void answer(int... numbers) throws Exception {
      for (int number : numbers) {
        ASKED.get(number).complete("n" + number);
        var mailbox = getTaskMailbox();
        for (var mail = mailbox.tryTake(-1); mail.isPresent(); mail = mailbox.tryTake(-1)) {
          mail.get().run();
        }
      }
    }

    List<Object> came() {
      List<Object> all = new ArrayList<>();
      for (Object each : getOutput()) {
        all.add(
            each instanceof StreamRecord<?> record && record.getValue() instanceof Accepted<?> of
                ? of.value()
                : each);
      }
      return all;
    }
  }

  @BeforeEach
  void forget() {
    ASKED.clear();
    TOLD.clear();
    memory = null;
  }

  private static Harness step(boolean isAlone, OperatorSubtaskState... state) throws Exception {
    Harness step = new Harness(isAlone);
    for (OperatorSubtaskState each : state) {
      step.initializeState(each);
    }
    step.open();
    return step;
  }

  @Test
  void whatHasNoRoomWaitsInTheStateAndLeavesInItsTurn() throws Exception {
    try (Harness step = step(true)) {
      step.take(1, 2, 3, 4, 5);
      step.processWatermark(5);
      assertThat(ASKED).containsOnlyKeys(1, 2);
      step.answer(2);
      assertThat(step.came()).isEmpty();
      step.answer(1);
      assertThat(ASKED).containsOnlyKeys(1, 2, 3, 4);
      step.answer(3, 4, 5);
      assertThat(step.came())
          .containsExactly("n1", "n2", "n3", "n4", "n5", WatermarkStatus.ACTIVE, new Watermark(5));
    }
  }

  @Test
  void aWatermarkThatHasWaitedIsNotLostWhenAllAnswersAreThereAtOnce() throws Exception {
    try (Harness step = step(true)) {
      step.take(1, 2, 3, 4);
      step.processWatermark(4);
      ASKED.put(3, CompletableFuture.completedFuture("n3"));
      ASKED.put(4, CompletableFuture.completedFuture("n4"));
      ASKED.get(1).complete("n1");
      step.answer(2);
      assertThat(step.came())
          .containsExactly("n1", "n2", "n3", "n4", WatermarkStatus.ACTIVE, new Watermark(4));
    }
  }

  @Test
  void aWatermarkThatHasWaitedIsNotLostBehindAnInputThatFellSilent() throws Exception {
    try (Harness step = step(true)) {
      step.take(1, 2, 3);
      step.processWatermark(2);
      step.processWatermark(3);
      step.processWatermarkStatus(WatermarkStatus.IDLE);
      step.answer(1, 2, 3);
      assertThat(step.came())
          .endsWith("n3", WatermarkStatus.ACTIVE, new Watermark(3), WatermarkStatus.IDLE);
    }
  }

  @Test
  void whoWaitsInTheStateIsThereAfterARestore() throws Exception {
    OperatorSubtaskState state;
    try (Harness step = step(true)) {
      step.take(1, 2, 3, 4, 5, 6);
      step.answer(1);
      state = step.snapshot(1, 1);
    }
    ASKED.clear();
    try (Harness step = step(true, state)) {
      step.take(7);
      step.answer(3, 2, 4, 5, 6, 7);
      assertThat(step.came()).containsExactly("n2", "n3", "n4", "n5", "n6", "n7");
    }
  }

  @Test
  void oneThatIsNotAloneFindsWhatAnEarlierRunHasLeft() throws Exception {
    OperatorSubtaskState state;
    try (Harness step = step(true)) {
      step.take(1, 2, 3, 4, 5);
      state = step.snapshot(1, 1);
    }
    ASKED.clear();
    memory = null;
    IntStream.rangeClosed(1, 6)
        .forEach(each -> ASKED.put(each, CompletableFuture.completedFuture("n" + each)));
    try (Harness step = step(false, state)) {
      step.take(6);
      step.answer(6);
      assertThat(step.came()).containsExactly("n1", "n2", "n3", "n4", "n5", "n6");
      assertThat(memory).isNull();
    }
  }

  @Test
  void theLastWatermarkWaitsForThoseInTheStateToo() throws Exception {
    try (Harness step = step(true)) {
      step.take(1, 2, 3);
      Thread answering =
          new Thread(
              () -> {
                for (int number = 1; number <= 3; number++) {
                  ASKED
                      .computeIfAbsent(number, each -> new CompletableFuture<>())
                      .complete("n" + number);
                }
              });
      answering.start();
      step.processWatermark(Long.MAX_VALUE);
      answering.join();
      assertThat(step.came()).startsWith("n1", "n2", "n3").endsWith(Watermark.MAX_WATERMARK);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> known() {
    return IntStream.range(0, 6)
        .mapToObj(Integer::toString)
        .filter(key -> memory.find(key).isPresent())
        .toList();
  }

  @Test
  void theOldestIsForgottenWhenTooMuchIsRemembered() throws Exception {
    OperatorSubtaskState state;
    try (Harness step = step(true)) {
      memory.put("0", bytes("zero"));
      memory.put("1", bytes("one"));
      memory.put("1", bytes("one, again"));
      memory.note(bytes("a note"));
      memory.put("2", bytes("two"));
      assertThat(known()).containsExactly("0", "1", "2");
      state = step.snapshot(7, 1);
    }
    try (Harness step = step(true, state)) {
      assertThat(memory.find("1"))
          .hasValueSatisfying(v -> assertThat(v).asString().isEqualTo("one, again"));
      assertThat(memory.note())
          .hasValueSatisfying(v -> assertThat(v).asString().isEqualTo("a note"));
      memory.put("3", bytes("three"));
      memory.put("4", bytes("four"));
      assertThat(known()).containsExactly("2", "3", "4");
      step.notifyOfCompletedCheckpoint(7);
    }
    assertThat(TOLD).isEqualTo(Arrays.asList("checkpoint 7", "completed 7"));
  }
}
