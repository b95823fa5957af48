package io.tributary.connectors.kafka.source;

import io.tributary.connectors.kafka.source.TopicSource.TimeRules;
import io.tributary.pipeline.record.Parsed;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;

/** Reads the partitions of one subtask: one consumer, one fetcher's thread. */
final class TopicReader<T>
    extends SingleThreadMultiplexSourceReaderBase<
        Fetched, Parsed<T>, PartitionSplit, PartitionState> {
  private final TimeRules rules;

  TopicReader(
      Supplier<PartitionReader> readers,
      RecordEmitter<Fetched, Parsed<T>, PartitionState> emitter,
      TimeRules rules,
      Configuration configuration,
      SourceReaderContext context) {
    this(readers, emitter, rules, configuration, context, new AtomicReference<>());
  }

  private TopicReader(
      Supplier<PartitionReader> readers,
      RecordEmitter<Fetched, Parsed<T>, PartitionState> emitter,
      TimeRules rules,
      Configuration configuration,
      SourceReaderContext context,
      AtomicReference<PartitionReader> current) {
    super(
        () -> {
          PartitionReader reader = readers.get();
          current.set(reader);
          return reader;
        },
        emitter,
        configuration,
        context);
    this.rules = rules;
    context
        .metricGroup()
        .setPendingRecordsGauge(
            () -> {
              PartitionReader reader = current.get();
              return reader == null ? PartitionReader.UNKNOWN : reader.lag();
            });
  }

  @Override
  protected PartitionState initializedState(PartitionSplit split) {
    return new PartitionState(split, rules);
  }

  @Override
  protected PartitionSplit toSplitType(String splitId, PartitionState state) {
    return state.split();
  }

  @Override
  protected void onSplitFinished(Map<String, PartitionState> finished) {
    // Partitions are never finished: a bounded run is stopped with a savepoint.
  }
}
