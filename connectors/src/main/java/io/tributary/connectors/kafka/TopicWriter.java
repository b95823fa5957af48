package io.tributary.connectors.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.IOUtils;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flink's writer; it also notes where the records of each flushed transaction lie. */
final class TopicWriter<X>
    implements StatefulSinkWriter<X, KafkaWriterState>,
        CommittingSinkWriter<X, FlushedTransaction> {
  private static final Logger LOG = LoggerFactory.getLogger(TopicWriter.class);

  private final StatefulSinkWriter<X, KafkaWriterState> writing;
  private final CommittingSinkWriter<X, KafkaCommittable> flushing;
  private final TransactionSpans spans;

  /** Both parameters are the same writer: Flink has no public type for it. */
  TopicWriter(
      StatefulSinkWriter<X, KafkaWriterState> writing,
      CommittingSinkWriter<X, KafkaCommittable> flushing,
      TransactionSpans spans) {
    this.writing = writing;
    this.flushing = flushing;
    this.spans = spans;
  }

  @Override
  public void write(X element, Context context) throws IOException, InterruptedException {
    writing.write(element, context);
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    writing.flush(endOfInput);
  }

  @Override
  public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
    writing.writeWatermark(watermark);
  }

  @Override
  public Collection<FlushedTransaction> prepareCommit() throws IOException, InterruptedException {
    List<FlushedTransaction> flushed = new ArrayList<>(1);
    for (KafkaCommittable committable : flushing.prepareCommit()) {
      flushed.add(new FlushedTransaction(committable, spans.of(committable)));
    }
    return flushed;
  }

  @Override
  public List<KafkaWriterState> snapshotState(long checkpointId) throws IOException {
    return writing.snapshotState(checkpointId);
  }

  /**
   * Aborts what is open, if a broker answers. If none does, the next start or Kafka itself aborts
   * it: no reason to fail, which a task must not while it ends. Flink would end the whole task
   * manager.
   */
  @Override
  public void close() throws Exception {
    try {
      IOUtils.closeAll(spans, writing);
    } catch (Exception e) {
      if (ExceptionUtils.findThrowable(e, TimeoutException.class).isEmpty()) {
        throw e;
      }
      LOG.warn(
          "an open transaction is left to the next start: no broker answers ({})", e.toString());
    }
  }
}
