package io.tributary.jobs.tickets;

import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Parsing and checking one ticket. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TicketParserBenchmark {
  private static final int TICKETS = 10_000;

  private final List<RawRecord> records = SampleTickets.raw(TICKETS);
  private final TicketParser parser = new TicketParser();
  private int next;

  @Benchmark
  public Object parse() throws Rejection {
    next = next + 1 == TICKETS ? 0 : next + 1;
    return parser.parse(records.get(next));
  }
}
