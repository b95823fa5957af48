package io.tributary.pipeline.revise;

import io.tributary.pipeline.record.DeadLetter;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Where the records of a feed with versions may end, and its aggregates. */
public interface RevisedOutputs<E> {
  /** Every version of every record, once. */
  void delivered(DataStream<Versioned<E>> records);

  /** Every rejected record, once. */
  void deadLetters(DataStream<DeadLetter> letters);

  /** Each revision of each group's aggregate. */
  void aggregates(DataStream<Aggregate> revisions);
}
