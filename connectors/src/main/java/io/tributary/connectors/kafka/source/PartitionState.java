package io.tributary.connectors.kafka.source;

import io.tributary.pipeline.time.PartitionClock;
import org.apache.kafka.common.TopicPartition;

/** Where the reading of a partition stands; only the next offset outlives the process. */
final class PartitionState {
  final TopicPartition partition;
  final PartitionClock clock;
  long nextOffset;
  long emittedWatermark = Long.MIN_VALUE;
  long lastValidNanos = System.nanoTime();
  boolean idle;

  PartitionState(PartitionSplit split, TopicSource.TimeRules rules) {
    partition = split.partition();
    nextOffset = split.nextOffset();
    clock = new PartitionClock(rules.outOfOrderness(), rules.jump());
  }
}
