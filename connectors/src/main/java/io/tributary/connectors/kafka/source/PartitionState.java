package io.tributary.connectors.kafka.source;

import io.tributary.pipeline.time.PartitionClock;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Where the reading of a partition stands; the clock doesn't outlive the process. */
final class PartitionState {
  final TopicPartition partition;
  final PartitionClock clock;
  long nextOffset;
  int epoch;
  Uuid topicId;
  long emittedWatermark = Long.MIN_VALUE;
  long lastValidNanos = System.nanoTime();
  boolean idle;

  PartitionState(PartitionSplit split, TopicSource.TimeRules rules) {
    partition = split.partition();
    nextOffset = split.nextOffset();
    epoch = split.epoch();
    topicId = split.topicId();
    clock = new PartitionClock(rules.outOfOrderness(), rules.jump());
  }

  PartitionSplit split() {
    return new PartitionSplit(partition, nextOffset, epoch, topicId);
  }
}
