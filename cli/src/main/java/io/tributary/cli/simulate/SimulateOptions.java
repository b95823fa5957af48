package io.tributary.cli.simulate;

import io.tributary.cli.FlinkDuration;
import io.tributary.cli.KafkaOptions;
import io.tributary.cli.Progress;
import io.tributary.cli.StopSignal;
import io.tributary.jobs.launch.FeedJob;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every feed's simulation can be told, and how it is sent. */
public final class SimulateOptions {
  /** Without a rate of sending: records a second of event time. */
  private static final double DENSITY = 1_000;

  private static final double USUAL_RATE = 10;
  private static final Duration LATE_BY = Duration.ofMinutes(10);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Records a second of event time. Without it and with --count: as fast as they are taken, 1000 in each"
              + " second of event time; without both: 10, of tweets one in two seconds.")
  private Optional<Double> rate;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description =
          "How many times as fast as the clock event time passes, where records come at a rate"
              + " (1).")
  private Optional<Double> speed;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many, copies and invalid ones too (no end).")
  private Optional<Long> count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed makes the same records (any).")
  private Optional<Long> seed;

  @Option(
      names = "--duplicates",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description = "The share of copies (${DEFAULT-VALUE}).")
  private double duplicates;

  @Option(
      names = "--late",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description = "The share of those of long ago (${DEFAULT-VALUE}).")
  private double late;

  @Option(
      names = "--late-by",
      paramLabel = "DURATION",
      converter = FlinkDuration.class,
      description =
          "How long ago: this to three times this (10min; of invoices 2d, of weather 6h).")
  private Optional<Duration> lateBy;

  @Option(
      names = "--invalid",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description = "The share that must be rejected, of every kind (${DEFAULT-VALUE}).")
  private double invalid;

  @Option(
      names = "--out-of-order",
      paramLabel = "DURATION",
      defaultValue = "5s",
      converter = FlinkDuration.class,
      description = "How far the others lie behind the newest at most (${DEFAULT-VALUE}).")
  private Duration outOfOrder;

  @Option(
      names = "--start",
      paramLabel = "INSTANT",
      description =
          "The event time of the first, such as 2025-12-19T23:30:00Z (now; without a rate so that"
              + " the last is now).")
  private Optional<Instant> start;

  @Option(
      names = "--topics.replication",
      paramLabel = "N",
      description =
          "How many brokers keep a copy of each topic that is created (also TOPICS_REPLICATION, or a"
              + " file of --config; else the brokers say it).")
  private Optional<Integer> replication;

  /**
   * Creates the topics that a feed reads, where they are missing, and sends its records.
   *
   * @param simulation made from what was told; refuses with an {@link IllegalArgumentException}
   */
  public void simulate(FeedJob feed, Function<SimulationParameters, Simulation> simulation) {
    simulate(feed, USUAL_RATE, simulation);
  }

  /**
   * The same of a feed whose records come at another rate.
   *
   * @param usualRate records a second, unless that was told
   */
  public void simulate(
      FeedJob feed, double usualRate, Function<SimulationParameters, Simulation> simulation) {
    simulate(usualRate, LATE_BY, simulation, parameters -> kafka(feed));
  }

  /**
   * Sends a feed's records wherever they go.
   *
   * @param usuallyLateBy how long ago late ones are, unless that was told
   * @param simulation made from what was told; refuses with an {@link IllegalArgumentException}
   * @param outlet opened once the simulation has been made
   */
  public void simulate(
      Duration usuallyLateBy,
      Function<SimulationParameters, Simulation> simulation,
      Function<SimulationParameters, Outlet> outlet) {
    simulate(USUAL_RATE, usuallyLateBy, simulation, outlet);
  }

  private void simulate(
      double usualRate,
      Duration usuallyLateBy,
      Function<SimulationParameters, Simulation> simulation,
      Function<SimulationParameters, Outlet> outlet) {
    SimulationParameters parameters;
    Simulation made;
    try {
      parameters = parameters(usualRate, usuallyLateBy);
      made = simulation.apply(parameters);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    try (StopSignal stop = StopSignal.listen();
        Outlet opened = outlet.apply(parameters)) {
      send(new Traffic(made, opened), stop);
      opened.linger(stop);
    }
  }

  /** Kafka, with the topics that a feed reads: they are created where they are missing. */
  public Outlet kafka(FeedJob feed) {
    kafka.createMissing(
        feed.topics(1).stream().filter(topic -> feed.inputs().contains(topic.name())).toList(),
        replication);
    return new KafkaOutlet(kafka);
  }

  private SimulationParameters parameters(double usualRate, Duration usuallyLateBy) {
    long records = count.orElse(0L);
    SimulationParameters.require(records >= 0, "--count " + records + ": not negative");
    boolean fast = comesAtOnce();
    double times = speed.orElse(1.0);
    SimulationParameters.require(
        times > 0 && times <= 1e9, "--speed " + times + ": more than 0, at most 1e9");
    SimulationParameters.require(
        speed.isEmpty() || !fast, "--speed " + times + ": needs a --rate, with --count");
    Duration span = fast ? Duration.ofMillis((long) (records / DENSITY * 1_000)) : Duration.ZERO;
    return new SimulationParameters(
        seed.orElseGet(() -> new SplittableRandom().nextLong()),
        fast ? DENSITY : rate.orElse(usualRate),
        start.orElseGet(() -> Instant.now().minus(span)),
        duplicates,
        late,
        invalid,
        outOfOrder,
        lateBy.orElse(usuallyLateBy));
  }

  private boolean comesAtOnce() {
    return rate.isEmpty() && count.isPresent();
  }

  private void send(Traffic traffic, StopSignal stop) {
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(spec.commandLine().getErr());
    traffic.sendBeforehand().forEach((topic, sent) -> out.printf("%s: %d sent%n", topic, sent));
    out.flush();
    long begun = System.nanoTime();
    try {
      traffic.send(
          count.orElse(Long.MAX_VALUE),
          comesAtOnce() ? Traffic.AT_ONCE : speed.orElse(1.0),
          stop,
          () -> progress.show(() -> "simulating: " + traffic.sent().summary()));
    } finally {
      progress.clear();
      double seconds = Math.max(1, System.nanoTime() - begun) / 1e9;
      traffic.sent().print(out, traffic.delivered(), seconds);
      out.flush();
    }
  }
}
