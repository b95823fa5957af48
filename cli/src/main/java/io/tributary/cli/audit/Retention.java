package io.tributary.cli.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * What an output topic has deleted, by its retention or by hand. Of a record that came in before
 * the oldest that its partition still holds, and isn't there, can't be told whether it was; of more
 * records than offsets were deleted it can.
 */
final class Retention {
  /** Several write to a partition, each with a clock of its own. */
  private static final long SLACK_MILLIS = Duration.ofMinutes(10).toMillis();

  /** When the oldest record was written of a partition that holds none any more. */
  private static final long EMPTY = Long.MAX_VALUE;

  private static final int EXAMPLES = 5;

  private final String topic;
  private final int partitions;

  /** Of the partitions that have deleted some: when the oldest was written that is left. */
  private final Map<Integer, Long> oldestMillis = new HashMap<>();

  private final List<String> examples = new ArrayList<>();
  private long deleted;
  private long untold;

  Retention(String topic, TopicSpans spans) {
    this.topic = topic;
    this.partitions = spans.of(topic).size();
    spans
        .of(topic)
        .forEach(
            (partition, span) -> {
              if (span.begin() > 0) {
                oldestMillis.put(partition.partition(), EMPTY);
                deleted += span.begin();
              }
            });
  }

  /** Takes in what is still there, each partition in its order. */
  void holds(ConsumerRecord<byte[], byte[]> record) {
    oldestMillis.replace(record.partition(), EMPTY, record.timestamp());
  }

  /**
   * Whether a record that isn't there may be one of those that were deleted, and counts it as one.
   *
   * @param key its key in this topic; null when that isn't known, or it has none
   * @param receivedMillis when it came in, in milliseconds since the epoch
   * @param example what to call it
   */
  boolean mayHaveHeld(byte @Nullable [] key, long receivedMillis, String example) {
    if (untold == deleted || receivedMillis - SLACK_MILLIS >= oldestMillis(key)) {
      return false;
    }
    untold++;
    if (examples.size() < EXAMPLES) {
      examples.add(example);
    }
    return true;
  }

  private long oldestMillis(byte @Nullable [] key) {
    return key == null
        ? Collections.max(oldestMillis.values())
        : oldestMillis.getOrDefault(
            Utils.toPositive(Utils.murmur2(key)) % partitions, Long.MIN_VALUE);
  }

  void note(AuditReport report) {
    if (untold > 0) {
      report.note(
          "%s no longer begins with its first record: of %d records that are not there can't be told whether they were, such as %s%s"
              .formatted(
                  topic,
                  untold,
                  String.join(", ", examples),
                  untold > examples.size() ? ", …" : ""));
    }
  }
}
