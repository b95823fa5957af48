package io.tributary.cli.audit;

import io.tributary.connectors.kafka.RecordHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record's place, as messages write it: {@code client_tickets-0@12}. */
record Origin(TopicPartition partition, long offset) {

  /** Where a record stands. */
  static Origin of(ConsumerRecord<byte[], byte[]> record) {
    return new Origin(new TopicPartition(record.topic(), record.partition()), record.offset());
  }

  /** Where a copy says it comes from; null when its headers don't say. */
  static @Nullable Origin saidBy(ConsumerRecord<byte[], byte[]> copy) {
    String topic = header(copy, RecordHeaders.TOPIC);
    String partition = header(copy, RecordHeaders.PARTITION);
    String offset = header(copy, RecordHeaders.OFFSET);
    if (topic == null || partition == null || offset == null) {
      return null;
    }
    try {
      return new Origin(
          new TopicPartition(topic, Integer.parseInt(partition)), Long.parseLong(offset));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return partition + "@" + offset;
  }
}
