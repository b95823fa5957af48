package io.tributary.connectors.kafka;

import io.tributary.connectors.kafka.FlushedTransaction.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers where in a topic the records of open transactions lie. */
final class TransactionSpans implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionSpans.class);
  private static final int PATIENCE_SECONDS = 10;

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
    try {
      List<Span> spans = find(committable, committable.getProducer().get());
      if (spans.isEmpty()) {
        LOG.warn(
            "{}: the brokers know no records of the transaction {}, which was just flushed",
            topic,
            committable.getTransactionalId());
      }
      return spans;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.warn(
          "{}: the brokers don't say where the records of the transaction {} lie; should its commit"
              + " be refused, it may not be told whether it is lost",
          topic,
          committable.getTransactionalId(),
          e);
      return List.of();
    }
  }

  private List<Span> find(KafkaCommittable committable, FlinkKafkaInternalProducer<?, ?> producer)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<TopicPartition> partitions =
        producer.partitionsFor(topic).stream()
            .map(each -> new TopicPartition(topic, each.partition()))
            .toList();
    Map<TopicPartition, Long> firsts = new HashMap<>();
    admin()
        .describeProducers(partitions)
        .all()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .forEach(
            (partition, producers) ->
                producers.activeProducers().stream()
                    .filter(each -> each.producerId() == committable.getProducerId())
                    .filter(each -> each.producerEpoch() == committable.getEpoch())
                    .forEach(
                        each ->
                            each.currentTransactionStartOffset()
                                .ifPresent(offset -> firsts.put(partition, offset))));
    if (firsts.isEmpty()) {
      return List.of();
    }
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    firsts.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    List<Span> spans = new ArrayList<>();
    admin()
        .listOffsets(latest)
        .all()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .forEach(
            (partition, end) ->
                spans.add(new Span(partition, firsts.getOrDefault(partition, 0L), end.offset())));
    spans.sort(Comparator.comparingInt(span -> span.partition().partition()));
    return spans;
  }

  private Admin admin() {
    if (admin == null) {
      Map<String, Object> known = new HashMap<>(clientProperties);
      known.keySet().retainAll(AdminClientConfig.configNames());
      admin = Admin.create(known);
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
