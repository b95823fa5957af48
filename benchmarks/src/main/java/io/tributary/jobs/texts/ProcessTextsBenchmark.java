package io.tributary.jobs.texts;

import io.tributary.cli.simulate.SimulatedRecord;
import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;
import io.tributary.cli.simulate.texts.TextParameters;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import io.tributary.text.Ngrams;
import io.tributary.text.TextCleaner;
import io.tributary.text.TextModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What is done to one simulated text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ProcessTextsBenchmark {
  private static final int TEXTS = 10_000;

  private final List<RawText> texts = new ArrayList<>(TEXTS);
  private final List<String> clean = new ArrayList<>(TEXTS);
  private final ProcessTexts step = new ProcessTexts(new EmbeddedClassifier(), 1 << 20);
  private int next;

  @Setup
  public void simulate() throws Rejection {
    Simulation simulation =
        new TextParameters(
                new SimulationParameters(
                    7, 1_000, Instant.EPOCH, 0, 0, 0, Duration.ZERO, Duration.ofMinutes(1)))
            .simulation();
    TextParser parser = new TextParser();
    while (texts.size() < TEXTS) {
      SimulatedRecord record = simulation.next();
      RawText text =
          parser.parse(new RawRecord(record.topic(), 0, 0, 0, null, record.value(), false, 0));
      texts.add(text);
      clean.add(TextCleaner.clean(text.text().toString()));
    }
    step.open(new UnregisteredMetricsGroup(), Runnable::run);
  }

  @TearDown
  public void close() {
    step.close();
  }

  /** Cleaned, told by language, cut into words, classified. */
  @Benchmark
  public Object process() {
    return step.enrich(texts.get(nextIndex())).toCompletableFuture().join();
  }

  /** Classified alone. */
  @Benchmark
  public Object classify() {
    return TextModel.shipped().predict(Ngrams.of(clean.get(nextIndex())));
  }

  private int nextIndex() {
    next = next + 1 == TEXTS ? 0 : next + 1;
    return next;
  }
}
