package io.tributary.jobs.tickets;

import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;
import io.tributary.cli.simulate.tickets.TicketParameters;
import io.tributary.pipeline.enrich.LookupTable;
import io.tributary.pipeline.measure.Measures;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.EventTime;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tickets for the measurements of single steps, the same each time. The steps' packages don't show
 * their types: this is how those of other packages come by enriched tickets.
 */
public final class SampleTickets {
  private static final long SEED = 7;
  private static final double RATE = 1_000;
  private static final int CLIENTS = 2_000;

  private SampleTickets() {}

  /**
   * Enriched tickets and what the feed says of them.
   *
   * @param columns what a row of the lake and the topic has
   * @param time the event time
   */
  public record Enriched<T>(
      List<Accepted<T>> tickets, Columns<T> columns, EventTime<T> time, Measures<T> measures) {}

  /** Valid tickets as they stand in the topic, a thousand in each second of event time. */
  public static List<RawRecord> raw(int count) {
    Simulation simulation =
        new TicketParameters(
                new SimulationParameters(
                    SEED,
                    RATE,
                    Instant.parse("2026-01-05T08:00:00Z"),
                    0,
                    0,
                    0,
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(10)),
                CLIENTS,
                false)
            .simulation();
    List<RawRecord> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      var ticket = simulation.next();
      records.add(
          new RawRecord(
              TicketsFeed.INPUT, 0, i, Long.MAX_VALUE, ticket.key(), ticket.value(), false, 0));
    }
    return records;
  }

  /** The same, parsed and enriched. */
  public static Enriched<?> enriched(int count) {
    Map<String, String> teams =
        RequestType.ALL.stream().collect(Collectors.toMap(RequestType::code, RequestType::code));
    AssignTeam assignTeam = new AssignTeam(teams, new TenRegions());
    TicketParser parser = new TicketParser();
    List<Accepted<AssignedTicket>> tickets = new ArrayList<>(count);
    for (RawRecord raw : raw(count)) {
      try {
        tickets.add(new Accepted<>(raw, assignTeam.enrich(parser.parse(raw))));
      } catch (Rejection rejection) {
        throw new IllegalStateException("the simulator's valid ticket is rejected", rejection);
      }
    }
    var feed = TicketsFeed.feed(teams, new TenRegions());
    return new Enriched<>(tickets, AssignedTicket.COLUMNS, feed.enrichedTime(), feed.measures());
  }

  /** A directory by the last digit of the client's number. */
  private static final class TenRegions implements LookupTable<String> {
    private static final long serialVersionUID = 1L;
    private static final List<String> REGIONS =
        List.of(
            "Western Europe",
            "Northern Europe",
            "Southern Europe",
            "Northern America",
            "South America",
            "Western Asia",
            "Eastern Asia",
            "Northern Africa",
            "Western Africa",
            "Australia and New Zealand");

    @Override
    public void open() {}

    @Override
    public Optional<String> find(Text key) {
      return Optional.of(REGIONS.get(key.byteAt(key.length() - 1) - '0'));
    }

    @Override
    public void close() {}
  }
}
