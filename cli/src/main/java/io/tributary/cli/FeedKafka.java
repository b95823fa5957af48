package io.tributary.cli;

import io.tributary.connectors.kafka.admin.Brokers;
import io.tributary.connectors.kafka.admin.ClientProperties;
import io.tributary.jobs.settings.Settings;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Clients for the Kafka that a feed's settings name, with the properties set there. */
public final class FeedKafka {
  /** 32 MiB: the topic decides what it takes, not this client. */
  private static final int LARGEST_REQUEST = 32 << 20;

  private FeedKafka() {}

  /** An admin client; it is sure that a broker answers. */
  public static Admin admin(Settings settings) {
    return Brokers.connect(settings.kafkaProperties());
  }

  /**
   * A consumer that reads what is committed, from where it is told to.
   *
   * @param group whose offsets it may commit
   */
  public static KafkaConsumer<byte[], byte[]> consumer(Settings settings, String group) {
    Properties own = known(settings, ConsumerConfig.configNames());
    own.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
    own.putIfAbsent(ConsumerConfig.RECEIVE_BUFFER_CONFIG, Integer.toString(1 << 20));
    // At a topic's end the last fetch waits that long, and closing waits for it.
    own.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "50");
    own.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    return new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * A producer whose records become visible with its transactions.
   *
   * @param transactionalId fences any older producer of this id
   */
  public static KafkaProducer<byte[], byte[]> producer(Settings settings, String transactionalId) {
    Properties own = known(settings, ProducerConfig.configNames());
    own.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    own.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "20");
    own.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(LARGEST_REQUEST));
    own.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(3L * LARGEST_REQUEST));
    own.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    own.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "60000");
    return new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static Properties known(Settings settings, Set<String> names) {
    Properties known = new Properties();
    known.putAll(ClientProperties.of(names, settings.kafkaProperties()));
    return known;
  }
}
