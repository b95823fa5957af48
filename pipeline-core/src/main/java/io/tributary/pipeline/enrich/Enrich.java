package io.tributary.pipeline.enrich;

import io.tributary.pipeline.FeedMetrics;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Rejection;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Enriches each record, or rejects it. */
public final class Enrich<T, E> extends ProcessFunction<Accepted<T>, Accepted<E>> {
  private static final long serialVersionUID = 1L;

  private final Enricher<T, E> enricher;
  private final OutputTag<DeadLetter> rejected;
  private transient Counter delivered;
  private transient Counter failed;

  public Enrich(Enricher<T, E> enricher, OutputTag<DeadLetter> rejected) {
    this.enricher = enricher;
    this.rejected = rejected;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    delivered = getRuntimeContext().getMetricGroup().counter(FeedMetrics.DELIVERED);
    failed = getRuntimeContext().getMetricGroup().counter(FeedMetrics.REJECTED);
    enricher.open();
  }

  @Override
  public void processElement(Accepted<T> accepted, Context context, Collector<Accepted<E>> out) {
    try {
      out.collect(new Accepted<>(accepted.raw(), enricher.enrich(accepted.value())));
      delivered.inc();
    } catch (Rejection rejection) {
      failed.inc();
      context.output(rejected, DeadLetter.afterDeduplication(accepted.raw(), rejection));
    }
  }

  @Override
  public void close() throws Exception {
    enricher.close();
  }
}
