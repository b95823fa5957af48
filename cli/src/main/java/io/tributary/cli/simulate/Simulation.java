package io.tributary.cli.simulate;

import io.tributary.cli.simulate.Author.Written;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A feed's records without end: who writes them is asked for valid and invalid ones, and what is
 * late and what comes twice is decided here. What comes is a pure function of the parameters;
 * nothing is sent.
 */
public final class Simulation {
  /** How far back a copy reaches: people press the button twice, producers retry. */
  private static final int RECENT = 256;

  private static final long MICROS = 1_000_000L;

  private final SimulationParameters parameters;
  private final SplittableRandom random;
  private final Author author;
  private final List<Written> recent = new ArrayList<>(RECENT);
  private final long startMicros;
  private final long outOfOrderMicros;
  private final long lateMicros;
  private double elapsedMicros;
  private long valid;

  /**
   * Prepares everything that does not depend on the single record.
   *
   * @param author who writes the records, made with random numbers
   */
  public Simulation(
      SimulationParameters parameters,
      Function<? super SplittableRandom, ? extends Author> author) {
    this.parameters = parameters;
    random = new SplittableRandom(parameters.seed());
    this.author = author.apply(random);
    startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, parameters.start());
    outOfOrderMicros = parameters.outOfOrder().toNanos() / 1_000;
    lateMicros = parameters.lateBy().toNanos() / 1_000;
  }

  /** What is to be sent before the first record, such as a directory. */
  public Stream<SimulatedRecord> beforehand() {
    return author.beforehand().map(written -> record(Fate.VALID, written, 0));
  }

  /** The next record. */
  public SimulatedRecord next() {
    long now = startMicros + (long) elapsedMicros;
    long dueNanos = (long) (elapsedMicros * 1_000);
    elapsedMicros += MICROS / (parameters.rate() * author.load(now));
    Fate fate = fate();
    return record(fate, write(fate, now), dueNanos);
  }

  private Fate fate() {
    double share = random.nextDouble() - parameters.duplicates();
    if (share < 0) {
      return recent.isEmpty() ? Fate.VALID : Fate.DUPLICATE;
    }
    share -= parameters.late();
    if (share < 0) {
      return Fate.LATE;
    }
    share -= parameters.invalid();
    return share < 0 ? Fate.INVALID : Fate.VALID;
  }

  private Written write(Fate fate, long now) {
    return switch (fate) {
      case DUPLICATE -> recent.get(random.nextInt(recent.size()));
      case VALID -> remembered(now - random.nextLong(outOfOrderMicros + 1));
      case LATE -> remembered(now - lateMicros - random.nextLong(2 * lateMicros + 1));
      case INVALID -> author.invalid(now, random);
    };
  }

  private Written remembered(long epochMicros) {
    Written written = author.valid(epochMicros, random);
    if (recent.size() < RECENT) {
      recent.add(written);
    } else {
      recent.set((int) (valid % RECENT), written);
    }
    valid++;
    return written;
  }

  private static SimulatedRecord record(Fate fate, Written written, long dueNanos) {
    return new SimulatedRecord(
        fate, written.oddity(), written.topic(), written.key(), written.value(), dueNanos);
  }
}
