package io.tributary.pipeline;

import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Parsed.Rejected;
import io.tributary.pipeline.record.Rejections;
import org.apache.flink.api.common.accumulators.IntCounter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * Sends what was parsed on its way: valid records onwards, rejected ones to the dead letters. It
 * also tells whoever runs a bounded job when a source has come to its end: the final watermark
 * passes here and is counted in the accumulator {@link #ENDED}.
 */
public final class Route<T> extends AbstractStreamOperator<Accepted<T>>
    implements OneInputStreamOperator<Parsed<T>, Accepted<T>> {
  private static final long serialVersionUID = 1L;

  /** The accumulator that counts the subtasks whose source has come to its end. */
  public static final String ENDED = "ended";

  private final OutputTag<DeadLetter> rejected;
  private transient Counter in;
  private transient Rejections rejections;
  private transient IntCounter ended;
  private transient boolean idle;

  public Route(OutputTag<DeadLetter> rejected) {
    this.rejected = rejected;
  }

  @Override
  public void open() throws Exception {
    super.open();
    in = FeedMetrics.IN.countIn(getMetricGroup());
    rejections = new Rejections(getMetricGroup());
    ended = getRuntimeContext().getIntCounter(ENDED);
  }

  @Override
  public void processElement(StreamRecord<Parsed<T>> element) {
    in.inc();
    Parsed<T> parsed = element.getValue();
    if (parsed instanceof Accepted<T> accepted) {
      output.collect(element.replace(accepted));
    } else if (parsed instanceof Rejected<T> rejection) {
      rejections.count(rejection.letter().reason());
      output.collect(rejected, new StreamRecord<>(rejection.letter()));
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
      ended.add(1);
    }
    super.processWatermark(mark);
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    idle = status.isIdle();
    super.processWatermarkStatus(status);
  }

  /**
   * The end of a job that is stopped with drain. Flink passes no watermark on behind the status
   * idle, not even the last one: the newest windows would never close.
   */
  @Override
  public void finish() throws Exception {
    if (idle) {
      processWatermarkStatus(WatermarkStatus.ACTIVE);
      processWatermark(Watermark.MAX_WATERMARK);
    }
    super.finish();
  }
}
