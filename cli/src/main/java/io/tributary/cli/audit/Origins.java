package io.tributary.cli.audit;

import io.tributary.connectors.kafka.RecordHeaders;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** The places in the inputs that dead letters or late copies say they come from. */
final class Origins {
  /** A record's place, as messages write it: {@code client_tickets-0@12}. */
  record Place(TopicPartition partition, long offset) {
    @Override
    public String toString() {
      return partition + "@" + offset;
    }
  }

  /** What is called with each place. */
  interface Visitor {
    void visit(TopicPartition partition, long offset);
  }

  private final Map<TopicPartition, LongOpenHashSet> offsets = new HashMap<>();

  /** Where a copy says it comes from; null when its headers don't say. */
  static @Nullable Place of(ConsumerRecord<byte[], byte[]> copy) {
    String topic = header(copy, RecordHeaders.TOPIC);
    String partition = header(copy, RecordHeaders.PARTITION);
    String offset = header(copy, RecordHeaders.OFFSET);
    if (topic == null || partition == null || offset == null) {
      return null;
    }
    try {
      return new Place(
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

  /** Adds a place; false when it was there already. */
  boolean add(Place place) {
    return offsets
        .computeIfAbsent(place.partition(), partition -> new LongOpenHashSet())
        .add(place.offset());
  }

  boolean remove(TopicPartition partition, long offset) {
    LongOpenHashSet some = offsets.get(partition);
    return some != null && some.remove(offset);
  }

  void forEach(Visitor visitor) {
    offsets.forEach(
        (partition, some) -> some.forEach((long offset) -> visitor.visit(partition, offset)));
  }
}
