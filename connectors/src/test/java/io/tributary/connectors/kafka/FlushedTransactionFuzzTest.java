package io.tributary.connectors.kafka;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.connectors.StateFormat;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class FlushedTransactionFuzzTest {
  private static final class Subject {
    static final SimpleVersionedSerializer<FlushedTransaction> SERIALIZER =
        new FlushedTransaction.Serializer(
            KafkaSink.<String>builder()
                .setBootstrapServers("localhost:1")
                .setRecordSerializer((line, context, timestamp) -> new ProducerRecord<>("t", null))
                .build()
                .getCommittableSerializer());
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
        StateFormat.seed(
            3,
            out -> {
              out.writeInt(1);
              out.writeInt(1 + 2 + 8 + 2 + 1);
              out.writeShort(3);
              out.writeLong(7);
              out.writeUTF("t");
              out.writeBoolean(false);
              out.writeInt(1);
              out.writeUTF("tickets-enriched");
              out.writeInt(2);
              out.writeLong(5);
              out.writeLong(9);
            }));
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsWhatItWritesAndRefusesTheRest(byte[] input) throws IOException {
    StateFormat.check(Subject.SERIALIZER, transaction -> transaction, input);
  }
}
