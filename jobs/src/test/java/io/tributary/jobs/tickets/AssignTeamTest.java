package io.tributary.jobs.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.pipeline.record.Text;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AssignTeamTest {
  private static final Map<String, String> TEAMS =
      Map.of("billing", "B", "technical", "T", "account", "A", "general", "G");

  private static Ticket ticket(RequestType type, String client) {
    return new Ticket(new UUID(1, 2), Text.of(client), 0, Text.of(""), type, Priority.LOW);
  }

  @Test
  void eachRequestTypeHasItsTeamAndEachKnownClientItsRegion() {
    AssignTeam step = new AssignTeam(TEAMS, new KnownRegions(Map.of("CLIENT_1", "Western Europe")));
    for (RequestType type : RequestType.ALL) {
      Ticket ticket = ticket(type, "CLIENT_1");
      assertThat(step.enrich(ticket))
          .isEqualTo(new AssignedTicket(ticket, TEAMS.get(type.code()), "Western Europe"));
    }
  }

  @Test
  void aClientWhoIsNotKnownHasNoRegionAndWaitsForNothing() {
    AssignTeam step = new AssignTeam(TEAMS, new KnownRegions(Map.of()));
    assertThat(step.enrich(ticket(RequestType.BILLING, "CLIENT_1")).region()).isEqualTo("unknown");
  }

  @Test
  void aTableWithoutATeamForSomeTypeIsRefusedAtTheStart() {
    assertThatThrownBy(() -> new AssignTeam(Map.of("billing", "B"), new KnownRegions(Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no team for request type technical");
  }

  @Test
  void highAndCriticalTicketsAreUrgent() {
    for (Priority priority : Priority.ALL) {
      Ticket ticket =
          new Ticket(new UUID(1, 2), Text.of("C"), 0, Text.of(""), RequestType.BILLING, priority);
      assertThat(new AssignedTicket(ticket, "", "").isUrgent())
          .isEqualTo(priority.code().equals("high") || priority.code().equals("critical"));
    }
  }
}
