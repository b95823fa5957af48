package io.tributary.connectors.collect;

import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;

/** The one reader of a source that is collected. */
final class CollectedReader<P, T>
    extends SingleThreadMultiplexSourceReaderBase<
        Fetched<P>, Parsed<T>, CollectedSplit<P>, CollectedState<P>> {
  private final CollectionReader<P> reader;

  /** Where the source stood in checkpoints that are not known to be complete. */
  private final NavigableMap<Long, P> positions = new TreeMap<>();

  CollectedReader(
      CollectionReader<P> reader,
      Intake<T> intake,
      Configuration configuration,
      SourceReaderContext context) {
    super(() -> reader, new CollectedEmitter<>(intake), configuration, context);
    this.reader = reader;
  }

  @Override
  public List<CollectedSplit<P>> snapshotState(long checkpointId) {
    List<CollectedSplit<P>> splits = super.snapshotState(checkpointId);
    splits.forEach(split -> positions.put(checkpointId, split.position()));
    return splits;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    P position = positions.get(checkpointId);
    if (position != null) {
      reader.completed(position);
    }
    positions.headMap(checkpointId, true).clear();
  }

  @Override
  protected CollectedState<P> initializedState(CollectedSplit<P> split) {
    return new CollectedState<>(split);
  }

  @Override
  protected CollectedSplit<P> toSplitType(String splitId, CollectedState<P> state) {
    return new CollectedSplit<>(state.source, state.position);
  }

  @Override
  protected void onSplitFinished(Map<String, CollectedState<P>> finished) {
    // It never is: a bounded run is stopped with a savepoint.
  }

  @Override
  public void close() throws Exception {
    try {
      reader.halt();
    } finally {
      super.close();
    }
  }
}
