package io.tributary.connectors.kafka.admin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A topic as a feed needs it.
 *
 * @param partitions at least 1
 * @param replication how many brokers keep a copy, at least 1
 * @param configs Kafka's topic settings that matter; all others stay as the brokers have them
 * @param roomFor topics whose largest message must fit with {@link #HEADROOM} to spare
 */
public record TopicSpec(
    String name,
    int partitions,
    int replication,
    Map<String, String> configs,
    List<String> roomFor) {

  /**
   * How much larger than its input's a dead letter may be, bytes: headers and a reason are added to
   * the original.
   */
  public static final int HEADROOM = 64 * 1024;

  static final String RETENTION = "retention.ms";
  static final String CLEANUP = "cleanup.policy";
  static final String LARGEST = "max.message.bytes";

  public TopicSpec {
    configs = Map.copyOf(configs);
    roomFor = List.copyOf(roomFor);
  }

  /** A topic with the brokers' own settings. */
  public static TopicSpec of(String name, int partitions, int replication) {
    return new TopicSpec(name, partitions, replication, Map.of(), List.of());
  }

  /** The same, whose messages are deleted when they are older than this. */
  public TopicSpec keptFor(Duration retention) {
    return with(RETENTION, String.valueOf(retention.toMillis()));
  }

  /** The same, of whose messages the newest of each key is kept for ever. */
  public TopicSpec compacted() {
    return with(CLEANUP, "compact");
  }

  /** The same, with room for any message of other topics and what is added to it. */
  public TopicSpec withRoomFor(List<String> inputs) {
    return new TopicSpec(name, partitions, replication, configs, inputs);
  }

  /** The same, with one of Kafka's topic settings. */
  public TopicSpec with(String config, String value) {
    Map<String, String> more = new TreeMap<>(configs);
    more.put(config, value);
    return new TopicSpec(name, partitions, replication, more, roomFor);
  }
}
