package io.tributary.connectors.kafka.source;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a fetch brings of a partition: its records, then how far the partition has been read. */
sealed interface Fetched {
  record Record(ConsumerRecord<byte[], byte[]> record) implements Fetched {}

  /** Where a partition stands after a fetch. */
  enum Progress implements Fetched {
    /** There is more to read. */
    BEHIND,
    /** All that was there has been read. */
    AT_END,
    /** A bounded run has read all that it is to read. */
    ENDED
  }
}
