package io.tributary.connectors.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connectors.checkpoint.CheckpointWatch;
import io.tributary.connectors.checkpoint.NoCheckpoints;
import io.tributary.connectors.kafka.source.TopicEnumerator.Found;
import io.tributary.connectors.kafka.source.TopicSource.MadeAnew;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.mocks.MockSplitEnumeratorContext;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicEnumeratorTest {
  private final MockSplitEnumeratorContext<PartitionSplit> context =
      new MockSplitEnumeratorContext<>(2);

  @AfterEach
  void close() throws Exception {
    context.close();
  }

  private TopicEnumerator enumerator(Set<TopicPartition> assigned) {
    return enumerator(assigned, new CheckpointWatch(Duration.ofDays(1)));
  }

  private TopicEnumerator enumerator(Set<TopicPartition> assigned, CheckpointWatch watch) {
    return enumerator(assigned, watch, MadeAnew.HALT);
  }

  private TopicEnumerator enumerator(
      Set<TopicPartition> assigned, CheckpointWatch watch, MadeAnew madeAnew) {
    return new TopicEnumerator(
        List.of("topic"), Map.of(), false, madeAnew, watch, context, assigned);
  }

  private void register(TopicEnumerator enumerator, int reader) {
    context.registerReader(new ReaderInfo(reader, "host"));
    enumerator.addReader(reader);
  }

  private static List<TopicPartition> partitions(int count) {
    return IntStream.range(0, count).mapToObj(i -> new TopicPartition("topic", i)).toList();
  }

  private static Found found(int partitions) {
    return new Found(partitions(partitions), Map.of("topic", new Uuid(1, 2)));
  }

  private static Found anew() {
    return new Found(partitions(1), Map.of("topic", new Uuid(3, 4)));
  }

  /** The partitions that each reader was given, with the offset they begin with. */
  private Map<Integer, List<String>> given() {
    Map<Integer, List<String>> given = new TreeMap<>();
    context
        .getSplitsAssignmentSequence()
        .forEach(
            assignment ->
                assignment
                    .assignment()
                    .forEach(
                        (reader, splits) ->
                            splits.forEach(
                                split ->
                                    given
                                        .computeIfAbsent(reader, r -> new java.util.ArrayList<>())
                                        .add(
                                            split.partition().partition()
                                                + "@"
                                                + split.nextOffset()))));
    return given;
  }

  @Test
  void partitionsAreDealtOutEvenlyFromTheEarliestRecordOn() {
    TopicEnumerator enumerator = enumerator(Set.of());
    register(enumerator, 0);
    register(enumerator, 1);
    enumerator.assignNew(found(3), null);
    assertThat(given()).isEqualTo(Map.of(0, List.of("0@-1", "2@-1"), 1, List.of("1@-1")));
    enumerator.assignNew(found(3), null);
    assertThat(given()).isEqualTo(Map.of(0, List.of("0@-1", "2@-1"), 1, List.of("1@-1")));
  }

  @Test
  void partitionsAddedLaterAreGivenToTheNextReader() {
    TopicEnumerator enumerator = enumerator(Set.of());
    register(enumerator, 0);
    register(enumerator, 1);
    enumerator.assignNew(found(3), null);
    enumerator.assignNew(found(4), null);
    assertThat(given().get(1)).containsExactly("1@-1", "3@-1");
  }

  @Test
  void aReaderThatComesLateFindsItsPartitionsAndACheckpointBeforeThatDoesNotKnowThem() {
    TopicEnumerator enumerator = enumerator(Set.of());
    register(enumerator, 0);
    enumerator.assignNew(found(3), null);
    assertThat(given()).isEqualTo(Map.of(0, List.of("0@-1", "2@-1")));
    assertThat(enumerator.snapshotState(1))
        .containsExactly(new TopicPartition("topic", 0), new TopicPartition("topic", 2));
    register(enumerator, 1);
    assertThat(given().get(1)).containsExactly("1@-1");
    assertThat(enumerator.snapshotState(2)).containsExactlyInAnyOrderElementsOf(partitions(3));
  }

  @Test
  void whatReadersKeepInTheirOwnStateIsNotGivenOutAgainAfterARestore() {
    TopicEnumerator enumerator =
        enumerator(
            new LinkedHashSet<>(
                List.of(new TopicPartition("topic", 0), new TopicPartition("topic", 2))));
    register(enumerator, 0);
    register(enumerator, 1);
    enumerator.assignNew(found(3), null);
    assertThat(given()).isEqualTo(Map.of(0, List.of("1@-1")));
  }

  @Test
  void whatAReaderLostComesBackToItWhereItStood() {
    TopicEnumerator enumerator = enumerator(Set.of());
    register(enumerator, 0);
    context.unregisterReader(0);
    enumerator.addSplitsBack(List.of(new PartitionSplit(new TopicPartition("topic", 0), 42)), 0);
    assertThat(given()).isEmpty();
    register(enumerator, 0);
    assertThat(given()).isEqualTo(Map.of(0, List.of("0@42")));
  }

  @Test
  void topicsThatCannotBeListedFailTheStartButNotARunningJob() {
    TopicEnumerator enumerator = enumerator(Set.of());
    assertThatThrownBy(() -> enumerator.assignNew(null, new IllegalStateException("away")))
        .hasMessageContaining("[topic] can't be listed");
    register(enumerator, 0);
    enumerator.assignNew(found(1), null);
    enumerator.assignNew(null, new IllegalStateException("away"));
    assertThat(given()).isEqualTo(Map.of(0, List.of("0@-1")));
  }

  @Test
  void aTopicThatIsMadeAnewHaltsTheJobThatReadsIt() {
    TopicEnumerator enumerator = enumerator(Set.of());
    enumerator.assignNew(found(1), null);
    enumerator.assignNew(new Found(List.of(), Map.of()), null); // in between there is none
    assertThatThrownBy(() -> enumerator.assignNew(anew(), null))
        .isInstanceOf(LostRecords.class)
        .hasMessageContaining("topic topic was made anew")
        .hasMessageContaining("--allow-topics-made-anew");
  }

  @Test
  void aDirectoryThatIsMadeAnewIsReadAgainByARestart() {
    TopicEnumerator enumerator =
        enumerator(Set.of(), new CheckpointWatch(Duration.ofDays(1)), MadeAnew.BEGIN_AGAIN);
    enumerator.assignNew(found(1), null);
    assertThatThrownBy(() -> enumerator.assignNew(anew(), null))
        .isNotInstanceOf(LostRecords.class)
        .hasMessageContaining("the job is restarted");
  }

  @Test
  void countsTheTimeWithoutACheckpointAlsoWhileNoReaderRuns() {
    TopicEnumerator enumerator = enumerator(Set.of(), new CheckpointWatch(Duration.ofSeconds(-1)));
    enumerator.start();
    assertThatThrownBy(() -> context.runPeriodicCallable(1)).isInstanceOf(NoCheckpoints.class);
  }

  @Test
  void splitsAndAssignmentsComeBackFromACheckpoint() throws Exception {
    PartitionSplit.Serializer splits = new PartitionSplit.Serializer();
    TopicPartition partition = new TopicPartition("tópic.x-1", 7);
    for (long offset : new long[] {PartitionSplit.EARLIEST, 0, Long.MAX_VALUE}) {
      PartitionSplit split = new PartitionSplit(partition, offset, 3, new Uuid(1, 2));
      byte[] written = splits.serialize(split);
      assertThat(splits.deserialize(splits.getVersion(), written)).isEqualTo(split);
      assertThat(splits.deserialize(1, written)).isEqualTo(new PartitionSplit(partition, offset));
    }
    TopicEnumerator.AssignedSerializer assigned = new TopicEnumerator.AssignedSerializer();
    for (int count : new int[] {0, 1, 100}) {
      Set<TopicPartition> some = new LinkedHashSet<>(partitions(count));
      assertThat(assigned.deserialize(assigned.getVersion(), assigned.serialize(some)))
          .containsExactlyElementsOf(some);
    }
  }
}
