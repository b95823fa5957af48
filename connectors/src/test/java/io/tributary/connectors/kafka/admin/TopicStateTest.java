package io.tributary.connectors.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopicStateTest {

  private static final TopicSpec TICKETS =
      TopicSpec.of("client_tickets", 3, 1).keptFor(Duration.ofDays(7));

  @Test
  void findsNothingAboutATopicThatIsAsItShouldBe() {
    assertThat(findings(TICKETS, 3, 1, Map.of("retention.ms", "604800000"))).isEmpty();
  }

  @Test
  void tellsWhatIsDifferent() {
    assertThat(findings(TICKETS.compacted(), 6, 2, Map.of("retention.ms", "1")))
        .containsExactly(
            "client_tickets: partitions 6, expected 3",
            "client_tickets: replication 2, expected 1",
            "client_tickets: cleanup.policy none, expected compact",
            "client_tickets: retention.ms 1, expected 604800000");
  }

  @Test
  void tellsThatATopicIsMissing() {
    assertThat(new TopicState(TICKETS, Optional.empty()).findings())
        .containsExactly(
            new TopicFinding("client_tickets", TopicFinding.Kind.MISSING, "is not there"));
  }

  @Test
  void isContentWithMoreRoomThanNeeded() {
    TopicSpec dead =
        TopicSpec.of("tickets-dead-letters", 3, 1)
            .withRoomFor(List.of("client_tickets"))
            .with("max.message.bytes", "1000");
    assertThat(findings(dead, 3, 1, Map.of("max.message.bytes", "1001"))).isEmpty();
    assertThat(findings(dead, 3, 1, Map.of("max.message.bytes", "999")))
        .containsExactly("tickets-dead-letters: max.message.bytes 999, expected at least 1000");
  }

  private static List<String> findings(
      TopicSpec spec, int partitions, int replication, Map<String, String> configs) {
    var actual = new TopicState.Actual(partitions, replication, configs);
    return new TopicState(spec, Optional.of(actual))
        .findings().stream().map(TopicFinding::toString).toList();
  }
}
