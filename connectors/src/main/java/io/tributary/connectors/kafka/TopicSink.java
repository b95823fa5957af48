package io.tributary.connectors.kafka;

import io.tributary.connectors.datasets.DatasetNames;
import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.NamedDataset.Field;
import io.tributary.pipeline.TouchesDatasets;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

/**
 * Flink's transactional sink of a topic, and a guard at its commits: Flink's own goes on when the
 * broker has ended a transaction that a complete checkpoint counts on, this one halts the job.
 *
 * @param <X> what is written
 */
final class TopicSink<X>
    implements Sink<X>,
        SupportsWriterState<X, KafkaWriterState>,
        SupportsCommitter<FlushedTransaction>,
        SupportsPostCommitTopology<FlushedTransaction>,
        LineageVertexProvider,
        TouchesDatasets {
  private static final long serialVersionUID = 1L;

  private final KafkaSink<X> sink;
  private final String topic;
  private final List<Field> fields;
  private final Map<String, String> clientProperties;
  private final Duration transactionTimeout;
  private final boolean lossAllowed;

  /**
   * Guards a sink.
   *
   * @param fields what the topic's records have, where that is known
   * @param clientProperties the way to the brokers, whatever the client
   * @param transactionTimeout how long the broker keeps an open transaction
   * @param lossAllowed whether the job goes on when a transaction is lost
   */
  TopicSink(
      KafkaSink<X> sink,
      String topic,
      List<Field> fields,
      Map<String, String> clientProperties,
      Duration transactionTimeout,
      boolean lossAllowed) {
    this.sink = sink;
    this.topic = topic;
    this.fields = List.copyOf(fields);
    this.clientProperties = Map.copyOf(clientProperties);
    this.transactionTimeout = transactionTimeout;
    this.lossAllowed = lossAllowed;
  }

  @Override
  public TopicWriter<X> createWriter(WriterInitContext context) throws IOException {
    return restoreWriter(context, List.of());
  }

  @Override
  public TopicWriter<X> restoreWriter(
      WriterInitContext context, Collection<KafkaWriterState> recovered) throws IOException {
    TopicMetrics.TRANSACTION_TIMEOUT.showIn(context.metricGroup(), transactionTimeout::toSeconds);
    // Flink's own type of writer is none that others may name.
    SupportsWriterState<X, KafkaWriterState> restoring = sink;
    StatefulSinkWriter<X, KafkaWriterState> writing = restoring.restoreWriter(context, recovered);
    @SuppressWarnings("unchecked")
    CommittingSinkWriter<X, KafkaCommittable> flushing =
        (CommittingSinkWriter<X, KafkaCommittable>) writing;
    return new TopicWriter<>(writing, flushing, new TransactionSpans(topic, clientProperties));
  }

  @Override
  public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
    return sink.getWriterStateSerializer();
  }

  @Override
  public Committer<FlushedTransaction> createCommitter(CommitterInitContext context) {
    return new TopicCommitter(
        sink.createCommitter(context), topic, new TransactionFates(clientProperties), lossAllowed);
  }

  @Override
  public SimpleVersionedSerializer<FlushedTransaction> getCommittableSerializer() {
    return new FlushedTransaction.Serializer(sink.getCommittableSerializer());
  }

  /** Puts writer and committer side by side; Flink's sink looks at the graph only. */
  @Override
  @SuppressWarnings({"unchecked", "rawtypes"})
  public void addPostCommitTopology(DataStream<CommittableMessage<FlushedTransaction>> committed) {
    sink.addPostCommitTopology((DataStream) committed);
  }

  @Override
  public List<NamedDataset> writes() {
    return List.of(DatasetNames.topic(clientProperties, topic, fields));
  }

  @Override
  public LineageVertex getLineageVertex() {
    return sink.getLineageVertex();
  }
}
