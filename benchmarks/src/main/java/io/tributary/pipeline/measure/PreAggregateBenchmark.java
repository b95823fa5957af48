package io.tributary.pipeline.measure;

import io.tributary.jobs.tickets.SampleTickets;
import io.tributary.jobs.tickets.SampleTickets.Enriched;
import io.tributary.pipeline.record.LateRecord;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.WireType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Counting one ticket in all dimensions, the flushes at barriers shared; what is emitted is
 * dropped.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PreAggregateBenchmark {
  /** What a subtask takes between two barriers, about. */
  private static final int TICKETS = 200_000;

  private final Enriched<?> enriched = SampleTickets.enriched(TICKETS);
  private @Nullable Counting<?> counting;

  @Setup(Level.Trial)
  public void open() throws Exception {
    counting = counting(enriched);
  }

  @TearDown(Level.Trial)
  public void close() throws Exception {
    counting().harness.close();
  }

  @Benchmark
  @OperationsPerInvocation(TICKETS)
  public int add() throws Exception {
    return counting().countAll();
  }

  private Counting<?> counting() {
    if (counting == null) {
      throw new IllegalStateException("not set up");
    }
    return counting;
  }

  private static <T> Counting<T> counting(Enriched<T> enriched) throws Exception {
    return new Counting<>(enriched);
  }

  private static final class Counting<T> {
    final OneInputStreamOperatorTestHarness<Accepted<T>, Partial> harness;
    private final StreamRecord<Accepted<T>> element;
    private final Enriched<T> enriched;
    private long checkpoint;

    Counting(Enriched<T> enriched) throws Exception {
      this.enriched = enriched;
      this.element = new StreamRecord<>(enriched.tickets().get(0));
      this.harness =
          new OneInputStreamOperatorTestHarness<>(
              new PreAggregate<>(
                  enriched.measures(),
                  enriched.time(),
                  new Windows(Duration.ofMinutes(1), Duration.ofMinutes(1)),
                  Duration.ofHours(1),
                  new OutputTag<>("late", TypeInformation.of(LateRecord.class))));
      harness.setup(
          new WireType<>(Partial.class, Partial.PartialCodec.INSTANCE)
              .createSerializer(new SerializerConfigImpl()));
      harness.open();
    }

    int countAll() throws Exception {
      for (Accepted<T> ticket : enriched.tickets()) {
        harness.processElement(element.replace(ticket));
      }
      harness.prepareSnapshotPreBarrier(++checkpoint);
      int partials = harness.getOutput().size();
      harness.getOutput().clear();
      return partials;
    }
  }
}
