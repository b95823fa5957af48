package io.tributary.connectors.collect;

import io.tributary.connectors.checkpoint.CheckpointWatch;
import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.TouchesDatasets;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.SourceReaderOptions;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A source of the job that is collected by one reader: its operator's parallelism must be 1.
 *
 * <p>Each checkpoint holds the position after the last record that was emitted, so every record
 * comes once whatever is killed. A source that can't be read, for whatever reason, is tried again
 * and again; only a bounded run gives up, after ten failures in a row. Like the topics' source it
 * never ends by itself: a bounded run emits the final watermark and waits to be stopped with a
 * savepoint. It keeps no clock of event time and is idle from the beginning.
 *
 * @param <P> the collector's position
 * @param <T> what records are parsed into
 */
public final class CollectedSource<P, T>
    implements Source<Parsed<T>, CollectedSplit<P>, Boolean>,
        ResultTypeQueryable<Parsed<T>>,
        TouchesDatasets {
  private static final long serialVersionUID = 1L;

  private final Collector<P> collector;
  private final Intake<T> intake;
  private final boolean bounded;
  private final Duration failureTolerance;
  private final Retry retry;

  private transient @Nullable CheckpointWatch watch;

  /**
   * Makes a source.
   *
   * @param intake parses the JSON that the collector makes of a record
   * @param bounded whether to end with what is there at the start
   * @param failureTolerance how long the job may be without a completed checkpoint before it is
   *     halted
   */
  public CollectedSource(
      Collector<P> collector, Intake<T> intake, boolean bounded, Duration failureTolerance) {
    this(collector, intake, bounded, failureTolerance, Retry.DEFAULT);
  }

  CollectedSource(
      Collector<P> collector,
      Intake<T> intake,
      boolean bounded,
      Duration failureTolerance,
      Retry retry) {
    this.collector = collector;
    this.intake = intake;
    this.bounded = bounded;
    this.failureTolerance = failureTolerance;
    this.retry = retry;
  }

  @Override
  public List<NamedDataset> reads() {
    return collector.reads();
  }

  @Override
  public List<NamedDataset> writes() {
    return collector.writes();
  }

  /** Unbounded even for a bounded run, which ends by being stopped with a savepoint. */
  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<Parsed<T>, CollectedSplit<P>> createReader(SourceReaderContext context) {
    Configuration configuration = new Configuration();
    configuration.set(SourceReaderOptions.ELEMENT_QUEUE_CAPACITY, 2);
    return new CollectedReader<>(
        new CollectionReader<>(collector, bounded, retry, context.metricGroup()),
        intake,
        configuration,
        context);
  }

  @Override
  public SplitEnumerator<CollectedSplit<P>, Boolean> createEnumerator(
      SplitEnumeratorContext<CollectedSplit<P>> context) {
    return restoreEnumerator(context, false);
  }

  @Override
  public SplitEnumerator<CollectedSplit<P>, Boolean> restoreEnumerator(
      SplitEnumeratorContext<CollectedSplit<P>> context, Boolean assigned) {
    if (watch == null) {
      watch = new CheckpointWatch(failureTolerance);
    }
    return new CollectedEnumerator<>(
        watch,
        context,
        assigned ? null : new CollectedSplit<>(collector.name(), collector.beginning()));
  }

  @Override
  public SimpleVersionedSerializer<CollectedSplit<P>> getSplitSerializer() {
    return new CollectedSplit.Serializer<>(collector.positions());
  }

  @Override
  public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
    return CollectedEnumerator.AssignedSerializer.INSTANCE;
  }

  @Override
  public TypeInformation<Parsed<T>> getProducedType() {
    return FeedPipeline.parsedType();
  }
}
