package io.tributary.cli;

import io.tributary.text.Language;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic that a feed reads.
 *
 * @param name the topic's name
 * @param identity the field of its records by which they are keyed
 * @param compacted whether it keeps the newest record of each key for ever, not each record for a
 *     week
 */
public record InputTopic(String name, String identity, boolean compacted) {
  /** Support tickets. */
  public static final InputTopic TICKETS = new InputTopic("client_tickets", "ticket_id", false);

  /** The countries of clients. */
  public static final InputTopic CLIENTS = new InputTopic("clients", "client_id", true);

  /** Texts, one for each language. */
  public static final List<InputTopic> TEXTS =
      Arrays.stream(Language.values())
          .map(language -> new InputTopic("raw-text-" + language.code(), "metadata.id", false))
          .toList();

  private static final int PARTITIONS = 3;
  private static final Duration RETENTION = Duration.ofDays(7);

  /** How it is created when it is missing; the broker says with how many replicas. */
  public NewTopic newTopic() {
    return new NewTopic(name, Optional.of(PARTITIONS), Optional.empty())
        .configs(
            compacted
                ? Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)
                : Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(RETENTION.toMillis())));
  }
}
