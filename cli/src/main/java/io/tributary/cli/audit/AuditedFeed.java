package io.tributary.cli.audit;

import io.tributary.cli.Feeds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an audit must know of a feed: the names that the contract gives its inputs and outputs.
 *
 * @param input the topic of the records
 * @param directories topics that are looked up in, whose bad records are dead letters too
 * @param required fields that every valid record has, all texts; the first is its identity, the
 *     second its event time
 * @param codes the values that some fields may have
 * @param delivered the topic of delivered records
 * @param rows the dataset of delivered records
 * @param urgentRows the dataset of the urgent ones among them
 * @param urgent the priorities that are urgent
 * @param dimensions what windows are counted by, each with its dataset
 * @param totals the dataset of windows' totals
 * @param tallies columns of the totals, each with the condition of what it counts
 */
record AuditedFeed(
    String name,
    String input,
    List<String> directories,
    List<String> required,
    Map<String, Set<String>> codes,
    String delivered,
    String rows,
    String urgentRows,
    Set<String> urgent,
    List<Dimension> dimensions,
    String totals,
    List<Tally> tallies) {

  /** A field by whose values windows are counted, and the dataset of these counts. */
  record Dimension(String field, String dataset) {}

  /** A column of the totals, and which records it counts. */
  record Tally(String column, String condition) {}

  private static final AuditedFeed TICKETS =
      new AuditedFeed(
          "tickets",
          "client_tickets",
          List.of("clients"),
          List.of("ticket_id", "created_at", "priority", "request_type", "client_id", "request"),
          Map.of(
              "priority", Set.of("low", "medium", "high", "critical"),
              "request_type", Set.of("billing", "technical", "account", "general")),
          "tickets-enriched",
          "tickets_with_assignment",
          "high_priority_tickets",
          Set.of("high", "critical"),
          List.of(
              new Dimension("request_type", "tickets_by_type"),
              new Dimension("priority", "tickets_by_priority"),
              new Dimension("region", "tickets_by_region")),
          "metrics",
          List.of(
              new Tally("billing_count", "request_type = 'billing'"),
              new Tally("technical_count", "request_type = 'technical'"),
              new Tally("account_count", "request_type = 'account'"),
              new Tally("general_count", "request_type = 'general'"),
              new Tally("critical_priority_count", "priority = 'critical'")));

  static AuditedFeed of(String name) {
    Feeds.onlyTickets(name, "audited");
    return TICKETS;
  }

  String deadLetters() {
    return name + "-dead-letters";
  }

  String late() {
    return name + "-late";
  }

  String metrics() {
    return name + "-metrics";
  }

  List<String> inputs() {
    return Stream.concat(Stream.of(input), directories.stream()).toList();
  }

  List<String> outputs() {
    return List.of(delivered, deadLetters(), late(), metrics());
  }

  List<String> datasets() {
    return Stream.of(
            Stream.of(rows, urgentRows),
            dimensions.stream().map(Dimension::dataset),
            Stream.of(totals))
        .flatMap(names -> names)
        .toList();
  }
}
