package io.tributary.pipeline.dedup;

import io.tributary.pipeline.FeedMetrics;
import io.tributary.pipeline.KeepsState;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.EventTime;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejections;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.SerializableFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets the first record of each identity through and counts the rest as duplicates.
 *
 * <p>Identities are remembered for a horizon of event time, by hours, in primitive sets in memory.
 * The keyed state is a log: each checkpoint appends one chunk of new identities for each key group
 * and hour, so that it carries only what is new, and a restore reads the chunks back. An identity
 * is remembered from the later of its event time and the watermark, so that a copy with another
 * event time is recognised for the whole horizon too.
 *
 * <p>A record whose event time is beyond the horizon goes to the dead letters as {@code TOO_OLD}: a
 * copy of it could no longer be told. Replayed dead letters are exempt; who replays has looked in
 * the lake.
 *
 * <p>A record that was refused after it had passed here is remembered. Its replay passes as another
 * attempt, once.
 */
public final class DropDuplicates<T> extends AbstractStreamOperator<Accepted<T>>
    implements OneInputStreamOperator<Accepted<T>, Accepted<T>>, KeepsState {
  private static final long serialVersionUID = 1L;
  private static final long HOUR = Duration.ofHours(1).toMillis();

  /** Spreads the attempts at an identity among all identities. */
  private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;

  private final SerializableFunction<T, UUID> identity;
  private final EventTime<T> eventTime;
  private final long horizon;
  private final OutputTag<DeadLetter> rejected;

  private transient int maxParallelism;
  private transient int[] keys;
  private transient int firstGroup;
  private transient Identities[] identities;
  private transient Int2ObjectOpenHashMap<LongArrayList>[] added;
  private transient MapState<Long, byte[]> chunks;
  private transient ListState<Long> purgedThroughState;
  private transient long purgedThrough;
  private transient long watermark;
  private transient Counter duplicates;
  private transient Rejections rejections;

  /**
   * Makes the step.
   *
   * @param horizon how long an identity is remembered, in event time
   * @param rejected where records beyond the horizon go
   */
  public DropDuplicates(
      SerializableFunction<T, UUID> identity,
      EventTime<T> eventTime,
      Duration horizon,
      OutputTag<DeadLetter> rejected) {
    this.identity = identity;
    this.eventTime = eventTime;
    this.horizon = horizon.toMillis();
    this.rejected = rejected;
  }

  @Override
  @SuppressWarnings("rawtypes") // as Flink declares it
  public void setKeyContextElement1(StreamRecord record) {
    // Records are looked up in memory; the key is set where the state is touched.
  }

  private static MapStateDescriptor<Long, byte[]> identitiesState() {
    return new MapStateDescriptor<>(
        "identities", Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  private static ListStateDescriptor<Long> purgedThroughState() {
    return new ListStateDescriptor<>("purged-through", Types.LONG);
  }

  @Override
  public List<StateDescriptor<?, ?>> keyedStates() {
    return List.of(identitiesState());
  }

  @Override
  public List<ListStateDescriptor<?>> unionStates() {
    return List.of(purgedThroughState());
  }

  @Override
  @SuppressWarnings("unchecked") // an array of a generic type
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    maxParallelism = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
    keys = Shards.keys(maxParallelism);
    KeyGroupRange groups =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            maxParallelism,
            getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
            getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    firstGroup = groups.getStartKeyGroup();
    identities = new Identities[groups.getNumberOfKeyGroups()];
    added = new Int2ObjectOpenHashMap[identities.length];
    chunks = context.getKeyedStateStore().getMapState(identitiesState());
    purgedThroughState = context.getOperatorStateStore().getUnionListState(purgedThroughState());
    purgedThrough = Long.MIN_VALUE;
    watermark = Long.MIN_VALUE;
    for (long mark : purgedThroughState.get()) {
      purgedThrough = Math.max(purgedThrough, mark);
    }
    if (purgedThrough != Long.MIN_VALUE) {
      // Watermarks are not in checkpoints, and those to come may begin further back.
      watermark = purgedThrough + horizon;
    }
    for (int i = 0; i < identities.length; i++) {
      identities[i] = new Identities();
      added[i] = new Int2ObjectOpenHashMap<>();
      if (context.isRestored()) {
        setCurrentKey(keys[firstGroup + i]);
        for (var chunk : chunks.entries()) {
          IdentityChunk.read(chunk.getValue(), hourOf(chunk.getKey()), identities[i]);
        }
      }
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    duplicates = FeedMetrics.DUPLICATES.countIn(getMetricGroup());
    rejections = new Rejections(getMetricGroup());
    FeedMetrics.IDENTITIES.showIn(
        getMetricGroup(),
        () -> {
          long all = 0;
          for (Identities some : identities) {
            all += some.size();
          }
          return all;
        });
  }

  @Override
  public void processElement(StreamRecord<Accepted<T>> element) {
    Accepted<T> accepted = element.getValue();
    long at = eventTime.of(accepted.value());
    if (at < purgedThrough && !accepted.raw().replayed()) {
      rejections.count(RejectReason.TOO_OLD);
      output.collect(rejected, new StreamRecord<>(tooOld(accepted, at)));
      return;
    }
    UUID id = identity.apply(accepted.value());
    int group = Shards.of(id, maxParallelism) - firstGroup;
    int hour = (int) Math.floorDiv(Math.max(at, watermark), HOUR);
    long high = id.getMostSignificantBits() ^ (accepted.raw().attempt() * GOLDEN_RATIO);
    long low = id.getLeastSignificantBits();
    if (!identities[group].add(high, low, hour)) {
      duplicates.inc();
      return;
    }
    @Nullable LongArrayList chunk = added[group].get(hour);
    if (chunk == null) {
      chunk = new LongArrayList();
      added[group].put(hour, chunk);
    }
    chunk.add(high);
    chunk.add(low);
    output.collect(element);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    // The end of a bounded run says nothing of event time: the next run goes on from here.
    if (mark.getTimestamp() != Watermark.MAX_WATERMARK.getTimestamp()) {
      watermark = Math.max(watermark, mark.getTimestamp());
      if (watermark - horizon > purgedThrough) {
        long firstKept = Math.floorDiv(watermark - horizon, HOUR);
        boolean hourIsOver =
            purgedThrough == Long.MIN_VALUE || firstKept > Math.floorDiv(purgedThrough, HOUR);
        purgedThrough = watermark - horizon;
        if (hourIsOver) {
          purge((int) firstKept);
        }
      }
    }
    super.processWatermark(mark);
  }

  private void purge(int firstKeptHour) throws Exception {
    for (int i = 0; i < identities.length; i++) {
      identities[i].forgetBefore(firstKeptHour);
      added[i].keySet().removeIf((int hour) -> hour < firstKeptHour);
      setCurrentKey(keys[firstGroup + i]);
      for (var chunk = chunks.keys().iterator(); chunk.hasNext(); ) {
        if (hourOf(chunk.next()) < firstKeptHour) {
          chunk.remove();
        }
      }
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    for (int i = 0; i < added.length; i++) {
      if (!added[i].isEmpty()) {
        setCurrentKey(keys[firstGroup + i]);
        for (var chunk : added[i].int2ObjectEntrySet()) {
          chunks.put(
              chunkKey(chunk.getIntKey(), context.getCheckpointId()),
              IdentityChunk.bytes(chunk.getValue()));
        }
        added[i] = new Int2ObjectOpenHashMap<>();
      }
    }
    purgedThroughState.update(List.of(purgedThrough));
  }

  private DeadLetter tooOld(Accepted<T> accepted, long at) {
    return new DeadLetter(
        accepted.raw(),
        RejectReason.TOO_OLD,
        "",
        "the event time "
            + Instant.ofEpochMilli(at)
            + " is before "
            + Instant.ofEpochMilli(purgedThrough)
            + ", the horizon within which copies are recognised",
        accepted.raw().attempt());
  }

  /** Hours from the epoch in the upper half, the checkpoint's id in the lower. */
  private static long chunkKey(int hour, long checkpoint) {
    return ((long) hour << 32) | (checkpoint & 0xFFFF_FFFFL);
  }

  private static int hourOf(long chunkKey) {
    return (int) (chunkKey >> 32);
  }
}
