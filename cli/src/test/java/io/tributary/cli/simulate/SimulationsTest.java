package io.tributary.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Feeds;
import io.tributary.jobs.launch.FeedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SimulationsTest {
  @Test
  void thereIsOneForEachFeedThatWritesToAllOfItsTopics() {
    SimulationParameters parameters =
        new SimulationParameters(
            1, 10, Instant.EPOCH, 0, 0, 0, Duration.ZERO, Duration.ofMinutes(1));
    for (FeedJob feed : Feeds.all()) {
      Simulation simulation = Simulations.of(feed.name(), parameters);
      Set<String> topics = new HashSet<>();
      simulation.beforehand().forEach(record -> topics.add(record.topic()));
      for (int i = 0; i < 100; i++) {
        topics.add(simulation.next().topic());
      }
      assertThat(topics).containsExactlyInAnyOrderElementsOf(feed.inputs());
    }
  }
}
