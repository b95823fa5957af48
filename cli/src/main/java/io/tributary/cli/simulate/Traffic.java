package io.tributary.cli.simulate;

import io.tributary.cli.StopSignal;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Sends simulated records, each when it is due or as fast as they are taken. */
public final class Traffic implements AutoCloseable {
  /** The {@code speed} of records that are sent as fast as they are taken. */
  public static final double AT_ONCE = Double.POSITIVE_INFINITY;

  // Nearer than that is not worth the wait: the producer lingers longer.
  private static final long EARLY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Simulation simulation;
  private final Outlet outlet;
  private final Sent sent = new Sent();
  private long deliveredBefore;

  /**
   * Sends nothing yet.
   *
   * @param outlet where everything goes; closed with this
   */
  public Traffic(Simulation simulation, Outlet outlet) {
    this.simulation = simulation;
    this.outlet = outlet;
  }

  /**
   * Sends what must be there before the first record, and says how much went to which topic.
   *
   * @throws io.tributary.cli.CommandFailure when some could not be taken
   */
  public Map<String, Long> sendBeforehand() {
    Map<String, Long> counts = new TreeMap<>();
    simulation
        .beforehand()
        .forEach(
            record -> {
              outlet.send(record);
              counts.merge(record.topic(), 1L, Long::sum);
            });
    outlet.flush();
    deliveredBefore = outlet.delivered();
    return counts;
  }

  /**
   * Sends records until there are enough, or until it is asked to stop.
   *
   * @param count how many
   * @param speed how many times as fast as the clock event time passes; more than 0
   * @param onEach called after each
   * @throws io.tributary.cli.CommandFailure when some could not be taken
   */
  public void send(long count, double speed, StopSignal stop, Runnable onEach) {
    long begun = System.nanoTime();
    try {
      for (long n = 0; n < count; n++) {
        SimulatedRecord record = simulation.next();
        if (stop.isAsked() || stopsBefore(begun + (long) (record.dueNanos() / speed), stop)) {
          break;
        }
        outlet.send(record);
        sent.add(record);
        onEach.run();
      }
    } catch (RuntimeException e) {
      flushAfter(e);
      throw e;
    }
    outlet.flush();
  }

  /** What was taken before, or elsewhere, is to arrive all the same. */
  private void flushAfter(RuntimeException failure) {
    try {
      outlet.flush();
    } catch (RuntimeException further) {
      failure.addSuppressed(further);
    }
  }

  /** Records that have arrived, without those sent beforehand. */
  public long delivered() {
    return outlet.delivered() - deliveredBefore;
  }

  /** Records sent so far; for the thread that sends. */
  Sent sent() {
    return sent;
  }

  @Override
  public void close() {
    outlet.close();
  }

  // Open loop: a record is due by the clock, however long the ones before it took.
  private static boolean stopsBefore(long due, StopSignal stop) {
    long ahead = due - System.nanoTime();
    return ahead > EARLY_NANOS && stop.await(ahead, TimeUnit.NANOSECONDS);
  }
}
