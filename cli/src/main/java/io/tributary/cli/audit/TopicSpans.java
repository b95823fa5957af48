package io.tributary.cli.audit;

import io.tributary.cli.CommandFailure;
import io.tributary.cli.FeedKafka;
import io.tributary.cli.Progress;
import io.tributary.jobs.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What some topics held at one moment.
 *
 * @param spans by partition
 */
public record TopicSpans(Map<TopicPartition, Span> spans) {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * What a partition held.
   *
   * @param begin the first offset that is still there
   * @param end the first offset after what was committed
   * @param newest the first offset after everything, that of open transactions too
   */
  public record Span(long begin, long end, long newest) {}

  /**
   * Looks at topics as they are now.
   *
   * @throws CommandFailure when one is not there, or can't be looked at
   */
  public static TopicSpans capture(Admin admin, String feed, Collection<String> topics)
      throws InterruptedException {
    try {
      List<TopicPartition> all = new ArrayList<>();
      for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
        topic.partitions().forEach(p -> all.add(new TopicPartition(topic.name(), p.partition())));
      }
      // The ends first and together: what is later than one must not be missed in another.
      var end = offsets(admin, all, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
      var newest = offsets(admin, all, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
      var begin = offsets(admin, all, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED);
      Map<TopicPartition, Span> spans = new HashMap<>();
      end.forEach(
          (partition, offset) ->
              spans.put(
                  partition,
                  new Span(
                      begin.getOrDefault(partition, 0L),
                      offset,
                      newest.getOrDefault(partition, offset))));
      return new TopicSpans(spans);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new CommandFailure(
            "not all of the topics " + topics + " are there",
            "see `tributary topics " + feed + "`, or correct kafka.bootstrap.servers",
            e);
      }
      throw new CommandFailure(
          "the topics " + topics + " can't be looked at (" + e.getMessage() + ")",
          "check the brokers, and that Describe is granted",
          e);
    }
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> each :
        admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all().get().entrySet()) {
      offsets.put(each.getKey(), each.getValue().offset());
    }
    return offsets;
  }

  /** A topic's partitions in their order. */
  Map<TopicPartition, Span> of(String topic) {
    Map<TopicPartition, Span> some = new TreeMap<>((a, b) -> a.partition() - b.partition());
    spans.forEach(
        (partition, span) -> {
          if (partition.topic().equals(topic)) {
            some.put(partition, span);
          }
        });
    return some;
  }

  /** Whether nothing of the topic has been deleted yet. */
  public boolean isWhole(String topic) {
    return of(topic).values().stream().allMatch(span -> span.begin() == 0);
  }

  /** Reads what a topic held, each partition in its order. */
  public void read(
      Settings settings,
      String topic,
      Progress progress,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<TopicPartition, Span> some = of(topic);
    Set<TopicPartition> left = new HashSet<>();
    some.forEach(
        (partition, span) -> {
          if (span.begin() < span.end()) {
            left.add(partition);
          }
        });
    long all = some.values().stream().mapToLong(span -> span.end() - span.begin()).sum();
    long read = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        FeedKafka.consumer(settings, "tributary-audit-" + settings.feed())) {
      consumer.assign(left);
      left.forEach(partition -> consumer.seek(partition, span(partition).begin()));
      long heard = System.nanoTime();
      while (!left.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          if (record.offset() < span(partition).end()) {
            each.accept(record);
            read++;
          }
          heard = System.nanoTime();
        }
        left.removeIf(partition -> consumer.position(partition) >= span(partition).end());
        Set<TopicPartition> done = new HashSet<>(consumer.assignment());
        done.removeAll(left);
        consumer.pause(done);
        long now = read;
        progress.show(() -> "reading: " + topic + ", " + percent(now, all) + " %");
        if (System.nanoTime() - heard > PATIENCE.toNanos()) {
          throw new CommandFailure(
              topic + ": nothing came for " + PATIENCE.toSeconds() + " s",
              "check that all brokers are up");
        }
      }
    }
  }

  private Span span(TopicPartition partition) {
    Span span = spans.get(partition);
    if (span == null) {
      throw new IllegalArgumentException(partition + " was not captured");
    }
    return span;
  }

  private static long percent(long part, long all) {
    return all == 0 ? 100 : 100 * part / all;
  }
}
