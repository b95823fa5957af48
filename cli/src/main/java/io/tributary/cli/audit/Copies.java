package io.tributary.cli.audit;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Dead letters or late records, by the places in the inputs that they say they come from. */
final class Copies {
  private final Map<TopicPartition, Long2ObjectOpenHashMap<Copy>> byOffset = new HashMap<>();

  /** Adds a copy; false when there is one from that place already. */
  boolean add(Origin origin, Copy copy) {
    return byOffset
            .computeIfAbsent(origin.partition(), partition -> new Long2ObjectOpenHashMap<>())
            .putIfAbsent(origin.offset(), copy)
        == null;
  }

  /** Takes the copy of a record out; null when there is none. */
  @Nullable Copy remove(ConsumerRecord<byte[], byte[]> original) {
    Long2ObjectOpenHashMap<Copy> some =
        byOffset.get(new TopicPartition(original.topic(), original.partition()));
    return some == null ? null : some.remove(original.offset());
  }

  void forEach(Consumer<Origin> visitor) {
    byOffset.forEach(
        (partition, some) ->
            some.keySet().forEach((long offset) -> visitor.accept(new Origin(partition, offset))));
  }
}
