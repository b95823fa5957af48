package io.tributary.pipeline.enrich;

import io.tributary.pipeline.DeliveryLatency;
import io.tributary.pipeline.FeedMetrics;
import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.TouchesDatasets;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Rejections;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Enriches each record, or rejects it. */
public final class Enrich<T, E> extends ProcessFunction<Accepted<T>, Accepted<E>>
    implements TouchesDatasets {
  private static final long serialVersionUID = 1L;

  private final Enricher<T, E> enricher;
  private final OutputTag<DeadLetter> rejected;
  private final Turn turn;
  private transient Counter delivered;
  private transient Rejections rejections;
  private transient DeliveryLatency latency;

  /** When records are enriched. */
  public enum Turn {
    /** Whether they are delivered is decided after that. */
    BEFORE_DEDUPLICATION,
    /** As the last thing before they are delivered. */
    AFTER_DEDUPLICATION
  }

  public Enrich(Enricher<T, E> enricher, OutputTag<DeadLetter> rejected, Turn turn) {
    this.enricher = enricher;
    this.rejected = rejected;
    this.turn = turn;
  }

  @Override
  public List<NamedDataset> reads() {
    return enricher instanceof TouchesDatasets touching ? touching.reads() : List.of();
  }

  @Override
  public void open(OpenContext context) throws Exception {
    delivered = FeedMetrics.DELIVERED.countIn(getRuntimeContext().getMetricGroup());
    rejections = new Rejections(getRuntimeContext().getMetricGroup());
    latency = new DeliveryLatency(getRuntimeContext().getMetricGroup());
    enricher.open();
  }

  @Override
  public void processElement(Accepted<T> accepted, Context context, Collector<Accepted<E>> out) {
    try {
      out.collect(new Accepted<>(accepted.raw(), enricher.enrich(accepted.value())));
      if (turn == Turn.AFTER_DEDUPLICATION) {
        delivered.inc();
        latency.measure(accepted.raw());
      }
    } catch (Rejection rejection) {
      rejections.count(rejection.reason());
      context.output(
          rejected,
          turn == Turn.AFTER_DEDUPLICATION
              ? DeadLetter.afterDeduplication(accepted.raw(), rejection)
              : DeadLetter.of(accepted.raw(), rejection));
    }
  }

  @Override
  public void close() throws Exception {
    enricher.close();
  }
}
