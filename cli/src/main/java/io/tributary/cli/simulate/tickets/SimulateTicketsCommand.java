package io.tributary.cli.simulate;

import io.tributary.cli.FlinkDuration;
import io.tributary.cli.InputTopic;
import io.tributary.cli.KafkaOptions;
import io.tributary.cli.Progress;
import io.tributary.cli.StopSignal;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tickets at a steady rate, or as fast as the broker takes them. */
@Command(
    name = "tickets",
    description = {
      "Support tickets in five languages from clients all over the world.",
      "Writes the directory of clients first; creates client_tickets and clients when they are missing.",
      "With --seed and --start the records are the same each time, byte for byte."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary simulate tickets --rate 10",
      "  tributary simulate tickets --count 1000000 --seed 7",
      "  tributary simulate tickets --rate 50 --late 0.2 --late-by 2min --invalid 0.1",
    })
final class SimulateTicketsCommand implements Callable<Integer> {
  /** Without a rate of sending: tickets a second of event time. */
  private static final double DENSITY = 1_000;

  private static final double DEFAULT_RATE = 10;

  @Spec private CommandSpec spec;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Tickets a second. Without it and with --count: as fast as the broker takes them, 1000 in each second of event time; without both: 10.")
  private Optional<Double> rate;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many, copies and invalid ones too (no end).")
  private Optional<Long> count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed makes the same tickets (any).")
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
      description = "The share created long ago (${DEFAULT-VALUE}).")
  private double late;

  @Option(
      names = "--late-by",
      paramLabel = "DURATION",
      defaultValue = "10min",
      converter = FlinkDuration.class,
      description = "How long ago: this to three times this (${DEFAULT-VALUE}).")
  private Duration lateBy;

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
      names = "--clients",
      paramLabel = "N",
      defaultValue = "2000",
      description = "How many clients there are (${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--start",
      paramLabel = "INSTANT",
      description =
          "The event time of the first, such as 2025-12-19T23:30:00Z (now; without a rate so that the last is now).")
  private Optional<Instant> start;

  @Option(
      names = "--rhythm",
      description = "Let the rate follow the hours of the day, --rate being the mean.")
  private boolean rhythm;

  @Override
  public Integer call() {
    boolean paced = rate.isPresent() || count.isEmpty();
    TicketParameters parameters = parameters();
    createMissingTopics();
    try (StopSignal stop = StopSignal.listen()) {
      simulate(new TicketSimulation(parameters), paced, stop);
    }
    return ExitCode.OK;
  }

  private TicketParameters parameters() {
    long tickets = count.orElse(0L);
    if (tickets < 0) {
      throw new ParameterException(spec.commandLine(), "--count " + tickets + ": not negative");
    }
    boolean fast = rate.isEmpty() && count.isPresent();
    Duration span = fast ? Duration.ofMillis((long) (tickets / DENSITY * 1_000)) : Duration.ZERO;
    try {
      return new TicketParameters(
          seed.orElseGet(() -> new SplittableRandom().nextLong()),
          fast ? DENSITY : rate.orElse(DEFAULT_RATE),
          start.orElseGet(() -> Instant.now().minus(span)),
          duplicates,
          late,
          invalid,
          clients,
          outOfOrder,
          lateBy,
          rhythm);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void createMissingTopics() {
    List<InputTopic> topics = List.of(InputTopic.CLIENTS, InputTopic.TICKETS);
    Set<String> missing =
        kafka.missing(topics.stream().map(InputTopic::name).collect(Collectors.toSet()));
    for (InputTopic topic : topics) {
      if (missing.contains(topic.name())) {
        kafka.create(topic.newTopic());
      }
    }
  }

  private void simulate(TicketSimulation simulation, boolean paced, StopSignal stop) {
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(spec.commandLine().getErr());
    TicketTraffic traffic = new TicketTraffic(simulation, kafka);
    out.printf("%s: %d sent%n", InputTopic.CLIENTS.name(), traffic.sendDirectory());
    out.flush();
    long begun = System.nanoTime();
    try {
      traffic.send(
          count.orElse(Long.MAX_VALUE),
          paced,
          stop,
          () -> progress.show(() -> "simulating: " + summary(traffic.sent())));
    } finally {
      progress.clear();
      double seconds = Math.max(1, System.nanoTime() - begun) / 1e9;
      out.printf(
          "%s: %d sent in %.1f s (%.0f/s)%n",
          InputTopic.TICKETS.name(), traffic.delivered(), seconds, traffic.delivered() / seconds);
      out.println("  " + summary(traffic.sent()));
      if (traffic.sent().keySet().stream().anyMatch(TicketKind::isInvalid)) {
        out.println("  invalid: " + invalidKinds(traffic.sent()));
      }
      out.flush();
    }
  }

  private static String summary(Map<TicketKind, Long> sent) {
    return String.format(
        "%d valid, %d late, %d duplicates, %d invalid",
        sent.getOrDefault(TicketKind.VALID, 0L),
        sent.getOrDefault(TicketKind.LATE, 0L),
        sent.getOrDefault(TicketKind.DUPLICATE, 0L),
        TicketKind.INVALID.stream().mapToLong(kind -> sent.getOrDefault(kind, 0L)).sum());
  }

  private static String invalidKinds(Map<TicketKind, Long> sent) {
    return sent.entrySet().stream()
        .filter(kind -> kind.getKey().isInvalid())
        .map(kind -> kind.getKey().label() + " " + kind.getValue())
        .collect(Collectors.joining(", "));
  }
}
