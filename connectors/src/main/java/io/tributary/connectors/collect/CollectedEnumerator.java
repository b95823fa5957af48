package io.tributary.connectors.collect;

import io.tributary.connectors.checkpoint.CheckpointWatch;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/** Hands the whole source to its one reader; its state is whether the reader has it. */
final class CollectedEnumerator<P> implements SplitEnumerator<CollectedSplit<P>, Boolean> {
  private final CheckpointWatch watch;
  private final SplitEnumeratorContext<CollectedSplit<P>> context;

  /** What no reader has yet. */
  private @Nullable CollectedSplit<P> pending;

  CollectedEnumerator(
      CheckpointWatch watch,
      SplitEnumeratorContext<CollectedSplit<P>> context,
      @Nullable CollectedSplit<P> pending) {
    this.watch = watch;
    this.context = context;
    this.pending = pending;
  }

  @Override
  public void start() {
    if (context.currentParallelism() != 1) {
      throw new IllegalStateException(
          "records are collected by one reader, but the source has a parallelism of "
              + context.currentParallelism()
              + ": set that of its operator to 1");
    }
    watch.begin(context);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    watch.completed();
  }

  @Override
  public void addReader(int reader) {
    if (pending != null && context.registeredReaders().containsKey(reader)) {
      context.assignSplit(pending, reader);
      pending = null;
    }
  }

  @Override
  public void addSplitsBack(List<CollectedSplit<P>> splits, int reader) {
    for (CollectedSplit<P> split : splits) {
      pending = split;
    }
    addReader(reader);
  }

  @Override
  public void handleSplitRequest(int reader, @Nullable String host) {
    // The split is dealt out, not asked for.
  }

  @Override
  public Boolean snapshotState(long checkpointId) {
    return pending == null;
  }

  @Override
  public void close() {
    // Nothing was opened.
  }

  /** The state in checkpoints: one byte. */
  enum AssignedSerializer implements SimpleVersionedSerializer<Boolean> {
    INSTANCE;

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Boolean assigned) {
      return new byte[] {(byte) (assigned ? 1 : 0)};
    }

    @Override
    public Boolean deserialize(int version, byte[] serialized) throws IOException {
      if (serialized.length != 1) {
        throw new IOException("expected one byte, found " + serialized.length);
      }
      return serialized[0] == 1;
    }
  }
}
