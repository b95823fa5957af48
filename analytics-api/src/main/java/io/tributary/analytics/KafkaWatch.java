package io.tributary.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what feeds reject, what comes late and what windows have counted so far, committed records
 * only, on a thread of its own. Kept in memory: counts, a few newest examples a reason, and the
 * newest result of each window that the lake doesn't have yet.
 */
final class KafkaWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaWatch.class);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration TOPICS_EVERY = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long before the lake's newest window early results are read from. */
  private static final Duration BEFORE = Duration.ofHours(1);

  private static final int EXAMPLES = 5;
  private static final int REASONS = 100;
  private static final int WINDOWS = 100_000;
  private static final int SHOWN = 200;
  private static final String OTHER = "OTHER";

  private static final String DEAD_LETTERS = "-dead-letters";
  private static final String LATE = "-late";
  private static final String METRICS = "-metrics";
  private static final String NOT_READ = "it has not been read yet";

  private static final ObjectMapper JSON = BoundedJson.mapper();

  private final Map<String, Object> client;
  private final Function<String, Optional<Instant>> newestWindow;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread = new Thread(this::watch, "analytics-kafka");

  private final Map<String, FeedTopics> feeds = new TreeMap<>();
  private volatile @Nullable Consumer<byte[], byte[]> open;
  private volatile Optional<Instant> answered = Optional.empty();
  private volatile String failure = NOT_READ;

  /** What is kept of a feed; guarded by itself. */
  private static final class FeedTopics {
    final Map<String, Reason> reasons = new TreeMap<>();
    final TreeMap<Windows.Key, WindowCount> windows = new TreeMap<>();
    boolean hasDeadLetters;
    boolean hasLate;
    long late;
    Optional<Instant> newestLate = Optional.empty();
  }

  private record WindowCount(long count, long revision) {}

  private static final class Reason {
    long count;
    final Deque<Example> examples = new ArrayDeque<>();
  }

  /**
   * A dead letter, short and safe to show.
   *
   * @param value the beginning of its value; empty for a null one
   * @param valueBytes how long the original was
   */
  record Example(
      Instant at,
      String field,
      String detail,
      String topic,
      int partition,
      long offset,
      Optional<String> value,
      long valueBytes) {}

  /** Rejected records of one reason. */
  record Rejected(String reason, long count, List<Example> examples) {}

  /** Late records. */
  record Late(long count, Optional<Instant> newest) {}

  /**
   * Names a broker; nothing is asked yet.
   *
   * @param newestWindow the start of a feed's newest window in the lake
   */
  KafkaWatch(
      String bootstrap,
      Map<String, String> properties,
      Function<String, Optional<Instant>> newestWindow) {
    this.newestWindow = newestWindow;
    client = new HashMap<>(properties);
    client.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    client.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    client.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
  }

  void start() {
    thread.start();
  }

  private void watch() {
    Map<TopicPartition, Long> places = new HashMap<>();
    try {
      do {
        try (Consumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
          open = consumer;
          read(consumer, places);
        } catch (WakeupException stop) {
          return;
        } catch (RuntimeException e) {
          // Of Kafka, or of the lake's mirror: an exception would end the thread.
          if (failure.isEmpty() || failure.equals(NOT_READ)) {
            LOG.warn("Kafka can't be read, tried again: {}", e.toString());
          }
          failure = "it can't be read (" + e.getClass().getSimpleName() + "); the log says why";
        } finally {
          open = null;
        }
      } while (!stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Goes on from where an earlier consumer was: nothing is counted twice. It counts as answering
   * when it has been read as far as it went when it was found, so that no figure is of a part only.
   */
  private void read(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> places) {
    long next = System.nanoTime();
    Instant asked = Instant.now();
    Set<String> topics = Set.of();
    Map<TopicPartition, Long> ends = new HashMap<>();
    while (stopped.getCount() > 0) {
      if (System.nanoTime() - next >= 0) {
        topics = assign(consumer, places, ends);
        next = System.nanoTime() + TOPICS_EVERY.toNanos();
        asked = Instant.now();
      }
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      if (ends.isEmpty()) {
        mark(topics);
        answered = Optional.of(asked);
        failure = "";
      }
      if (consumer.assignment().isEmpty()) {
        if (pause()) {
          return;
        }
        continue;
      }
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
        take(each);
        places.put(new TopicPartition(each.topic(), each.partition()), each.offset() + 1);
      }
    }
  }

  private boolean pause() {
    try {
      return stopped.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /**
   * Looks which topics there are, and reads their partitions that are new as well.
   *
   * @param ends is given where the new ones end
   */
  private Set<String> assign(
      Consumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> places,
      Map<TopicPartition, Long> ends) {
    Map<String, List<PartitionInfo>> topics = consumer.listTopics();
    Set<TopicPartition> wanted = new HashSet<>(consumer.assignment());
    List<TopicPartition> fresh = new ArrayList<>();
    for (String feed : AnalyticsServer.FEEDS) {
      for (String kind : List.of(DEAD_LETTERS, LATE, METRICS)) {
        for (PartitionInfo each : topics.getOrDefault(feed + kind, List.of())) {
          TopicPartition partition = new TopicPartition(each.topic(), each.partition());
          // One without a leader can't be asked: it is looked for again, the others don't wait.
          if (each.leader() != null && wanted.add(partition)) {
            fresh.add(partition);
          }
        }
      }
    }
    ends.keySet().removeIf(each -> !topics.containsKey(each.topic()));
    if (fresh.isEmpty()) {
      return topics.keySet();
    }
    consumer.assign(wanted);
    Map<TopicPartition, Long> since = new HashMap<>();
    for (TopicPartition each : fresh) {
      Long place = places.get(each);
      if (place != null) {
        consumer.seek(each, place);
      } else if (each.topic().endsWith(METRICS)) {
        newestWindow
            .apply(feedOf(each.topic(), METRICS))
            .ifPresent(start -> since.put(each, start.minus(BEFORE).toEpochMilli()));
      }
    }
    // What is older is in the lake.
    Map<TopicPartition, OffsetAndTimestamp> offsets =
        since.isEmpty() ? Map.of() : consumer.offsetsForTimes(since);
    offsets.forEach(
        (partition, offset) -> {
          if (offset == null) {
            consumer.seekToEnd(Set.of(partition));
          } else {
            consumer.seek(partition, offset.offset());
          }
        });
    ends.putAll(consumer.endOffsets(fresh));
    return topics.keySet();
  }

  private void mark(Set<String> topics) {
    for (String feed : AnalyticsServer.FEEDS) {
      FeedTopics known = of(feed);
      synchronized (known) {
        known.hasDeadLetters = topics.contains(feed + DEAD_LETTERS);
        known.hasLate = topics.contains(feed + LATE);
      }
    }
  }

  private FeedTopics of(String feed) {
    synchronized (feeds) {
      return feeds.computeIfAbsent(feed, any -> new FeedTopics());
    }
  }

  private static String feedOf(String topic, String kind) {
    return topic.substring(0, topic.length() - kind.length());
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().endsWith(DEAD_LETTERS)) {
      reject(of(feedOf(record.topic(), DEAD_LETTERS)), record);
    } else if (record.topic().endsWith(LATE)) {
      FeedTopics feed = of(feedOf(record.topic(), LATE));
      synchronized (feed) {
        feed.late++;
        feed.newestLate = Optional.of(Instant.ofEpochMilli(record.timestamp()));
      }
    } else {
      measure(of(feedOf(record.topic(), METRICS)), record);
    }
  }

  private static void reject(FeedTopics feed, ConsumerRecord<byte[], byte[]> record) {
    String name = header(record, "tributary.reason");
    Example example = example(record);
    synchronized (feed) {
      boolean isKnown = feed.reasons.containsKey(name);
      Reason reason =
          feed.reasons.computeIfAbsent(
              !isKnown && (name.isEmpty() || feed.reasons.size() >= REASONS) ? OTHER : name,
              any -> new Reason());
      reason.count++;
      reason.examples.addFirst(example);
      if (reason.examples.size() > EXAMPLES) {
        reason.examples.removeLast();
      }
    }
  }

  private static Example example(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    String truncated = header(record, "tributary.truncated");
    return new Example(
        Instant.ofEpochMilli(record.timestamp()),
        header(record, "tributary.field"),
        header(record, "tributary.detail"),
        header(record, "tributary.topic"),
        (int) number(header(record, "tributary.partition"), -1),
        number(header(record, "tributary.offset"), -1),
        value == null ? Optional.empty() : Optional.of(text(value)),
        value == null ? 0 : Math.max(value.length, number(truncated.split(" ", 2)[0], 0)));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null ? "" : text(header.value());
  }

  /** The beginning of what may be a text, without what could do harm where it is shown. */
  private static String text(byte[] bytes) {
    String all = new String(bytes, 0, Math.min(bytes.length, 4 * SHOWN), StandardCharsets.UTF_8);
    StringBuilder safe = new StringBuilder();
    all.codePoints()
        .limit(SHOWN)
        .map(c -> Problem.isSafe(c) ? c : 0xFFFD)
        .forEach(safe::appendCodePoint);
    return safe.toString();
  }

  private static long number(String text, long otherwise) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : otherwise;
  }

  private static void measure(FeedTopics feed, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      JsonNode point = JSON.readTree(record.value());
      if (!point.path("dimension").asText().equals(Dataset.TOTAL)) {
        return;
      }
      Windows.Key window =
          new Windows.Key(
              Moments.micros(Instant.parse(point.path("window_start").asText())),
              point.path("currency").asText());
      WindowCount counted =
          new WindowCount(point.path("count").asLong(), point.path("revision").asLong());
      synchronized (feed) {
        feed.windows.merge(window, counted, (old, now) -> now.revision < old.revision ? old : now);
        if (feed.windows.size() > WINDOWS) {
          feed.windows.pollFirstEntry();
        }
      }
    } catch (IOException | DateTimeParseException foreign) {
      LOG.debug("{}-{} at {} is no metric", record.topic(), record.partition(), record.offset());
    }
  }

  /** What a feed has rejected; empty when there is no such topic. */
  Optional<List<Rejected>> rejected(String name) {
    FeedTopics feed = of(name);
    synchronized (feed) {
      if (!feed.hasDeadLetters) {
        return Optional.empty();
      }
      List<Rejected> all = new ArrayList<>();
      feed.reasons.forEach(
          (reason, kept) -> all.add(new Rejected(reason, kept.count, List.copyOf(kept.examples))));
      return Optional.of(all);
    }
  }

  /** What came late; empty when there is no such topic. */
  Optional<Late> late(String name) {
    FeedTopics feed = of(name);
    synchronized (feed) {
      return feed.hasLate ? Optional.of(new Late(feed.late, feed.newestLate)) : Optional.empty();
    }
  }

  /** What windows have counted that the lake may not have yet. */
  Map<Windows.Key, Long> windows(String name) {
    FeedTopics feed = of(name);
    synchronized (feed) {
      Map<Windows.Key, Long> counts = new TreeMap<>();
      feed.windows.forEach((window, counted) -> counts.put(window, counted.count));
      return counts;
    }
  }

  /**
   * Forgets windows of which the lake has counted as much by now: they add nothing to it. Final or
   * not, since days never are; one that counts more later comes with its next revision.
   */
  void forget(String name, Map<Windows.Key, Long> inLake) {
    FeedTopics feed = of(name);
    synchronized (feed) {
      feed.windows
          .entrySet()
          .removeIf(each -> each.getValue().count <= inLake.getOrDefault(each.getKey(), 0L));
    }
  }

  boolean answers() {
    return failure.isEmpty();
  }

  Part part() {
    return new Part(
        "kafka",
        failure.isEmpty()
            ? Part.Status.OK
            : answered.isEmpty() ? Part.Status.STARTING : Part.Status.STALE,
        answered,
        failure.isEmpty() ? "it answers" : failure);
  }

  @Override
  public void close() throws InterruptedException {
    stopped.countDown();
    Consumer<byte[], byte[]> consumer = open;
    if (consumer != null) {
      consumer.wakeup();
    }
    thread.join();
  }
}
