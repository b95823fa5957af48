package io.tributary.connectors.kafka;

import io.tributary.jobs.tickets.SampleTickets;
import io.tributary.jobs.tickets.SampleTickets.Enriched;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Text;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Writing one enriched ticket as the JSON record of its topic. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RowRecordsBenchmark {
  private static final int TICKETS = 10_000;

  private final Encoding<?> encoding = encoding(SampleTickets.enriched(TICKETS));

  @Benchmark
  public Object encode() {
    return encoding.next();
  }

  private static <T> Encoding<T> encoding(Enriched<T> enriched) {
    return new Encoding<>(enriched);
  }

  private static final class Encoding<T> {
    private static final Text KEY = Text.of("key");

    private final Enriched<T> enriched;
    private final RowRecords<Accepted<T>, T> records;
    private final KafkaSinkContext context = new OnePartition();
    private int next;

    Encoding(Enriched<T> enriched) {
      this.enriched = enriched;
      this.records =
          new RowRecords<>("enriched", Accepted::value, ticket -> KEY, enriched.columns());
    }

    Object next() {
      next = next + 1 == TICKETS ? 0 : next + 1;
      return records.serialize(enriched.tickets().get(next), context, 0L);
    }
  }

  private static final class OnePartition implements KafkaSinkContext {
    @Override
    public int getParallelInstanceId() {
      return 0;
    }

    @Override
    public int getNumberOfParallelInstances() {
      return 1;
    }

    @Override
    public int[] getPartitionsForTopic(String topic) {
      return new int[] {0};
    }
  }
}
