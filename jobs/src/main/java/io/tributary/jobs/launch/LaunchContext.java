package io.tributary.jobs.launch;

import io.tributary.connectors.kafka.TopicSinks;
import io.tributary.connectors.kafka.admin.ClientProperties;
import io.tributary.connectors.kafka.source.TopicSource.TimeRules;
import io.tributary.connectors.lake.LakeFormat;
import io.tributary.connectors.lake.LakeLocation;
import io.tributary.connectors.upsert.UpsertSink;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.measure.Windows;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a job is built from: its settings, and what was found out about the world at the start.
 *
 * @param partitions how many partitions each topic has
 * @param maxMessageBytes the largest message that each topic takes
 * @param stopAt for a bounded run, where reading ends in each partition; null for an unbounded one
 */
public record LaunchContext(
    Settings settings,
    Map<String, Integer> partitions,
    Map<String, Integer> maxMessageBytes,
    @Nullable Map<TopicPartition, Long> stopAt) {

  /** How long the job may run without a completed checkpoint. */
  public Duration failureTolerance() {
    return settings.get(SettingKeys.CHECKPOINT_FAILURE_TOLERANCE);
  }

  /** The steps' parallelism. */
  public int parallelism() {
    return settings.get(SettingKeys.PARALLELISM);
  }

  /** A source has no more subtasks than its topic has partitions: each must have some to read. */
  public int sourceParallelism(String topic) {
    return Math.min(parallelism(), partitions.getOrDefault(topic, 1));
  }

  /** Consumers read what is committed, from offsets that checkpoints keep, and miss nothing. */
  public Map<String, String> consumerProperties() {
    Map<String, String> properties = new HashMap<>();
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "2000");
    properties.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, Integer.toString(1 << 20));
    properties.putAll(kafkaProperties(ConsumerConfig.configNames()));
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    return properties;
  }

  public TopicSinks topicSinks() {
    return new TopicSinks(
        kafkaProperties(ProducerConfig.configNames()),
        settings.get(SettingKeys.KAFKA_TRANSACTION_PREFIX),
        settings.get(SettingKeys.KAFKA_TRANSACTION_TIMEOUT),
        // Readers see records with the next checkpoint anyway; only those who don't wait for it
        // gain by small requests, and in a bounded run nobody does.
        Duration.ofMillis(settings.get(SettingKeys.BOUNDED) ? 200 : 20),
        settings.get(SettingKeys.ALLOW_LOST_TRANSACTIONS));
  }

  private Map<String, String> kafkaProperties(Set<String> known) {
    return ClientProperties.of(known, settings.kafkaProperties());
  }

  /** How much may wait for a store, and how long. */
  public UpsertSink.Limits storeLimits() {
    return settings.get(SettingKeys.BOUNDED)
        ? UpsertSink.Limits.bounded()
        : UpsertSink.Limits.streaming();
  }

  public LakeLocation lake() {
    return lake(settings.get(SettingKeys.LAKE_PATH), settings.feed());
  }

  /**
   * Another place than the feed's own.
   *
   * @param name that no other step's staged files have there
   */
  public LakeLocation lake(String path, String name) {
    return new LakeLocation(
        path,
        name,
        LakeFormat.valueOf(settings.get(SettingKeys.LAKE_FORMAT).toUpperCase(Locale.ROOT)));
  }

  public TimeRules timeRules() {
    return new TimeRules(
        settings.get(SettingKeys.WATERMARK_OUT_OF_ORDERNESS),
        settings.get(SettingKeys.WATERMARK_FUTURE_SKEW),
        settings.get(SettingKeys.WATERMARK_IDLENESS));
  }

  public FeedPipeline.Options options() {
    return new FeedPipeline.Options(
        new Windows(
            settings.get(SettingKeys.WINDOW_SIZE), settings.get(SettingKeys.WINDOW_LATENESS)),
        settings.get(SettingKeys.WATERMARK_FUTURE_SKEW),
        settings.get(SettingKeys.DEDUP_HORIZON),
        settings.get(SettingKeys.MAX_PARALLELISM));
  }
}
