package io.tributary.connectors.kafka;

import io.tributary.connectors.kafka.FlushedTransaction.Span;
import io.tributary.connectors.kafka.admin.ClientProperties;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of flushed transactions, as their topic shows it.
 *
 * <p>A transaction's coordinator knows only what happened last under a name. The log doesn't
 * forget: a {@code read_committed} reader is given the first record of a committed transaction and
 * passes over that of an aborted one. Where the log doesn't say, the coordinator may still know
 * that the transaction was committed.
 */
final class TransactionFates {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionFates.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<String, String> clientProperties;

  TransactionFates(Map<String, String> clientProperties) {
    this.clientProperties = clientProperties;
  }

  /** What can have become of a transaction. */
  enum Fate {
    /** Its records are there to be read, or were. */
    COMMITTED,
    /** Its records will never be read. */
    ABORTED,
    /** It is open, or another that began before it holds it back from readers. */
    UNDECIDED,
    /** It isn't known where its records were, or they are no longer kept. */
    UNKNOWN
  }

  /**
   * Looks for a few seconds.
   *
   * @throws org.apache.kafka.common.KafkaException if the brokers don't answer
   */
  Fate of(FlushedTransaction transaction) throws InterruptedException {
    Fate shown = shown(transaction.spans());
    boolean decided = shown == Fate.COMMITTED || shown == Fate.ABORTED;
    return !decided && isKnownAsCommitted(transaction.committable()) ? Fate.COMMITTED : shown;
  }

  private Fate shown(List<Span> spans) {
    Map<TopicPartition, Long> firsts = new HashMap<>();
    spans.forEach(span -> firsts.put(span.partition(), span.first()));
    if (firsts.isEmpty()) {
      return Fate.UNKNOWN;
    }
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer
          .beginningOffsets(firsts.keySet())
          .forEach((partition, begin) -> firsts.computeIfPresent(partition, kept(begin)));
      if (firsts.isEmpty()) {
        return Fate.UNKNOWN;
      }
      consumer.assign(firsts.keySet());
      firsts.forEach(consumer::seek);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          boolean isFirst = firsts.getOrDefault(partition, -1L) == record.offset();
          return isFirst ? Fate.COMMITTED : Fate.ABORTED;
        }
        for (Map.Entry<TopicPartition, Long> first : firsts.entrySet()) {
          if (consumer.position(first.getKey()) > first.getValue()) {
            return Fate.ABORTED;
          }
        }
      }
      return Fate.UNDECIDED;
    } catch (OffsetOutOfRangeException gone) {
      return Fate.UNKNOWN;
    }
  }

  private static BiFunction<TopicPartition, Long, @Nullable Long> kept(long begin) {
    return (partition, first) -> first < begin ? null : first;
  }

  /**
   * Ends what an attempt that failed has begun under the name of a transaction that had been
   * committed. Flink's writer ends all that is open but for the names that its state has, which it
   * takes for those of flushed transactions; this one would keep the topic from readers until Kafka
   * ends it or the name's turn comes again.
   */
  void endSuccessor(KafkaCommittable committable) throws InterruptedException {
    String name = committable.getTransactionalId();
    try (Admin admin = admin()) {
      TransactionDescription newest = describe(admin, name);
      boolean isLater =
          newest.producerId() != committable.getProducerId()
              || newest.producerEpoch() > committable.getEpoch();
      if (newest.state() == TransactionState.ONGOING && isLater) {
        LOG.info("{}: ending what a failed attempt has begun under this name", name);
        admin.fenceProducers(List.of(name)).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{}: what is open under this name is left to Kafka to end", name, e);
    }
  }

  /**
   * Whether the coordinator's newest commit under the name stands for this transaction. To end it
   * otherwise Kafka counts the epoch up, and who commits after that has counted it up again; a
   * commit itself counts it up by one at most.
   */
  private boolean isKnownAsCommitted(KafkaCommittable committable) throws InterruptedException {
    String name = committable.getTransactionalId();
    try (Admin admin = admin()) {
      TransactionDescription newest = describe(admin, name);
      return newest.state() == TransactionState.COMPLETE_COMMIT
          && newest.producerId() == committable.getProducerId()
          && newest.producerEpoch() <= committable.getEpoch() + 1;
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{}: its coordinator doesn't say what became of it", name, e);
      return false;
    }
  }

  private static TransactionDescription describe(Admin admin, String name)
      throws InterruptedException, ExecutionException, TimeoutException {
    return admin
        .describeTransactions(List.of(name))
        .description(name)
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private Admin admin() {
    return Admin.create(ClientProperties.ofAdmin(clientProperties));
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> properties =
        new HashMap<>(ClientProperties.of(ConsumerConfig.configNames(), clientProperties));
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
