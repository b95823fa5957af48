package io.tributary.cli.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * What an output topic has deleted, by its retention or by hand. Of a record that came in before
 * the oldest that its partition still holds, and isn't there, can't be told whether it was; of more
 * records than offsets were deleted there it can.
 */
final class Retention {
  /** Several write to a partition, each with a clock of its own. */
  private static final long SLACK_MILLIS = Duration.ofMinutes(10).toMillis();

  private static final int EXAMPLES = 5;

  private final String topic;
  private final List<Part> parts = new ArrayList<>();
  private final List<String> examples = new ArrayList<>();
  private long untold;

  /** A partition, by its number's place in the list. */
  private static final class Part {
    private final long deleted;
    private long untold;

    /** When the oldest was written that is left; one that is empty may have held any. */
    private long oldestMillis = Long.MAX_VALUE;

    Part(long deleted) {
      this.deleted = deleted;
    }

    boolean mayHaveHeld(long receivedMillis) {
      return untold < deleted && receivedMillis - SLACK_MILLIS < oldestMillis;
    }
  }

  Retention(String topic, TopicSpans spans) {
    this.topic = topic;
    spans.of(topic).entrySet().stream()
        .sorted(Comparator.comparingInt(each -> each.getKey().partition()))
        .forEach(each -> parts.add(new Part(each.getValue().begin())));
  }

  /** Takes in what is still there, each partition in its order. */
  void holds(ConsumerRecord<byte[], byte[]> record) {
    Part part = parts.get(record.partition());
    if (part.oldestMillis == Long.MAX_VALUE) {
      part.oldestMillis = record.timestamp();
    }
  }

  /**
   * Whether a record that isn't there may be one of those that were deleted, and counts it as one.
   *
   * @param key its key in this topic; null when that isn't known, or it has none
   * @param receivedMillis when it came in, in milliseconds since the epoch
   * @param example what to call it
   */
  boolean mayHaveHeld(byte @Nullable [] key, long receivedMillis, String example) {
    List<Part> where =
        key == null || parts.isEmpty()
            ? parts
            : List.of(parts.get(Utils.toPositive(Utils.murmur2(key)) % parts.size()));
    Optional<Part> part =
        where.stream().filter(each -> each.mayHaveHeld(receivedMillis)).findFirst();
    part.ifPresent(
        each -> {
          each.untold++;
          untold++;
          if (examples.size() < EXAMPLES) {
            examples.add(example);
          }
        });
    return part.isPresent();
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
