package io.tributary.connectors.kafka;

import io.tributary.connectors.kafka.FlushedTransaction.Span;
import io.tributary.connectors.kafka.admin.ClientProperties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers where in a topic the records of open transactions lie. */
final class TransactionSpans implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionSpans.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String topic;
  private final Map<String, String> clientProperties;
  private @Nullable Admin admin;

  TransactionSpans(String topic, Map<String, String> clientProperties) {
    this.topic = topic;
    this.clientProperties = clientProperties;
  }

  /**
   * Where the records of a transaction lie that was just flushed. Empty, and logged, when the
   * brokers don't say: a checkpoint needn't fail for what is wanted only if its commit should be
   * refused.
   */
  List<Span> of(KafkaCommittable committable) throws InterruptedException {
    if (committable.getProducer().isEmpty()) {
      return List.of();
    }
    List<Span> spans = List.of();
    try {
      spans = find(committable, committable.getProducer().get());
    } catch (KafkaException e) {
      LOG.warn("{}: its partitions can't be listed", topic, e);
    }
    if (spans.isEmpty()) {
      LOG.warn(
          "{}: the brokers don't say where the records of the transaction {} lie, which was just"
              + " flushed; should its commit be refused, it may not be told whether it is lost",
          topic,
          committable.getTransactionalId());
    }
    return spans;
  }

  private List<Span> find(KafkaCommittable committable, FlinkKafkaInternalProducer<?, ?> producer)
      throws InterruptedException {
    List<TopicPartition> partitions =
        producer.partitionsFor(topic).stream()
            .map(each -> new TopicPartition(topic, each.partition()))
            .toList();
    DescribeProducersResult described = admin().describeProducers(partitions);
    Map<TopicPartition, Long> firsts = new HashMap<>();
    answered(partitions, described::partitionResult)
        .forEach(
            (partition, producers) ->
                producers.activeProducers().stream()
                    .filter(each -> each.producerId() == committable.getProducerId())
                    .filter(each -> each.producerEpoch() == committable.getEpoch())
                    .forEach(
                        each ->
                            each.currentTransactionStartOffset()
                                .ifPresent(offset -> firsts.put(partition, offset))));
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    firsts.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    ListOffsetsResult ends = admin().listOffsets(latest);
    List<Span> spans = new ArrayList<>();
    answered(firsts.keySet(), ends::partitionResult)
        .forEach(
            (partition, end) ->
                spans.add(new Span(partition, firsts.getOrDefault(partition, 0L), end.offset())));
    spans.sort(Comparator.comparingInt(span -> span.partition().partition()));
    return spans;
  }

  /**
   * What the brokers say of each partition. One whose leader is away is passed over: where the
   * transaction's records lie in any other tells as much.
   */
  static <T> Map<TopicPartition, T> answered(
      Collection<TopicPartition> partitions, Function<TopicPartition, KafkaFuture<T>> answers)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Map<TopicPartition, T> answered = new HashMap<>();
    for (TopicPartition partition : partitions) {
      try {
        long left = Math.max(0, deadline - System.nanoTime());
        answered.put(partition, answers.apply(partition).get(left, TimeUnit.NANOSECONDS));
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn("{}: where transactions begin and end isn't said: {}", partition, e.toString());
      }
    }
    return answered;
  }

  private Admin admin() {
    if (admin == null) {
      admin = Admin.create(ClientProperties.ofAdmin(clientProperties));
    }
    return admin;
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
