package io.tributary.jobs.tickets;

import io.tributary.pipeline.enrich.Enricher;
import io.tributary.pipeline.enrich.LookupTable;
import java.util.Map;

/** Gives each ticket its team, by what it is about, and its region, by who the client is. */
final class AssignTeam implements Enricher<Ticket, AssignedTicket> {
  private static final long serialVersionUID = 1L;

  private final Map<String, String> teams;
  private final LookupTable<String> regions;

  /**
   * Makes the step.
   *
   * @param teams the team of each request type
   * @param regions the region of each client
   */
  AssignTeam(Map<String, String> teams, LookupTable<String> regions) {
    for (RequestType type : RequestType.ALL) {
      if (!teams.containsKey(type.code())) {
        throw new IllegalArgumentException("no team for request type " + type.code());
      }
    }
    this.teams = Map.copyOf(teams);
    this.regions = regions;
  }

  @Override
  public void open() throws Exception {
    regions.open();
  }

  @Override
  public AssignedTicket enrich(Ticket ticket) {
    String team = teams.get(ticket.requestType().code());
    if (team == null) {
      throw new IllegalStateException("no team for " + ticket.requestType());
    }
    return new AssignedTicket(
        ticket, team, regions.find(ticket.clientId()).orElse(AssignedTicket.UNKNOWN_REGION));
  }

  @Override
  public void close() throws Exception {
    regions.close();
  }
}
