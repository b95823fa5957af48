package io.tributary.pipeline.dedup;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Adding one identity: to a set that grows from nothing, and one that is there already. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class IdentitiesBenchmark {
  /** What a key group has of 128 million identities. */
  private static final int IDENTITIES = 1_000_000;

  private static final int HOUR = 490_000;

  private final long[] high = new SplittableRandom(7).longs(IDENTITIES).toArray();
  private final long[] low = new SplittableRandom(8).longs(IDENTITIES).toArray();
  private final Identities full = grown();
  private int next;

  @Benchmark
  @OperationsPerInvocation(IDENTITIES)
  public int addNew() {
    return grown().size();
  }

  @Benchmark
  public boolean addCopy() {
    next = next + 1 == IDENTITIES ? 0 : next + 1;
    return full.add(high[next], low[next], HOUR);
  }

  private Identities grown() {
    Identities identities = new Identities();
    for (int i = 0; i < IDENTITIES; i++) {
      identities.add(high[i], low[i], HOUR);
    }
    return identities;
  }
}
