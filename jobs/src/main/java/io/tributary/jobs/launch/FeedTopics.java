package io.tributary.jobs.launch;

import io.tributary.connectors.kafka.admin.TopicSpec;
import java.time.Duration;
import java.util.List;

/** Names and settings of the topics that every feed has. */
public final class FeedTopics {
  private static final int PARTITIONS = 3;
  private static final Duration RETENTION = Duration.ofDays(7);
  private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(30);

  private FeedTopics() {}

  /** A topic of records that pass through. */
  public static TopicSpec stream(String name, int replication) {
    return TopicSpec.of(name, PARTITIONS, replication).keptFor(RETENTION);
  }

  /** A topic that keeps the newest record of each key. */
  public static TopicSpec directory(String name, int replication) {
    return TopicSpec.of(name, PARTITIONS, replication).compacted();
  }

  public static String metrics(String feed) {
    return feed + "-metrics";
  }

  public static String deadLetters(String feed) {
    return feed + "-dead-letters";
  }

  public static String late(String feed) {
    return feed + "-late";
  }

  /** The topics that a feed writes besides its records; copies need room for headers. */
  public static List<TopicSpec> besides(String feed, List<String> inputs, int replication) {
    return List.of(
        stream(metrics(feed), replication),
        TopicSpec.of(deadLetters(feed), PARTITIONS, replication)
            .keptFor(DEAD_LETTER_RETENTION)
            .withRoomFor(inputs),
        stream(late(feed), replication).withRoomFor(inputs));
  }
}
