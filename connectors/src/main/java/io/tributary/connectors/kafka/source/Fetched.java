package io.tributary.connectors.kafka.source;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;

/** What a fetch brings of a partition: its records, then how far the partition has been read. */
sealed interface Fetched {
  record Record(ConsumerRecord<byte[], byte[]> record) implements Fetched {}

  /**
   * Where a partition stands after a fetch.
   *
   * @param next the offset that is read next, behind markers of transactions
   * @param epoch the leader's epoch of what lies before it; {@link PartitionSplit#NO_EPOCH} when it
   *     isn't known
   * @param topicId the topic's id; zero when the brokers give none
   */
  record Progress(Standing standing, long next, int epoch, Uuid topicId) implements Fetched {}

  /** How far a partition has been read. */
  enum Standing {
    /** There is more to read. */
    BEHIND,
    /** All that was there has been read. */
    AT_END,
    /** A bounded run has read all that it is to read. */
    ENDED
  }
}
