package io.tributary.connectors.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Makes transactional sinks: what they write becomes visible to {@code read_committed} readers when
 * the checkpoint that holds it is complete. When Kafka has ended a transaction that a complete
 * checkpoint counts on, the job halts.
 *
 * @param producerProperties the producers' configuration, bootstrap servers included
 * @param transactionPrefix unique for each deployment; transactions are named after it
 * @param transactionTimeout how long the broker keeps an open transaction; at most the broker's own
 *     maximum, and longer than any outage that is to be survived
 * @param linger how long records are gathered into one request
 * @param lossAllowed whether the job goes on when a transaction is lost, instead of halting
 */
public record TopicSinks(
    Map<String, String> producerProperties,
    String transactionPrefix,
    Duration transactionTimeout,
    Duration linger,
    boolean lossAllowed) {

  /** The largest record that the producers send, in bytes. */
  public static final int LARGEST = 32 << 20;

  /**
   * Makes a sink.
   *
   * @param step the step's name; with the prefix it names the sink's transactions
   */
  public <X> Sink<X> sink(String step, TopicRecords<X> records) {
    Properties properties = new Properties();
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, Long.toString(linger.toMillis()));
    properties.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(256 << 10));
    properties.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(64 << 20));
    properties.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(LARGEST));
    // Their names collide in Flink's metrics, and each collision is a warning.
    properties.setProperty("register.producer.metrics", "false");
    // Each of Flink's writers has an admin client that takes these, too: see ClientProperties.
    properties.setProperty(
        CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, MetadataRecoveryStrategy.NONE.name);
    properties.putAll(producerProperties);
    properties.setProperty(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(transactionTimeout.toMillis()));
    KafkaSink<X> sink =
        KafkaSink.<X>builder()
            .setKafkaProducerConfig(properties)
            .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
            .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
            .setTransactionalIdPrefix(transactionPrefix + "-" + step)
            .setRecordSerializer(records)
            .build();
    return new TopicSink<>(
        sink,
        records.topic(),
        records.fields(),
        producerProperties,
        transactionTimeout,
        lossAllowed);
  }
}
