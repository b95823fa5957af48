package io.tributary.e2e;

import io.tributary.connectors.kafka.admin.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** Topics from a test's point of view. */
record Topic(String bootstrap, String name) {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int ANSWER_SECONDS = 10;

  /** Every committed record from the beginning to the end; none when there is no such topic. */
  void read(Consumer<ConsumerRecord<byte[], byte[]>> each) {
    read("read_committed", each);
  }

  /** Those too of transactions that are open or were aborted. */
  void readUncommitted(Consumer<ConsumerRecord<byte[], byte[]>> each) {
    read("read_uncommitted", each);
  }

  private void read(String isolation, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            isolation,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            32 << 20);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(name).stream()
              .map(p -> new TopicPartition(name, p.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> end = consumer.endOffsets(all);
      while (all.stream().anyMatch(p -> consumer.position(p) < end.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(each);
      }
    }
  }

  long count() {
    long[] count = new long[1];
    read(record -> count[0]++);
    return count[0];
  }

  /**
   * How far readers of committed records come, the markers of transactions counted like records; 0
   * when there is no such topic, -1 while nobody can tell.
   */
  long readable() {
    try (Admin admin = admin()) {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      admin
          .describeTopics(List.of(name))
          .allTopicNames()
          .get(ANSWER_SECONDS, TimeUnit.SECONDS)
          .get(name)
          .partitions()
          .forEach(p -> ends.put(new TopicPartition(name, p.partition()), OffsetSpec.latest()));
      return admin
          .listOffsets(ends, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .all()
          .get(ANSWER_SECONDS, TimeUnit.SECONDS)
          .values()
          .stream()
          .mapToLong(ListOffsetsResultInfo::offset)
          .sum();
    } catch (ExecutionException | TimeoutException notNow) {
      return notNow.getCause() instanceof UnknownTopicOrPartitionException ? 0 : -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /** The same, as soon as somebody can tell: what is more than nobody's answer says nothing. */
  long awaitReadable() {
    long[] known = new long[1];
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> (known[0] = readable()) >= 0);
    return known[0];
  }

  /** Waits until that many more can be read than now. */
  void awaitMore(long records) {
    long before = awaitReadable();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> readable() > before + records);
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  void create(int partitions, Map<String, String> configs) throws Exception {
    try (Admin admin = admin()) {
      admin
          .createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)))
          .all()
          .get();
      Topics.awaitLeaders(admin, List.of(name));
    }
  }

  void set(String config, String value) throws Exception {
    try (Admin admin = admin()) {
      AlterConfigOp change =
          new AlterConfigOp(new ConfigEntry(config, value), AlterConfigOp.OpType.SET);
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.TOPIC, name), List.of(change)))
          .all()
          .get();
    }
  }

  static void delete(String bootstrap, Set<String> names) throws Exception {
    try (Admin admin = new Topic(bootstrap, "").admin()) {
      admin.deleteTopics(names).all().get();
      Awaitility.await()
          .until(() -> admin.listTopics().names().get().stream().noneMatch(names::contains));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  KafkaProducer<byte[], byte[]> producer() {
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 26 << 20);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 128L << 20);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrap));
  }
}
