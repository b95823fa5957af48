package io.tributary.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransactionSpansTest {
  private static final TopicPartition REFUSED = new TopicPartition("topic", 0);
  private static final TopicPartition SILENT = new TopicPartition("topic", 1);
  private static final TopicPartition THERE = new TopicPartition("topic", 2);

  @Test
  void partitionsWhoseLeaderIsAwayDoNotHideTheOthers() throws Exception {
    KafkaFutureImpl<Long> refused = new KafkaFutureImpl<>();
    refused.completeExceptionally(new LeaderNotAvailableException("planted"));
    Map<TopicPartition, KafkaFuture<Long>> answers =
        Map.of(
            REFUSED,
            refused,
            SILENT,
            new KafkaFutureImpl<>(),
            THERE,
            KafkaFuture.completedFuture(42L));
    assertThat(TransactionSpans.answered(List.of(REFUSED, SILENT, THERE), answers::get))
        .containsExactly(Map.entry(THERE, 42L));
  }
}
