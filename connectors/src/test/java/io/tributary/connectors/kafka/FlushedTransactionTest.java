package io.tributary.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connectors.kafka.FlushedTransaction.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class FlushedTransactionTest {
  private final KafkaCommittable committable =
      new KafkaCommittable(7, (short) 3, "tickets-topic-0-1", null);

  /** What state held before the first record's place was noted. */
  private final SimpleVersionedSerializer<KafkaCommittable> before =
      KafkaSink.<String>builder()
          .setBootstrapServers("localhost:1")
          .setRecordSerializer((line, context, timestamp) -> new ProducerRecord<>("t", null))
          .build()
          .getCommittableSerializer();

  private final SimpleVersionedSerializer<FlushedTransaction> serializer = serializer();

  @SuppressWarnings("unchecked")
  private static SimpleVersionedSerializer<FlushedTransaction> serializer() {
    TopicSinks sinks =
        new TopicSinks(
            Map.of("bootstrap.servers", "localhost:1"),
            "tickets",
            Duration.ofMinutes(10),
            Duration.ofMillis(5),
            false);
    return ((SupportsCommitter<FlushedTransaction>) sinks.<Object>sink("late", new AnyRecords()))
        .getCommittableSerializer();
  }

  @Test
  void isReadAsItWasWritten() throws Exception {
    for (List<Span> spans :
        List.of(
            List.<Span>of(),
            List.of(
                new Span(new TopicPartition("tickets-enriched", 1), 0, 1),
                new Span(new TopicPartition("tickets-enriched", 2), 1L << 40, 1L << 41)))) {
      FlushedTransaction written = new FlushedTransaction(committable, spans);
      assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(written)))
          .isEqualTo(written);
    }
  }

  @Test
  void isReadFromTheStateOfAnOlderVersion() throws Exception {
    assertThat(serializer.getVersion()).isGreaterThan(before.getVersion());
    assertThat(serializer.deserialize(before.getVersion(), before.serialize(committable)))
        .isEqualTo(new FlushedTransaction(committable, List.of()));
  }

  @Test
  void refusesTheStateOfAnotherVersion() throws Exception {
    byte[] written = serializer.serialize(new FlushedTransaction(committable, List.of()));
    assertThatThrownBy(() -> serializer.deserialize(serializer.getVersion() + 1, written))
        .hasMessageContaining("another version");
  }

  /** Any records will do. */
  private record AnyRecords() implements TopicRecords<Object> {
    @Override
    public String topic() {
      return "tickets-late";
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        Object element, KafkaSinkContext context, Long timestamp) {
      return new ProducerRecord<>(topic(), new byte[0]);
    }
  }

  @Test
  void aCommittableThatIsCutIsAnIOException() {
    for (int length : new int[] {-1, 5, Integer.MAX_VALUE}) {
      byte[] bytes = ByteBuffer.allocate(12).putInt(1).putInt(length).array();
      assertThatThrownBy(() -> serializer.deserialize(3, bytes))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged");
    }
  }
}
