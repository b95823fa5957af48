package io.tributary.jobs.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.jobs.QualitySteps;
import io.tributary.pipeline.record.LateRecord;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TicketsQualityTest {
  private static final Map<String, String> TEAMS =
      Map.of("billing", "B", "technical", "T", "account", "A", "general", "G");
  private static final RawRecord RAW = Tickets.raw(Tickets.VALID);

  private static Accepted<AssignedTicket> assigned(String knownClient) throws Exception {
    AssignTeam step = new AssignTeam(TEAMS, new KnownRegions(Map.of(knownClient, "Caribbean")));
    return new Accepted<>(RAW, step.enrich(new TicketParser().parse(RAW)));
  }

  @Test
  void aTicketOfAnUnknownRegionIsUnenriched() throws Exception {
    assertThat(steps("--quality.unenriched=0").delivered(assigned("CLIENT_5234"))).isEmpty();
    assertThat(steps("--quality.unenriched=0").delivered(assigned("CLIENT_1")))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains("1 are unenriched, more than quality.unenriched=0 allows"));
  }

  @Test
  void aLateTicketCounts() throws Exception {
    LateRecord late = new LateRecord(RAW, 0);

    assertThat(steps("--quality.late=1").late(late)).isEmpty();
    assertThat(steps("--quality.late=1").late(late, late))
        .hasValueSatisfying(
            why -> assertThat(why).contains("2 are late, more than quality.late=1 allows"));
  }

  private static QualitySteps steps(String flag) {
    return QualitySteps.of(new TicketsJob(), flag);
  }
}
