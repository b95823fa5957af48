package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * A savepoint that a release has written, with all that it speaks of: the lake as it was, and every
 * record of the topics at the very offset where it was.
 */
record StoredSavepoint(Path directory) {
  private static final Path ALL = Path.of("src/test/resources/savepoints");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those in the repository, by the version that wrote them. */
  static List<StoredSavepoint> all() throws IOException {
    try (Stream<Path> versions = Files.list(ALL)) {
      return versions.sorted().map(StoredSavepoint::new).toList();
    }
  }

  /** Keeps what a run has left. */
  static void write(String version, String bootstrap, Path savepoint, Path lake) throws Exception {
    Path directory = ALL.resolve(version);
    copy(savepoint, directory.resolve("savepoint"));
    copy(lake, directory.resolve("lake"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        Writer out =
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(directory.resolve("topics.jsonl.gz"))),
                StandardCharsets.UTF_8)) {
      for (TopicDescription topic :
          new TreeMap<>(
                  admin.describeTopics(admin.listTopics().names().get()).allTopicNames().get())
              .values()) {
        ObjectNode begin = JSON.createObjectNode();
        begin.put("topic", topic.name()).put("partitions", topic.partitions().size());
        out.write(begin + "\n");
        List<String> lines = new ArrayList<>();
        new Topic(bootstrap, topic.name())
            .read(
                record -> {
                  ObjectNode line = JSON.createObjectNode();
                  line.put("partition", record.partition()).put("offset", record.offset());
                  line.put("timestamp", record.timestamp());
                  line.put("key", record.key()).put("value", record.value());
                  ObjectNode headers = line.putObject("headers");
                  record.headers().forEach(header -> headers.put(header.key(), header.value()));
                  lines.add(line.toString());
                });
        for (String line : lines) {
          out.write(line + "\n");
        }
      }
    }
  }

  /** Puts savepoint and lake where a run takes them from. */
  void copyTo(Path folder) throws IOException {
    copy(directory.resolve("savepoint"), folder.resolve("savepoint"));
    copy(directory.resolve("lake"), folder.resolve("lake"));
  }

  /**
   * Makes the topics and writes each record at its old offset. Where offsets are missing,
   * transactions had ended or were aborted; so they do there again.
   */
  void fill(String bootstrap) throws Exception {
    Map<String, Integer> partitions = new TreeMap<>();
    Map<TopicPartition, List<JsonNode>> records =
        new TreeMap<>(
            java.util.Comparator.comparing(TopicPartition::topic)
                .thenComparingInt(TopicPartition::partition));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(directory.resolve("topics.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      String topic = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode read = JSON.readTree(line);
        if (read.has("topic")) {
          topic = read.path("topic").asText();
          partitions.put(topic, read.path("partitions").asInt());
        } else {
          records
              .computeIfAbsent(
                  new TopicPartition(topic, read.path("partition").asInt()), p -> new ArrayList<>())
              .add(read);
        }
      }
    }
    for (Map.Entry<String, Integer> each : partitions.entrySet()) {
      // They are as old as the savepoint.
      new Topic(bootstrap, each.getKey()).create(each.getValue(), Map.of("retention.ms", "-1"));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        KafkaProducer<byte[], byte[]> producer = producer(bootstrap, "fill");
        KafkaProducer<byte[], byte[]> other = producer(bootstrap, "fill-other")) {
      producer.initTransactions();
      other.initTransactions();
      for (Map.Entry<TopicPartition, List<JsonNode>> each : records.entrySet()) {
        fill(admin, producer, other, each.getKey(), each.getValue());
      }
    }
  }

  private static void fill(
      Admin admin,
      KafkaProducer<byte[], byte[]> producer,
      KafkaProducer<byte[], byte[]> other,
      TopicPartition partition,
      List<JsonNode> records)
      throws Exception {
    producer.beginTransaction();
    for (int i = 0; i < records.size(); i++) {
      long offset = records.get(i).path("offset").asLong();
      long next = i + 1 < records.size() ? records.get(i + 1).path("offset").asLong() : offset + 2;
      long missing = next - offset - 1;
      KafkaProducer<byte[], byte[]> writer = missing == 2 ? other : producer;
      if (writer == other) {
        other.beginTransaction();
      }
      RecordMetadata written = writer.send(record(partition, records.get(i))).get();
      assertThat(written.offset()).as("%s", partition).isEqualTo(offset);
      if (missing > 0) {
        producer.commitTransaction(); // which takes an offset
        if (missing == 2) {
          other.commitTransaction();
          // A commit returns before its offset is taken, and only its own producer waits for that.
          Awaitility.await().until(() -> end(admin, partition) == next);
        }
        producer.beginTransaction();
        if (missing > 2) {
          for (int filler = 2; filler < missing; filler++) {
            producer.send(record(partition, records.get(i))).get();
          }
          producer.abortTransaction();
          producer.beginTransaction();
        }
      }
    }
    producer.commitTransaction();
  }

  private static long end(Admin admin, TopicPartition partition) throws Exception {
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get()
        .offset();
  }

  private static ProducerRecord<byte[], byte[]> record(TopicPartition partition, JsonNode stored)
      throws IOException {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            partition.topic(),
            partition.partition(),
            stored.path("timestamp").asLong(),
            stored.path("key").binaryValue(),
            stored.path("value").binaryValue());
    for (Map.Entry<String, JsonNode> header : stored.path("headers").properties()) {
      record.headers().add(header.getKey(), header.getValue().binaryValue());
    }
    return record;
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrap, String name) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            name,
            ProducerConfig.LINGER_MS_CONFIG,
            0),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        Files.createDirectories(target.getParent());
        Files.copy(each, target);
      }
    }
  }
}
