package io.tributary.connectors.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.metrics.groups.InternalOperatorMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingTaskMetricGroup;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writer and publisher together: what readers see, when, and how often, whatever crashes. */
class LakeTest {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long DEC_19 = Instant.parse("2025-12-19T00:00:00Z").toEpochMilli();
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration SELDOM = Duration.ofDays(365);

  @TempDir Path directory;

  private final List<Job> jobs = new ArrayList<>();

  /** The two steps of one run; a crash is simply another run from an older state. */
  private final class Job {
    final OneInputStreamOperatorTestHarness<Reading, StagedFile> writer;
    final OneInputStreamOperatorTestHarness<StagedFile, Void> publisher;
    final InterceptingOperatorMetricGroup metrics = new InterceptingOperatorMetricGroup();

    Job(Duration roll, OperatorSubtaskState state, long restored) throws Exception {
      this(LakeFormat.JSON, roll, state, restored);
    }

    Job(LakeFormat format, Duration roll, OperatorSubtaskState state, long restored)
        throws Exception {
      LakeLocation lake = new LakeLocation(directory.toString(), "feed", format);
      writer =
          new OneInputStreamOperatorTestHarness<>(
              new LakeWriter<Reading, Reading>(lake, Reading.DATASETS, row -> row));
      writer.setup(
          TypeInformation.of(StagedFile.class).createSerializer(new SerializerConfigImpl()));
      publisher =
          new OneInputStreamOperatorTestHarness<>(
              new LakePublisher(lake, roll),
              new MockEnvironmentBuilder().setMetricGroup(showing(metrics)).build());
      writer.open();
      jobs.add(this);
      if (state != null) {
        publisher.setRestoredCheckpointId(restored);
        publisher.initializeState(state);
      }
      publisher.open();
    }

    void write(int from, int to) throws Exception {
      for (int i = from; i < to; i++) {
        write(Reading.of(i, DEC_19 + i, 0));
      }
    }

    void write(Reading row) throws Exception {
      writer.processElement(new StreamRecord<>(row));
    }

    void barrier(long checkpoint) throws Exception {
      writer.prepareSnapshotPreBarrier(checkpoint);
      for (StagedFile file : writer.extractOutputValues()) {
        publisher.processElement(new StreamRecord<>(file));
      }
      writer.getOutput().clear();
    }

    OperatorSubtaskState snapshot(long checkpoint) throws Exception {
      barrier(checkpoint);
      return publisher.snapshot(checkpoint, 0);
    }

    OperatorSubtaskState savepoint(long checkpoint) throws Exception {
      barrier(checkpoint);
      return publisher
          .snapshotWithLocalState(
              checkpoint, 0, SavepointType.savepoint(SavepointFormatType.NATIVE))
          .getJobManagerOwnedState();
    }

    void complete(long checkpoint) throws Exception {
      publisher.notifyOfCompletedCheckpoint(checkpoint);
    }

    long oldestStagedSeconds() {
      Gauge<?> gauge = (Gauge<?>) metrics.get(LakeMetrics.OLDEST_STAGED.name());
      return ((Number) gauge.getValue()).longValue();
    }
  }

  private static TaskMetricGroup showing(InternalOperatorMetricGroup group) {
    return new InterceptingTaskMetricGroup() {
      @Override
      public InternalOperatorMetricGroup getOrAddOperator(
          OperatorID id, String name, Map<String, String> labels) {
        return group;
      }
    };
  }

  private Job start(Duration roll) throws Exception {
    return new Job(roll, null, 0);
  }

  private Job restore(OperatorSubtaskState state, long checkpoint) throws Exception {
    return new Job(AT_ONCE, state, checkpoint);
  }

  @AfterEach
  void close() throws Exception {
    for (Job job : jobs) {
      job.writer.close();
      job.publisher.close();
    }
  }

