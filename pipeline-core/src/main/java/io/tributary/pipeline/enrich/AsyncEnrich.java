package io.tributary.pipeline.enrich;

import io.tributary.pipeline.DeliveryLatency;
import io.tributary.pipeline.FeedMetrics;
import io.tributary.pipeline.KeepsState;
import io.tributary.pipeline.dedup.Shards;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.EventTime;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Rejections;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * Enriches records that wait for somebody's answer, many at a time. They leave in the order in
 * which they came, and so do the watermarks between them.
 *
 * <p>Those that wait are part of a checkpoint, as the bytes that were received: after a restore
 * they are parsed and asked for again. When as many wait as may, the task stands still until the
 * oldest has its answer, and no checkpoint passes meanwhile.
 *
 * <p>Where the enricher is a {@link RememberingEnricher}, it stands still for a moment only, and
 * then lets one more record wait in the keyed state: so what it reads is slowed down, and yet
 * checkpoints pass, for as long as it takes.
 *
 * <p>Flink's own operator for this lets the status idle overtake the watermarks that wait, after
 * which Flink drops them: the newest windows of an input that falls silent would stay open.
 */
public final class AsyncEnrich<T, E> extends AbstractStreamOperator<Accepted<E>>
    implements OneInputStreamOperator<Accepted<T>, Accepted<E>>, KeepsState {
  private static final long serialVersionUID = 1L;

  /** The most bytes of records that wait: they are in memory, and in each checkpoint. */
  private static final long MOST_BYTES = 16 << 20;

  /** How long after another one a record begins to wait in the state: 500 a second at most. */
  private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** How much of that may be made up for: the thread may have had no processor. */
  private static final long BEHIND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Parser<T> parser;
  private final EventTime<T> eventTime;
  private final AsyncEnricher<T, E> enricher;
  private final OutputTag<DeadLetter> rejected;

  private transient Deque<Waiting> queue;
  private transient int records;
  private transient long bytes;
  private transient ListState<RawRecord> stored;
  private transient MailboxExecutor mailbox;

  /** Records that wait behind the others; null where all are in memory. */
  private transient @Nullable StoredQueue<RawRecord> overflow;

  /** The key of what is in keyed state. */
  private transient int ours;

  /** By {@link System#nanoTime}: when one more may begin to wait in the state. */
  private transient long nextBehind;

  private transient @Nullable Watermark heldMark;
  private transient @Nullable WatermarkStatus heldStatus;
  private transient Counter delivered;
  private transient Rejections rejections;
  private transient DeliveryLatency latency;

  /**
   * Makes the step.
   *
   * @param parser makes a record again of the bytes that a checkpoint holds
   */
  public AsyncEnrich(
      Parser<T> parser,
      EventTime<T> eventTime,
      AsyncEnricher<T, E> enricher,
      OutputTag<DeadLetter> rejected) {
    this.parser = parser;
    this.eventTime = eventTime;
    this.enricher = enricher;
    this.rejected = rejected;
  }

  @Override
  public List<ListStateDescriptor<?>> splitStates() {
    return List.of(storedState());
  }

  private static ListStateDescriptor<RawRecord> storedState() {
    return new ListStateDescriptor<>("waiting-records", RawRecord.class);
  }

  @Override
  public List<StateDescriptor<?, ?>> keyedStates() {
    return enricher instanceof RememberingEnricher<?, ?>
        ? List.of(overflowState(), memoryState(), orderState(), noteState())
        : List.of();
  }

  private static MapStateDescriptor<Long, RawRecord> overflowState() {
    return new MapStateDescriptor<>(
        "waiting-behind", Types.LONG, TypeInformation.of(RawRecord.class));
  }

  private static MapStateDescriptor<String, byte[]> memoryState() {
    return new MapStateDescriptor<>(
        "remembered", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  private static MapStateDescriptor<Long, String> orderState() {
    return new MapStateDescriptor<>("remembered-order", Types.LONG, Types.STRING);
  }

  private static ValueStateDescriptor<byte[]> noteState() {
    return new ValueStateDescriptor<>(
        "noted", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  @Override
  @SuppressWarnings("rawtypes") // as Flink declares it
  public void setKeyContextElement1(StreamRecord record) {
    // The key is set where the state is touched.
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    stored = context.getOperatorStateStore().getListState(storedState());
    if (enricher instanceof RememberingEnricher<T, E> remembering) {
      initialize(remembering, context.getKeyedStateStore());
    }
  }

  /** All of it has one key, of the first key group, which the first instance has. */
  private void initialize(RememberingEnricher<T, E> remembering, KeyedStateStore state)
      throws Exception {
    int instances = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
    if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() > 0) {
      return;
    }
    ours = Shards.keys(instances)[0];
    setCurrentKey(ours);
    overflow = new StoredQueue<>(state.getMapState(overflowState()));
    if (remembering.isAlone()) {
      remembering.recall(
          new StoredMemory(
              state.getMapState(memoryState()),
              new StoredQueue<>(state.getMapState(orderState())),
              state.getState(noteState()),
              remembering.remembers(),
              () -> setCurrentKey(ours)));
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    queue = new ArrayDeque<>();
    nextBehind = System.nanoTime();
    delivered = FeedMetrics.DELIVERED.countIn(getMetricGroup());
    rejections = new Rejections(getMetricGroup());
    latency = new DeliveryLatency(getMetricGroup());
    FeedMetrics.ENRICHING.showIn(getMetricGroup(), this::waiting);
    mailbox =
        getContainingTask()
            .getMailboxExecutorFactory()
            .createExecutor(getOperatorConfig().getChainIndex());
    enricher.open(getMetricGroup(), work -> mailbox.execute(work::run, "an answer"));
    for (RawRecord raw : stored.get()) {
      restore(raw);
    }
    refill();
  }

  private long waiting() {
    StoredQueue<RawRecord> behind = overflow;
    return records + (behind == null ? 0 : behind.size());
  }

  /** All of them, even when fewer may wait now: they were in memory before. */
  private void restore(RawRecord raw) {
    try {
      ask(new Accepted<>(raw, parser.parse(raw)));
    } catch (Rejection byNewRules) {
      reject(raw, byNewRules);
    }
  }

  @Override
  public void processElement(StreamRecord<Accepted<T>> element) throws Exception {
    if (overflow == null) {
      while (!hasRoom()) {
        mailbox.yield();
      }
    } else if (!standsStill(overflow)) {
      setCurrentKey(ours);
      overflow.add(element.getValue().raw());
      return;
    }
    ask(element.getValue());
  }

  private boolean hasRoom() {
    return records < enricher.capacity() && bytes < MOST_BYTES;
  }

  /** Waits for its turn, for a moment; true when it has come. */
  private boolean standsStill(StoredQueue<RawRecord> behind) throws Exception {
    while (!behind.isEmpty() || !hasRoom()) {
      long now = System.nanoTime();
      if (now - nextBehind >= 0) {
        nextBehind = Math.max(nextBehind, now - BEHIND_NANOS) + APART_NANOS;
        return false;
      }
      if (!mailbox.tryYield()) {
        LockSupport.parkNanos(Math.min(LOOK_NANOS, nextBehind - now));
      }
    }
    return true;
  }

  /** Those that wait in the state come nearer, as many as have room, but never for long. */
  private void refill() throws Exception {
    StoredQueue<RawRecord> behind = overflow;
    if (behind == null) {
      return;
    }
    for (int i = 0; i < enricher.capacity() && hasRoom(); i++) {
      setCurrentKey(ours);
      RawRecord raw = behind.poll();
      if (raw == null) {
        break;
      }
      restore(raw);
    }
    if (behind.isEmpty()) {
      release();
    } else if (hasRoom()) {
      mailbox.execute(this::refill, "those that wait");
    }
  }

  private boolean hasOverflow() {
    return overflow != null && !overflow.isEmpty();
  }

  /** What has waited behind those that waited in the state. */
  private void release() throws Exception {
    Watermark mark = heldMark;
    WatermarkStatus status = heldStatus;
    heldMark = null;
    heldStatus = null;
    if (mark != null) {
      inOrder(
          () -> {
            super.processWatermarkStatus(WatermarkStatus.ACTIVE); // or it would be dropped
            super.processWatermark(mark);
          });
    }
    if (status != null) {
      inOrder(() -> super.processWatermarkStatus(status));
    }
  }

  private void ask(Accepted<T> accepted) {
    CompletableFuture<E> answer;
    try {
      answer = enricher.enrich(accepted.value()).toCompletableFuture();
    } catch (Rejection atOnce) {
      answer = CompletableFuture.failedFuture(atOnce);
    }
    Asked<T, E> asked = new Asked<>(accepted, answer);
    if (queue.isEmpty() && answer.isDone()) {
      emit(asked);
      return;
    }
    queue.add(asked);
    records++;
    bytes += asked.bytes();
    answer.whenComplete((enriched, failure) -> mailbox.execute(this::emitAnswered, "an answer"));
  }

  /** Emits what need wait no longer. */
  private void emitAnswered() throws Exception {
    while (!queue.isEmpty() && queue.peek().isReady()) {
      Waiting next = queue.poll();
      if (next instanceof Asked<?, ?>) {
        @SuppressWarnings("unchecked") // nothing else is ever put there
        Asked<T, E> asked = (Asked<T, E>) next;
        records--;
        bytes -= asked.bytes();
        emit(asked);
      } else if (next instanceof Passing passing) {
        passing.on().run();
      }
    }
    refill();
  }

  private void emit(Asked<T, E> asked) {
    Accepted<T> accepted = asked.accepted();
    try {
      E enriched = asked.answer().get();
      delivered.inc();
      latency.measure(accepted.raw());
      output.collect(
          new StreamRecord<>(
              new Accepted<>(accepted.raw(), enriched), eventTime.of(accepted.value())));
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof Rejection rejection)) {
        throw new IllegalStateException("a record could not be enriched", e.getCause());
      }
      reject(accepted.raw(), rejection);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted, though the answer was there", e);
    }
  }

  private void reject(RawRecord raw, Rejection rejection) {
    rejections.count(rejection.reason());
    output.collect(rejected, new StreamRecord<>(DeadLetter.afterDeduplication(raw, rejection)));
  }

  /**
   * The last watermark waits for all records before it, in this call: a savepoint that ends a
   * bounded run, or a job that is drained, comes behind them.
   */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
      while (!queue.isEmpty() || hasOverflow()) {
        mailbox.yield();
      }
    }
    if (hasOverflow()) {
      heldMark = mark; // it has the last one in it
    } else {
      inOrder(() -> super.processWatermark(mark));
    }
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    if (hasOverflow()) {
      heldStatus = status;
    } else {
      inOrder(() -> super.processWatermarkStatus(status));
    }
  }

  private void inOrder(ThrowingRunnable<Exception> passing) throws Exception {
    if (queue.isEmpty()) {
      passing.run();
    } else {
      queue.add(new Passing(passing));
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<RawRecord> waiting = new ArrayList<>(records);
    for (Waiting each : queue) {
      if (each instanceof Asked<?, ?> asked) {
        waiting.add(asked.accepted().raw());
      }
    }
    stored.update(waiting);
    if (enricher instanceof RememberingEnricher<T, E> remembering) {
      remembering.checkpoint(context.getCheckpointId());
    }
  }

  @Override
  public void notifyCheckpointComplete(long number) throws Exception {
    super.notifyCheckpointComplete(number);
    if (enricher instanceof RememberingEnricher<T, E> remembering) {
      remembering.completed(number);
    }
  }

  @Override
  public void close() throws Exception {
    enricher.close();
    super.close();
  }

  /** What leaves in its turn. */
  private sealed interface Waiting {
    boolean isReady();
  }

  /** A record and the answer it waits for. */
  private record Asked<T, E>(Accepted<T> accepted, CompletableFuture<E> answer) implements Waiting {
    @Override
    public boolean isReady() {
      return answer.isDone();
    }

    long bytes() {
      byte[] value = accepted.raw().value();
      return value == null ? 0 : value.length;
    }
  }

  /** A watermark, or a status. */
  private record Passing(ThrowingRunnable<Exception> on) implements Waiting {
    @Override
    public boolean isReady() {
      return true;
    }
  }
}
