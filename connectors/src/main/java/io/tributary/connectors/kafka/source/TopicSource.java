package io.tributary.connectors.kafka.source;

import io.tributary.connectors.checkpoint.CheckpointWatch;
import io.tributary.connectors.datasets.DatasetNames;
import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.TouchesDatasets;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics, parses in the source and keeps event time for each partition.
 *
 * <p>Flink's own Kafka source can't do three things that the feeds need: it calls a partition idle
 * that is only starved, it takes rejected records for activity, and a bounded run of it ends the
 * tasks, after which nothing is left to go on from. Here a partition is idle only when it has been
 * read to its end and has been silent for a while; and a bounded run reads up to the offsets it is
 * given, emits the final watermark and waits to be stopped with a savepoint. Offsets live in
 * checkpoints alone, never in a consumer group.
 */
public final class TopicSource<T>
    implements Source<Parsed<T>, PartitionSplit, Set<TopicPartition>>,
        ResultTypeQueryable<Parsed<T>>,
        TouchesDatasets {
  private static final long serialVersionUID = 1L;

  private final List<String> topics;
  private final Map<String, String> consumerProperties;
  private final Intake<T> intake;
  private final TimeRules timeRules;
  private final Duration failureTolerance;
  private final Tolerance tolerance;
  private final @Nullable Map<TopicPartition, Long> stopAt;

  private transient @Nullable CheckpointWatch watch;

  /**
   * How event time is kept.
   *
   * @param outOfOrderness how far a record may be behind the newest of its partition
   * @param jump the largest step of event time that needs no confirmation
   * @param idleness how long a partition read to its end is silent before it holds nothing back
   */
  public record TimeRules(Duration outOfOrderness, Duration jump, Duration idleness)
      implements Serializable {}

  /** What is done about a topic that was deleted and made again under its name. */
  public enum MadeAnew {
    /** The job halts. */
    HALT,
    /** It goes on at the offset that it knows; halts, when that happens while it runs. */
    GO_ON,
    /** It is read from its beginning: where nothing depends on what was read before. */
    BEGIN_AGAIN
  }

  /**
   * What is put up with.
   *
   * @param lostRecords whether it goes on behind records that Kafka has deleted before they were
   *     read, or has lost after that; else the job halts
   * @param madeAnew what is done about another topic of the name
   */
  public record Tolerance(boolean lostRecords, MadeAnew madeAnew) implements Serializable {}

  /**
   * Makes a source.
   *
   * @param consumerProperties the consumer's configuration, bootstrap servers included
   * @param failureTolerance how long the job may be without a completed checkpoint before it is
   *     halted
   * @param stopAt for a bounded run, the offset before which each partition's reading ends; null
   *     for an unbounded one
   */
  public TopicSource(
      List<String> topics,
      Map<String, String> consumerProperties,
      Intake<T> intake,
      TimeRules timeRules,
      Duration failureTolerance,
      Tolerance tolerance,
      @Nullable Map<TopicPartition, Long> stopAt) {
    this.topics = List.copyOf(topics);
    this.consumerProperties = Map.copyOf(consumerProperties);
    this.intake = intake;
    this.timeRules = timeRules;
    this.failureTolerance = failureTolerance;
    this.tolerance = tolerance;
    this.stopAt = stopAt == null ? null : Map.copyOf(stopAt);
  }

  @Override
  public List<NamedDataset> reads() {
    return topics.stream()
        .map(topic -> DatasetNames.topic(consumerProperties, topic, List.of()))
        .toList();
  }

  /** Unbounded even for a bounded run, which ends by being stopped with a savepoint. */
  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<Parsed<T>, PartitionSplit> createReader(SourceReaderContext context) {
    Configuration configuration = new Configuration();
    configuration.set(SourceReaderOptions.ELEMENT_QUEUE_CAPACITY, 2);
    Supplier<PartitionReader> readers =
        () -> new PartitionReader(consumerProperties, tolerance, stopAt);
    return new TopicReader<>(
        readers, new PartitionEmitter<>(intake, timeRules), timeRules, configuration, context);
  }

  @Override
  public SplitEnumerator<PartitionSplit, Set<TopicPartition>> createEnumerator(
      SplitEnumeratorContext<PartitionSplit> context) {
    return restoreEnumerator(context, Set.of());
  }

  @Override
  public SplitEnumerator<PartitionSplit, Set<TopicPartition>> restoreEnumerator(
      SplitEnumeratorContext<PartitionSplit> context, Set<TopicPartition> assigned) {
    if (watch == null) {
      watch = new CheckpointWatch(failureTolerance);
    }
    return new TopicEnumerator(
        topics, consumerProperties, stopAt != null, tolerance.madeAnew(), watch, context, assigned);
  }

  @Override
  public SimpleVersionedSerializer<PartitionSplit> getSplitSerializer() {
    return new PartitionSplit.Serializer();
  }

  @Override
  public SimpleVersionedSerializer<Set<TopicPartition>> getEnumeratorCheckpointSerializer() {
    return new TopicEnumerator.AssignedSerializer();
  }

  @Override
  public TypeInformation<Parsed<T>> getProducedType() {
    return FeedPipeline.parsedType();
  }
}
