package io.tributary.connectors.upsert;

import io.tributary.connectors.upsert.UpsertSink.Limits;
import io.tributary.pipeline.KeepsState;
import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.NamedDataset.Field;
import io.tributary.pipeline.TouchesDatasets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands chunks to the store once their checkpoint is complete. The state holds those that the store
 * has not taken, so that they are written after a restart, too; some of them for a second time,
 * which changes nothing.
 *
 * <p>The job goes on while the store is away, until too much waits. Then this step holds its input
 * back; but now and then it lets through what is before the next barrier, or no checkpoint would
 * complete and the job would halt.
 */
final class Upsert extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<byte[], Void>, KeepsState, TouchesDatasets {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Upsert.class);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Store store;
  private final List<Field> fields;
  private final Limits limits;

  private transient ListState<byte[]> state;
  private transient Backlog backlog;
  private transient StoreWriter writer;

  /** What came since the last barrier. */
  private transient List<byte[]> sinceBarrier;

  /** What belongs to checkpoints that are not complete yet. */
  private transient NavigableMap<Long, List<byte[]>> uncommitted;

  private transient long barrierNanos;

  /** The savepoint after which the job ends; -1 before there is one. */
  private transient long last;

  private transient boolean finished;

  Upsert(Store store, List<Field> fields, Limits limits) {
    this.store = store;
    this.fields = fields;
    this.limits = limits;
  }

  @Override
  public List<NamedDataset> writes() {
    return store.writes(fields);
  }

  private static ListStateDescriptor<byte[]> chunks() {
    return new ListStateDescriptor<>("chunks", BytePrimitiveArraySerializer.INSTANCE);
  }

  @Override
  public List<ListStateDescriptor<?>> splitStates() {
    return List.of(chunks());
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state = context.getOperatorStateStore().getListState(chunks());
    sinceBarrier = new ArrayList<>();
    uncommitted = new TreeMap<>();
    barrierNanos = System.nanoTime();
    last = -1;
    backlog = new Backlog();
    List<byte[]> restored = new ArrayList<>();
    for (byte[] chunk : state.get()) {
      Chunk.rows(chunk); // a damaged one ends the start, and not the writer's thread
      restored.add(chunk);
    }
    backlog.add(restored);
  }

  @Override
  public void open() throws Exception {
    super.open();
    writer = new StoreWriter(store, backlog, new UpsertMetrics(getMetricGroup(), backlog));
  }

  @Override
  public void processElement(StreamRecord<byte[]> chunk) throws InterruptedException {
    writer.check();
    while (isTooMuch()) {
      backlog.awaitChange(LOOK);
      writer.check();
    }
    sinceBarrier.add(chunk.getValue());
  }

  private boolean isTooMuch() {
    boolean barrierIsDue = System.nanoTime() - barrierNanos >= limits.barrierWithin().toNanos();
    return backlog.bytes() >= (barrierIsDue ? limits.mostBytes() : limits.bytes());
  }

  @Override
  public OperatorSnapshotFutures snapshotState(
      long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory storage)
      throws Exception {
    if (options.getCheckpointType() instanceof SavepointType savepoint
        && savepoint.isSynchronous()) {
      last = checkpointId;
    }
    uncommitted.put(checkpointId, sinceBarrier);
    sinceBarrier = new ArrayList<>();
    barrierNanos = System.nanoTime();
    return super.snapshotState(checkpointId, timestamp, options, storage);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<byte[]> all = new ArrayList<>(backlog.all());
    uncommitted.values().forEach(all::addAll);
    state.update(all);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    NavigableMap<Long, List<byte[]>> complete = uncommitted.headMap(checkpointId, true);
    for (List<byte[]> chunks : complete.values()) {
      backlog.add(chunks);
    }
    complete.clear();
    if (finished || checkpointId == last) {
      awaitTheLast();
    }
  }

  /** Whoever ends a job finds all in the store; a kill meanwhile leaves it to the next start. */
  private void awaitTheLast() throws InterruptedException {
    long begin = System.nanoTime();
    while (!backlog.isEmpty()) {
      writer.check();
      if (System.nanoTime() - begin > limits.lastWithin().toNanos()) {
        LOG.warn(
            "{} has not taken {} rows; the savepoint holds them, and the next start writes them",
            store.name(),
            backlog.rows());
        return;
      }
      backlog.awaitChange(LOOK);
    }
  }

  @Override
  public void finish() throws Exception {
    finished = true;
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (writer != null) {
      writer.close();
    }
    super.close();
  }
}
