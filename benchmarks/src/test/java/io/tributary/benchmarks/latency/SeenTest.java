package io.tributary.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SeenTest {
  private final Sent sent = new Sent();
  private final Seen seen = new Seen();

  @Test
  void countsFromWhenATicketWasDueToWhenItWasFirstSeen() {
    sent.add("a", 100);
    seen.add("a", 130);
    seen.add("a", 900);
    assertThat(seen.latencies(sent, 0).at(1)).isEqualTo(30);
    assertThat(seen.size()).isEqualTo(1);
  }

  @Test
  void leavesOutWhatWasDueDuringTheWarmUp() {
    sent.add("cold", 99);
    sent.add("warm", 100);
    seen.add("cold", 5_000);
    seen.add("warm", 101);
    assertThat(seen.latencies(sent, 100).size()).isEqualTo(1);
    assertThat(seen.latencies(sent, 100).at(1)).isEqualTo(1);
  }

  @Test
  void worksWithAClockThatIsNegative() {
    sent.add("a", Long.MAX_VALUE - 1);
    seen.add("a", Long.MIN_VALUE + 1);
    assertThat(seen.latencies(sent, Long.MAX_VALUE - 2).at(1)).isEqualTo(3);
  }

  @Test
  void refusesATicketThatWasNeverSent() {
    seen.add("ghost", 1);
    assertThatIllegalArgumentException().isThrownBy(() -> seen.latencies(sent, 0));
  }

  @Test
  void findsTheIdInARecord() {
    byte[] json = "{\"client_id\":\"c\",\"ticket_id\":\"t-1\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(EnrichedReader.id("ticket_id", json)).isEqualTo("t-1");
  }
}
