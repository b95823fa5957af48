package io.tributary.cli.simulate.invoices;

import io.tributary.cli.simulate.Fate;
import io.tributary.cli.simulate.Outlet;
import io.tributary.cli.simulate.SimulatedRecord;
import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;
import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.collect.Collector;
import io.tributary.jobs.invoices.InvoiceIntake;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** What is sent to a source, and what the feed's own reader of that source makes of it. */
final class Deliveries {
  static final SimulationParameters PARAMETERS =
      new SimulationParameters(
          5,
          1_000,
          Instant.parse("2025-12-19T23:30:00Z"),
          0.1,
          0.05,
          0.2,
          Duration.ofSeconds(5),
          Duration.ofDays(2));

  private static final InvoiceIntake INTAKE = new InvoiceIntake();

  private Deliveries() {}

  /** Sends so many records of one source, and returns them. */
  static List<SimulatedRecord> send(Source source, int count, Outlet outlet) {
    Simulation simulation = new InvoiceParameters(PARAMETERS, 0.1, Set.of(source)).simulation();
    List<SimulatedRecord> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SimulatedRecord record = simulation.next();
      outlet.send(record);
      sent.add(record);
    }
    outlet.flush();
    return sent;
  }

  /** Everything that is there. */
  static <P> List<Collected<P>> read(Collector<P> collector) throws Exception {
    List<Collected<P>> all = new ArrayList<>();
    try (Collector.Collection<P> collection =
        collector.open(collector.beginning(), true, new UnregisteredMetricsGroup())) {
      while (true) {
        Collector.Batch<P> batch = collection.next();
        all.addAll(batch.records());
        if (batch.ended()) {
          return all;
        }
      }
    }
  }

  /** Of each record that was sent, what the feed must make of it: see {@link #fate(Collected)}. */
  static String fate(SimulatedRecord sent) {
    if (sent.fate() == Fate.INVALID) {
      return ((InvoiceFault) sent.oddity().orElseThrow()).reason().name();
    }
    String text = new String(InvoiceJson.bytes(sent), StandardCharsets.UTF_8);
    return id(sent) + " " + amount(text);
  }

  /** An invoice's id and amount, or why it is rejected. */
  static String fate(Collected<?> read) {
    if (read.problem() != null) {
      return read.problem().reason().name();
    }
    return INTAKE
        .taken(read.json(), read.raw().timestamp())
        .map(taken -> taken.id() + " " + taken.amount())
        .orElseGet(
            () -> INTAKE.rejection(read.json(), read.raw().timestamp()).orElseThrow().name());
  }

  /** Of those with the same id only the last: where one replaces the other. */
  static List<String> fatesOfTheNewest(List<SimulatedRecord> sent) {
    Map<String, String> newest = new LinkedHashMap<>();
    sent.forEach(record -> newest.put(id(record), fate(record)));
    return List.copyOf(newest.values());
  }

  private static String id(SimulatedRecord record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }

  private static BigDecimal amount(String json) {
    Matcher amount = Pattern.compile("\"(?:amount|price)\":(-?[0-9.]+)").matcher(json);
    if (!amount.find()) {
      throw new AssertionError("no amount in " + json);
    }
    return new BigDecimal(amount.group(1)).setScale(4);
  }
}
