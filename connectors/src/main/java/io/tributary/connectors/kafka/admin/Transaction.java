package io.tributary.connectors.kafka.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction on a cluster, as its coordinator and its partitions describe it.
 *
 * @param name empty for an {@link Stage#ORPHANED} one
 * @param ours whether the name is one that was asked for
 * @param state in Kafka's own words
 * @param openSince when its first record came; for an orphaned one, its last
 * @param timeout after which Kafka ends it; zero for an orphaned one, which nobody ends
 * @param coordinatorEpoch of an orphaned one, as its partition knows it
 * @param behind the partitions that it holds, and how many offsets behind its end each one's {@code
 *     read_committed} readers are held
 */
public record Transaction(
    String name,
    boolean ours,
    Stage stage,
    String state,
    long producerId,
    int epoch,
    Optional<Instant> openSince,
    Duration timeout,
    int coordinatorEpoch,
    SortedMap<TopicPartition, Long> behind) {

  /** Kafka looks every 10 s for those past their time-out, and then has to write their ends. */
  private static final Duration SCAN = Duration.ofSeconds(20);

  /** How far it has come. */
  public enum Stage {
    /** Records may still be added. */
    OPEN,
    /** Kafka is committing or aborting it. */
    ENDING,
    /** Nothing is open under the name. */
    ENDED,
    /** Open in a partition, and no coordinator knows it: nobody will end it. */
    ORPHANED
  }

  /** Whether Kafka should have ended it, or never will. */
  public boolean hangs(Instant now) {
    return stage == Stage.ORPHANED
        || stage == Stage.OPEN
            && openSince.isPresent()
            && openSince.get().plus(timeout).plus(SCAN).isBefore(now);
  }
}
