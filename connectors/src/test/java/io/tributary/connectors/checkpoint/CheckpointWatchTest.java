package io.tributary.connectors.checkpoint;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CheckpointWatchTest {
  private final CheckpointWatch watch = new CheckpointWatch(Duration.ofSeconds(10));

  @Test
  void addsUpTheTimeWithoutACompletedCheckpoint() {
    watch.look(Duration.ofSeconds(5));
    watch.look(Duration.ofSeconds(5));
    assertThatThrownBy(() -> watch.look(Duration.ofMillis(1)))
        .isInstanceOf(NoCheckpoints.class)
        .hasMessageContainingAll("10 s without", "checkpoint.failure-tolerance");
  }

  @Test
  void beginsAnewWithEachCompletedCheckpoint() {
    watch.look(Duration.ofSeconds(5));
    watch.look(Duration.ofSeconds(5));
    watch.completed();
    assertThatCode(() -> watch.look(Duration.ofSeconds(5))).doesNotThrowAnyException();
  }

  @Test
  void countsNoTimeInWhichTheProcessStoodStill() {
    assertThatCode(() -> watch.look(Duration.ofHours(1))).doesNotThrowAnyException();
  }
}
