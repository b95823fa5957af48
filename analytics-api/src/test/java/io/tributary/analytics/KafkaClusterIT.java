package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a real broker is. */
final class KafkaClusterIT {
  @TempDir private Path folder;

  @Test
  void tellsOfBrokersTopicsAndDisksWhileKafkaAnswers() throws Exception {
    KafkaBroker broker = KafkaBroker.start(folder.resolve("kafka"));
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrap());
    try (Admin admin = Admin.create(client)) {
      admin.createTopics(List.of(new NewTopic("weather", 2, (short) 1))).all().get();
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
        for (int i = 0; i < 5; i++) {
          producer.send(new ProducerRecord<>("weather", i % 2, null, new byte[1_000])).get();
        }
      }
      admin
          .deleteRecords(Map.of(new TopicPartition("weather", 0), RecordsToDelete.beforeOffset(2)))
          .all()
          .get();
    }
    KafkaCluster cluster = new KafkaCluster(broker.bootstrap(), Map.of());
    try (cluster) {
      cluster.start();
      Caller.await(() -> cluster.state().isPresent());
      KafkaCluster.State state = cluster.state().orElseThrow();
      assertThat(state.brokers()).isEqualTo(1);
      assertThat(state.underReplicated()).isZero();
      assertThat(state.offline()).isZero();
      assertThat(state.topics()).containsOnlyKeys("weather");
      KafkaCluster.Topic topic = state.topics().get("weather");
      assertThat(topic.begin()).isEqualTo(2);
      assertThat(topic.end()).isEqualTo(5);
      assertThat(topic.bytes().orElseThrow()).isBetween(3_000L, 10_000L);
      assertThat(state.disks()).hasSize(1);
      KafkaCluster.Disk disk = state.disks().get(0);
      assertThat(disk.path()).startsWith(folder.toString());
      assertThat(disk.size()).isEqualTo(Files.getFileStore(folder).getTotalSpace());
      assertThat(disk.free()).isBetween(1L, disk.size());

      broker.close();
      Caller.await(() -> cluster.state().isEmpty());
    }
  }
}
