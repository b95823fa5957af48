package io.tributary.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

final class TopicWriterTest {
  /** A writer that can't be closed. */
  private record Stuck(RuntimeException why)
      implements StatefulSinkWriter<String, KafkaWriterState>,
          CommittingSinkWriter<String, KafkaCommittable> {
    @Override
    public void write(String element, Context context) {}

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public Collection<KafkaCommittable> prepareCommit() {
      return List.of();
    }

    @Override
    public List<KafkaWriterState> snapshotState(long checkpointId) {
      return List.of();
    }

    @Override
    public void close() {
      throw why;
    }
  }

  private static void close(RuntimeException why) throws Exception {
    Stuck stuck = new Stuck(why);
    new TopicWriter<>(stuck, stuck, new TransactionSpans("topic", Map.of())).close();
  }

  /** Flink would end the task manager for it, and an embedded one never comes back. */
  @Test
  void endsInPeaceWhenNoBrokerAnswersAnyMore() {
    assertThatCode(() -> close(new TimeoutException("awaiting EndTxn(false)")))
        .doesNotThrowAnyException();
  }

  @Test
  void saysAllElseThatGoesWrong() {
    assertThatThrownBy(() -> close(new ProducerFencedException("fenced")))
        .isInstanceOf(ProducerFencedException.class);
  }
}