  private List<Path> files(Path below, String suffix) {
    if (!Files.exists(below)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(below)) {
      return all.filter(f -> Files.isRegularFile(f) && f.toString().endsWith(suffix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The numbers of the rows that a reader of {@code **}{@code /*.json} sees, each as often. */
  private List<Integer> seen(String dataset) {
    return files(directory, ".json").stream()
        .filter(file -> file.getParent().getParent().endsWith(dataset))
        .flatMap(
            file -> {
              try {
                return Files.readAllLines(file).stream();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .map(line -> Integer.parseInt(line.substring(8, line.indexOf('"', 8))))
        .sorted()
        .toList();
  }

  private List<Path> staged() {
    return files(directory.resolve("_staging"), ".pending");
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  @Test
  void nothingIsSeenBeforeTheCheckpointIsComplete() throws Exception {
    Job job = start(AT_ONCE);
    job.write(0, 100);
    assertThat(files(directory, ".json")).isEmpty();
    job.snapshot(1);
    assertThat(files(directory, ".json")).isEmpty();
    job.complete(1);
    assertThat(seen("readings")).isEqualTo(numbers(0, 100));
    assertThat(staged()).isEmpty();
  }

  @Test
  void whatWasStagedInAnotherFormatIsPublishedInIt() throws Exception {
    Job before = new Job(LakeFormat.PARQUET, SELDOM, null, 0);
    before.write(0, 10);
    OperatorSubtaskState state = before.snapshot(1);
    before.complete(1);
    Job after = new Job(LakeFormat.JSON, AT_ONCE, state, 1);
    after.write(10, 20);
    after.snapshot(2);
    after.complete(2);
    assertThat(seen("readings")).isEqualTo(numbers(10, 20));
    List<Path> parquet =
        files(directory, ".parquet").stream()
            .filter(file -> file.getParent().getParent().endsWith("readings"))
            .toList();
    assertThat(parquet).hasSize(1);
    StoredFile stored = StoredFile.read(new org.apache.flink.core.fs.Path(parquet.get(0).toUri()));
    assertThat(stored.damage()).isEmpty();
    assertThat(stored.rows()).hasValue(10);
    assertThat(staged()).isEmpty();
  }

  @Test
  void rowsLieInTheirDatasetsUnderTheUtcDateOfTheirTime() throws Exception {
    Job job = start(AT_ONCE);
    job.write(Reading.of(1, DEC_19 - 1, 0));
    job.write(Reading.of(2, DEC_19, 500));
    job.write(Reading.of(3, DEC_19 + DAY - 1, 0));
    job.write(Reading.of(4, -1, 0));
    job.snapshot(1);
    job.complete(1);
    assertThat(
            files(directory, ".json").stream()
                .map(f -> directory.relativize(f.getParent()).toString()))
        .containsExactly(
            "extremes/date=2025-12-19",
            "readings/date=1969-12-31",
            "readings/date=2025-12-18",
            "readings/date=2025-12-19");
    assertThat(seen("extremes")).containsExactly(2);
  }

  @Test
  void aDatasetSaysWhereTheDateStands() throws Exception {
    LakeLocation lake = new LakeLocation(directory.toString(), "feed", LakeFormat.JSON);
    Dataset<Reading> named =
        new Dataset<>(
            "curated/{date}/by_place",
            Reading.COLUMNS,
            row -> true,
            row -> Math.floorDiv(row.atMicros(), 1000L));
    try (var writer =
            new OneInputStreamOperatorTestHarness<>(
                new LakeWriter<Reading, Reading>(lake, List.of(named), row -> row));
        var publisher =
            new OneInputStreamOperatorTestHarness<>(new LakePublisher(lake, AT_ONCE), 1, 1, 0)) {
      writer.setup(
          TypeInformation.of(StagedFile.class).createSerializer(new SerializerConfigImpl()));
      writer.open();
      publisher.open();
      writer.processElement(new StreamRecord<>(Reading.of(2, DEC_19, 0)));
      writer.prepareSnapshotPreBarrier(1);
      for (StagedFile file : writer.extractOutputValues()) {
        publisher.processElement(new StreamRecord<>(file));
      }
      publisher.snapshot(1, 1);
      publisher.notifyOfCompletedCheckpoint(1);
    }
    assertThat(
            files(directory, ".json").stream()
                .map(f -> directory.relativize(f.getParent()).toString()))
        .containsExactly("curated/2025-12-19/by_place");
  }

  @Test
  void rowsAreGatheredIntoOneFileForEachDatasetAndDateUntilTheyAreDue() throws Exception {
    Job job = start(SELDOM);
    for (int checkpoint = 1; checkpoint <= 5; checkpoint++) {
      job.write(checkpoint * 10, checkpoint * 10 + 10);
      job.snapshot(checkpoint);
      job.complete(checkpoint);
      assertThat(files(directory, ".json")).isEmpty();
    }
    job.write(Reading.of(60, DEC_19 + DAY, 0));
    job.savepoint(6);
    assertThat(files(directory, ".json")).isEmpty();
    job.complete(6);
    assertThat(files(directory, ".json"))
        .extracting(f -> f.getFileName().toString().substring(8))
        .containsExactly("-000001-000005.json", "-000006-000006.json");
    assertThat(seen("readings")).isEqualTo(numbers(10, 61));
    assertThat(staged()).isEmpty();
  }

  @Test
  void aCrashBeforePublishingLosesNothing() throws Exception {
    Job job = start(AT_ONCE);
    job.write(0, 10);
    OperatorSubtaskState state = job.snapshot(1);
    job.write(10, 20);

    Job next = restore(state, 1);
    next.write(10, 20);
    next.snapshot(2);
    next.complete(2);
    assertThat(seen("readings")).isEqualTo(numbers(0, 20));
  }

  @Test
  void aCrashAfterPublishingDoublesNothing() throws Exception {
    Job job = start(AT_ONCE);
    job.write(0, 10);
    OperatorSubtaskState state = job.snapshot(1);
    job.complete(1);

    Job next = restore(state, 1);
    assertThat(next.publisher.getOperator()).isNotNull();
    next.write(10, 20);
    next.snapshot(2);
    next.complete(2);
    assertThat(seen("readings")).isEqualTo(numbers(0, 20));
  }

  @Test
  void aCrashBetweenRenamingAndDeletingDoublesNothing() throws Exception {
    Job job = start(SELDOM);
    job.write(0, 10);
    job.snapshot(1);
    job.write(10, 20);
    OperatorSubtaskState state = job.savepoint(2);
    Map<Path, byte[]> copies = new TreeMap<>();
    for (Path file : staged()) {
      copies.put(file, Files.readAllBytes(file));
    }
    assertThat(copies).hasSize(2);
    job.complete(2);
    for (var copy : copies.entrySet()) {
      Files.write(copy.getKey(), copy.getValue());
    }

    Job next = restore(state, 2);
    assertThat(staged()).isEmpty();
    next.snapshot(3);
    next.complete(3);
    assertThat(seen("readings")).isEqualTo(numbers(0, 20));
  }

  @Test
  void aCrashWhileMergingLosesAndDoublesNothing() throws Exception {
    Job job = start(SELDOM);
    job.write(0, 10);
    job.snapshot(1);
    job.write(10, 20);
    OperatorSubtaskState state = job.savepoint(2);
    // A half-written merge is left.
    String lineage = lineage(state);
    Files.writeString(
        directory.resolve("_staging/feed/merged-" + lineage + "-some.pending"), "{\"id\":\"r0");

    Job next = restore(state, 2);
    next.snapshot(3);
    next.complete(3);
    assertThat(seen("readings")).isEqualTo(numbers(0, 20));
    assertThat(staged()).isEmpty();
  }

  /** The line of descent that a state belongs to, as the files it publishes are named. */
  private String lineage(OperatorSubtaskState state) throws Exception {
    Map<Path, byte[]> lake = new TreeMap<>();
    for (Path file : files(directory, "")) {
      lake.put(file, Files.readAllBytes(file));
    }
    Job probe = restore(state, 2);
    probe.snapshot(3);
    probe.complete(3);
    String name = files(directory, ".json").get(0).getFileName().toString();
    for (Path file : files(directory, "")) {
      Files.delete(file);
    }
    for (var file : lake.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
    return name.substring(0, 8);
  }

  @Test
  void whatACrashLeftOfAnUnfinishedCheckpointIsNeverSeen() throws Exception {
    Job job = start(AT_ONCE);
    job.write(0, 10);
    OperatorSubtaskState state = job.snapshot(1);
    job.complete(1);
    job.write(10, 20);
    job.barrier(2);

    Job next = restore(state, 1);
    next.write(10, 15);
    next.snapshot(2);
    next.complete(2);
    assertThat(seen("readings")).isEqualTo(numbers(0, 15));
  }

  @Test
  void goingOnFromAnOlderCheckpointThanWasPublishedIsRefused() throws Exception {
    Job job = start(SELDOM);
    job.write(0, 10);
    OperatorSubtaskState older = job.snapshot(1);
    job.write(10, 20);
    job.savepoint(2);
    job.complete(2);
    assertThatThrownBy(() -> restore(older, 1))
        .hasMessageContaining("already holds rows of checkpoint 2")
        .hasMessageContaining("Start from the newest checkpoint");
    assertThat(seen("readings")).isEqualTo(numbers(0, 20));
  }

  @Test
  void itIsRefusedTooWhenTheOlderCheckpointHadNothingStaged() throws Exception {
    Job job = start(AT_ONCE);
    OperatorSubtaskState older = job.snapshot(1);
    for (int checkpoint = 2; checkpoint <= 12; checkpoint++) {
      job.write(checkpoint, checkpoint + 1);
      job.snapshot(checkpoint);
      job.complete(checkpoint);
    }
    assertThatThrownBy(() -> restore(older, 1)).hasMessageContaining("rows of checkpoint 12");
  }

  @Test
  void itIsRefusedEvenWhenTheMarkIsGone() throws Exception {
    Job job = start(SELDOM);
    job.write(0, 10);
    OperatorSubtaskState older = job.snapshot(1);
    job.write(10, 20);
    job.savepoint(2);
    job.complete(2);
    for (Path mark : files(directory.resolve("_staging"), "")) {
      Files.delete(mark);
    }
    assertThatThrownBy(() -> restore(older, 1)).hasMessageContaining("is gone");
  }

  @Test
  void anAttemptThatWasGivenUpPublishesNothingAnyMore() throws Exception {
    Job givenUp = start(AT_ONCE);
    givenUp.write(0, 10);
    OperatorSubtaskState first = givenUp.snapshot(1);
    Job next = restore(first, 1);
    next.write(10, 20);
    next.snapshot(2);
    assertThatThrownBy(() -> givenUp.complete(1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another attempt");
    assertThat(files(directory, ".json")).isEmpty();

    next.complete(2);
    assertThat(seen("readings")).isEqualTo(numbers(0, 20));
  }

  @Test
  void aMarkOfALaterCheckpointStaysWhenAnAttemptThatWasGivenUpMarksAnEarlierOne() throws Exception {
    Job givenUp = start(AT_ONCE);
    givenUp.write(0, 10);
    OperatorSubtaskState first = givenUp.snapshot(1);
    Job next = restore(first, 1);
    next.write(10, 20);
    next.snapshot(2);
    next.complete(2);
    assertThatThrownBy(() -> givenUp.complete(1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> restore(first, 1)).hasMessageContaining("rows of checkpoint 2");
  }

  @Test
  void aCheckpointAfterTheLastPublishedOneIsNotRefused() throws Exception {
    Job job = start(AT_ONCE);
    job.write(0, 10);
    job.snapshot(1);
    job.complete(1);
    OperatorSubtaskState newer = job.snapshot(2);
    job.complete(2);
    Job next = restore(newer, 2);
    next.write(10, 20);
    next.snapshot(3);
    next.complete(3);
    assertThat(seen("readings")).isEqualTo(numbers(0, 20));
  }

  @Test
  void aRunWithoutStateGoesBesideWhatAnotherHasPublished() throws Exception {
    for (int run = 0; run < 2; run++) {
      Job job = start(AT_ONCE);
      job.write(0, 10);
      job.snapshot(1);
      job.complete(1);
    }
    assertThat(files(directory, ".json")).hasSize(2);
  }

  @Test
  void nothingIsPublishedForACheckpointOnceALaterOneHasBegun() throws Exception {
    Job job = start(AT_ONCE);
    job.write(0, 10);
    OperatorSubtaskState first = job.snapshot(1);
    job.write(10, 20);
    job.snapshot(2);
    job.complete(1);
    assertThat(files(directory, ".json")).isEmpty();
    job.complete(2);
    assertThat(seen("readings")).isEqualTo(numbers(0, 20));
    job.complete(1);
    assertThat(seen("readings")).isEqualTo(numbers(0, 20));
    assertThat(first).isNotNull();
  }

  @Test
  void filesOfALaterCheckpointThanTheCompleteOneWait() throws Exception {
    Job job = start(AT_ONCE);
    job.write(0, 10);
    OperatorSubtaskState state = job.snapshot(1);
    job.write(10, 20);
    job.barrier(2); // on its way, but its barrier has not come to the publisher
    job.complete(1);
    assertThat(files(directory, ".json")).isEmpty();

    Job next = restore(state, 1);
    next.write(10, 20);
    next.snapshot(2);
    next.complete(2);
    assertThat(seen("readings")).isEqualTo(numbers(0, 20));
  }

  @Test
  void rowsOfACheckpointThatFailedComeWithTheNext() throws Exception {
    Job job = start(AT_ONCE);
    job.write(0, 10);
    job.snapshot(1);
    job.write(10, 20);
    OperatorSubtaskState state = job.snapshot(2);
    job.complete(2);
    restore(state, 2);
    assertThat(seen("readings")).isEqualTo(numbers(0, 20));
  }

  @Test
  void whatWasGatheredBeforeARestartIsDueAtOnce() throws Exception {
    Job job = start(SELDOM);
    job.write(0, 10);
    OperatorSubtaskState state = job.snapshot(1);
    job.complete(1);
    Job next = new Job(SELDOM, state, 1);
    next.snapshot(2);
    next.complete(2);
    assertThat(seen("readings")).isEqualTo(numbers(0, 10));
  }

  @Test
  void howLongRowsHaveWaitedIsKnownAfterARestart() throws Exception {
    Job job = start(AT_ONCE);
    job.write(0, 10);
    OperatorSubtaskState state = job.snapshot(1);
    assertThat(job.oldestStagedSeconds()).isLessThan(60);
    Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
    for (Path staged : files(directory, LakeLocation.PENDING)) {
      Files.setLastModifiedTime(staged, FileTime.from(hourAgo));
    }

    Job next = restore(state, 1);
    assertThat(next.oldestStagedSeconds()).isBetween(3600L, 3660L);
    next.write(10, 20);
    next.snapshot(2);
    assertThat(next.oldestStagedSeconds()).isBetween(3600L, 3660L);
    next.complete(2);
    assertThat(next.oldestStagedSeconds()).isZero();
  }

  @Test
  void aDirectoryThatCannotBeMadeLosesNothing() throws Exception {
    Job job = start(AT_ONCE);
    job.write(0, 10);
    OperatorSubtaskState state = job.snapshot(1);
    Path inTheWay = Files.writeString(directory.resolve("readings"), "");
    assertThatThrownBy(() -> job.complete(1)).isInstanceOf(IOException.class);

    Job again = restore(state, 1);
    OperatorSubtaskState stillStaged = again.snapshot(2);
    assertThatThrownBy(() -> again.complete(2)).isInstanceOf(IOException.class);

    Files.delete(inTheWay);
    Job next = restore(stillStaged, 2);
    next.write(10, 20);
    next.snapshot(3);
    next.complete(3);
    assertThat(seen("readings")).isEqualTo(numbers(0, 20));
  }

  @Test
  void aStagingAreaThatCannotBeWrittenFailsTheJobBeforeItsFirstRow() throws Exception {
    Files.writeString(directory.resolve("_staging"), "");
    assertThatThrownBy(() -> start(AT_ONCE)).isInstanceOf(Exception.class);
  }

  @Test
  void moreDatesThanMayBeOpenAtOnceAllArrive() throws Exception {
    Job job = start(AT_ONCE);
    int dates = 200;
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < dates; i++) {
        job.write(Reading.of(round * dates + i, DEC_19 - i * DAY, 500));
      }
    }
    job.snapshot(1);
    job.complete(1);
    assertThat(seen("readings")).isEqualTo(numbers(0, 3 * dates));
    assertThat(seen("extremes")).isEqualTo(numbers(0, 3 * dates));
    assertThat(files(directory, ".json")).hasSize(2 * dates);
    assertThat(staged()).isEmpty();
  }

  @Test
  void oldFilesThatNobodyKnowsAreDeletedAndNothingElse() throws Exception {
    Job job = start(SELDOM);
    job.write(0, 10);
    job.savepoint(1);
    job.complete(1);
    job.write(10, 20);
    OperatorSubtaskState state = job.snapshot(2);
    Path staging = directory.resolve("_staging/feed");
    Path garbage = Files.writeString(staging.resolve("readings-x-0.pending"), "");
    for (Path file : files(staging, "")) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }
    Path young = Files.writeString(staging.resolve("readings-x-1.pending"), "");

    Job next = restore(state, 2);
    assertThat(garbage).doesNotExist();
    assertThat(young).exists();
    next.snapshot(3);
    next.complete(3);
    assertThat(seen("readings")).isEqualTo(numbers(0, 20));
    assertThatThrownBy(() -> restore(state, 1)).hasMessageContaining("checkpoint 3");
  }

  @Test
  void closingARunWithOpenFilesReleasesThem() throws Exception {
    Job job = start(AT_ONCE);
    job.write(0, 10);
    job.writer.close();
    assertThat(files(directory, ".json")).isEmpty();
  }
}
