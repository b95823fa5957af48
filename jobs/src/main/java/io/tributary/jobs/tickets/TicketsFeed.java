package io.tributary.jobs.tickets;

import io.tributary.connectors.lake.Dataset;
import io.tributary.pipeline.Feed;
import io.tributary.pipeline.enrich.LookupTable;
import io.tributary.pipeline.measure.Measures;
import io.tributary.pipeline.measure.MetricPoint;
import io.tributary.pipeline.measure.MetricPoint.Scope;
import io.tributary.pipeline.record.Columns;
import java.util.List;
import java.util.Map;

/** Support tickets: each once, with its team and region; counted by type, priority and region. */
final class TicketsFeed {
  static final String NAME = "tickets";
  static final String INPUT = "client_tickets";
  static final String CLIENTS = "clients";

  private TicketsFeed() {}

  static Feed<Ticket, AssignedTicket> feed(Map<String, String> teams, LookupTable<String> regions) {
    return Feed.named(NAME, List.of(INPUT), new TicketParser())
        .carriedBy(Ticket.Wire.INSTANCE)
        .timedBy("created_at", Ticket::createdAtMillis)
        .identifiedBy(Ticket::ticketId)
        .enrichedBy(new AssignTeam(teams, regions), AssignedTicket::ticket)
        .measuredBy(
            Measures.<AssignedTicket>countDistinct("unique_clients", row -> row.ticket().clientId())
                .per("request_type", row -> row.ticket().requestType().code())
                .per("priority", row -> row.ticket().priority().code())
                .per("region", AssignedTicket::region)
                .tally("billing_count", row -> row.ticket().requestType() == RequestType.BILLING)
                .tally(
                    "technical_count", row -> row.ticket().requestType() == RequestType.TECHNICAL)
                .tally("account_count", row -> row.ticket().requestType() == RequestType.ACCOUNT)
                .tally("general_count", row -> row.ticket().requestType() == RequestType.GENERAL)
                .tally(
                    "critical_priority_count",
                    row -> row.ticket().priority() == Priority.CRITICAL));
  }

  /** What the lake holds of the tickets themselves. */
  static List<Dataset<AssignedTicket>> tickets() {
    return List.of(
        new Dataset<>(
            "tickets_with_assignment",
            AssignedTicket.COLUMNS,
            row -> true,
            row -> row.ticket().createdAtMillis()),
        new Dataset<>(
            "high_priority_tickets",
            AssignedTicket.COLUMNS,
            AssignedTicket::isUrgent,
            row -> row.ticket().createdAtMillis()));
  }

  /** What the lake holds of their windows: final results only. */
  static List<Dataset<MetricPoint>> windows() {
    return List.of(
        byDimension("tickets_by_type", "request_type"),
        byDimension("tickets_by_priority", "priority"),
        byDimension("tickets_by_region", "region"),
        new Dataset<>(
            "metrics",
            window()
                .label("scope", point -> point.scope() == Scope.WINDOW ? "window" : "cumulative")
                .int64("total_tickets", MetricPoint::count)
                .int64("billing_count", point -> point.tallies()[0])
                .int64("technical_count", point -> point.tallies()[1])
                .int64("account_count", point -> point.tallies()[2])
                .int64("general_count", point -> point.tallies()[3])
                .int64("critical_priority_count", point -> point.tallies()[4])
                .int64("unique_clients", MetricPoint::distinct),
            point -> point.isFinal() && point.dimension().equals(Measures.TOTAL),
            MetricPoint::windowStart));
  }

  private static Dataset<MetricPoint> byDimension(String name, String dimension) {
    return new Dataset<>(
        name,
        window()
            .label(dimension, MetricPoint::value)
            .int64("tickets", MetricPoint::count)
            .int64("unique_clients", MetricPoint::distinct),
        point -> point.isFinal() && point.dimension().equals(dimension),
        MetricPoint::windowStart);
  }

  private static Columns<MetricPoint> window() {
    return Columns.<MetricPoint>of()
        .timestampMicros("window_start", point -> point.windowStart() * 1000)
        .timestampMicros("window_end", point -> point.windowEnd() * 1000);
  }
}
