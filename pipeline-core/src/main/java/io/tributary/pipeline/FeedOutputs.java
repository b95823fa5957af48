package io.tributary.pipeline;

import io.tributary.pipeline.measure.MetricPoint;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.LateRecord;
import io.tributary.pipeline.record.Parsed.Accepted;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Where a feed's records may end. The job supplies the real outputs, tests their own. */
public interface FeedOutputs<E> {
  /** Every delivered record, once. */
  void delivered(DataStream<Accepted<E>> records);

  /** Every rejected record, once. */
  void deadLetters(DataStream<DeadLetter> letters);

  /** A copy of every delivered record that came after its windows had closed. */
  void late(DataStream<LateRecord> records);

  /** Early and final results of all windows. */
  void metrics(DataStream<MetricPoint> points);
}
