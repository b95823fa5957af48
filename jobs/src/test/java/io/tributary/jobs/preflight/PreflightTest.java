package io.tributary.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.jobs.launch.FeedGraph;
import io.tributary.jobs.preflight.Finding.Subject;
import io.tributary.jobs.preflight.Keep.Kept;
import io.tributary.jobs.preflight.Keep.Where;
import io.tributary.jobs.tickets.TicketsJob;
import io.tributary.pipeline.KeepsState;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.api.java.typeutils.runtime.RowSerializer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.internal.TransactionOwnership;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.types.Row;
import org.apache.flink.util.FlinkException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Savepoints and checkpoints of a job that ran, compared with that job and with changed ones. */
class PreflightTest {
  @TempDir static Path directory;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Job THEN = Job.then();
  private static Path savepoint;
  private static Path checkpoint;

  /** A job that keeps state in three steps; whatever is changed makes another job. */
  private record Job(
      int maxParallelism,
      boolean textKeys,
      boolean genericTypes,
      TreeMap<String, List<Kept>> steps) {

    static Job then() {
      TreeMap<String, List<Kept>> steps = new TreeMap<>();
      steps.put(
          "keep",
          List.of(
              keyed(new ValueStateDescriptor<>("count", Types.LONG), 1L),
              keyed(new ValueStateDescriptor<>("row", rows(false)), Row.of(1L)),
              keyed(new MapStateDescriptor<>("map", rows(false), rows(false)), Row.of(1L)),
              new Kept(Where.SPLIT, new ListStateDescriptor<>("list", Types.STRING), "a")));
      steps.put(
          "marks",
          List.of(new Kept(Where.UNION, new ListStateDescriptor<>("mark", Types.LONG), 7L)));
      steps.put(
          "tickets.measure",
          List.of(new Kept(Where.UNION, KeepsState.settingsState(), "window.size=60000ms")));
      steps.put(
          "tickets.topic",
          List.of(
              new Kept(
                  Where.SPLIT,
                  new ListStateDescriptor<>("writer_raw_states", byte[].class),
                  writerState("production-topic"))));
      return new Job(16, false, true, steps);
    }

    Job with(String step, UnaryOperator<List<Kept>> change) {
      TreeMap<String, List<Kept>> changed = new TreeMap<>(steps);
      changed.compute(
          step,
          (name, states) -> change.apply(states == null ? List.of() : new ArrayList<>(states)));
      return new Job(maxParallelism, textKeys, genericTypes, changed);
    }

    /** The same with one keyed state of {@code keep} in another's place. */
    Job replacing(String name, StateDescriptor<?, ?> state, Serializable sample) {
      return with(
          "keep",
          states -> {
            states.replaceAll(
                kept -> kept.state().getName().equals(name) ? keyed(state, sample) : kept);
            return states;
          });
    }

    StreamExecutionEnvironment environment(Configuration more) {
      Configuration configuration = new Configuration();
      configuration.set(CoreOptions.DEFAULT_PARALLELISM, 2);
      configuration.set(PipelineOptions.MAX_PARALLELISM, maxParallelism);
      configuration.set(PipelineOptions.GENERIC_TYPES, genericTypes);
      configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
      configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
      configuration.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ZERO);
      configuration.addAll(more);
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
      DataStream<Long> stream = environment.fromSequence(0, Long.MAX_VALUE).uid("numbers");
      for (var step : steps.entrySet()) {
        stream =
            (step.getKey().equals("keep") ? byKey(stream) : stream)
                .transform(step.getKey(), Types.LONG, new Keep(step.getValue()))
                .uid(step.getKey());
      }
      stream.sinkTo(new DiscardingSink<>()).uid("end");
      return environment;
    }

    private DataStream<Long> byKey(DataStream<Long> stream) {
      return textKeys
          ? stream.keyBy(new TextKey(), Types.STRING)
          : stream.keyBy(number -> number % 8, Types.LONG);
    }

    StreamGraph graph() {
      return environment(new Configuration()).getStreamGraph();
    }
  }

  private static final class TextKey implements KeySelector<Long, String> {
    @Override
    public String getKey(Long number) {
      return Long.toString(number % 8);
    }
  }

  private static Kept keyed(StateDescriptor<?, ?> state, Serializable sample) {
    return new Kept(Where.KEYED, state, sample);
  }

  /** Rows without and with their kind: a format that Flink itself has changed. */
  private static RowSerializer rows(boolean withKind) {
    return new RowSerializer(new TypeSerializer<?>[] {LongSerializer.INSTANCE}, null, withKind);
  }

  /** As the Kafka sink writes it. */
  private static byte[] writerState(String prefix) {
    SimpleVersionedSerializer<KafkaWriterState> serializer =
        KafkaSink.<String>builder()
            .setBootstrapServers("none:9092")
            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
            .setRecordSerializer(
                KafkaRecordSerializationSchema.<String>builder()
                    .setTopic("topic")
                    .setValueSerializationSchema(new SimpleStringSchema())
                    .build())
            .build()
            .getWriterStateSerializer();
    try {
      return SimpleVersionedSerialization.writeVersionAndSerialize(
          serializer,
          new KafkaWriterState(
              prefix, 0, 2, TransactionOwnership.EXPLICIT_BY_WRITER_STATE, List.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void runTheJob() throws Exception {
    Configuration storing = new Configuration();
    storing.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
    storing.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.resolve("chk").toUri() + "");
    storing.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    storing.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 2);
    storing.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    JobClient job = THEN.environment(storing).executeAsync("then");
    Optional<String> taken = savepointOf(job);
    if (taken.isEmpty()) {
      job.getJobExecutionResult().get(); // says why
    }
    savepoint = Path.of(URI.create(taken.orElseThrow()));
    Awaitility.await().atMost(PATIENCE).until(() -> checkpoint().isPresent());
    end(job);
    checkpoint = checkpoint().orElseThrow();
  }

  private static Optional<Path> checkpoint() throws IOException {
    try (Stream<Path> all = Files.find(directory, 4, (path, a) -> path.endsWith("_metadata"))) {
      return all.map(Path::getParent)
          .filter(path -> path.getFileName().toString().startsWith("chk-"))
          .findFirst();
    } catch (UncheckedIOException e) {
      return Optional.empty(); // an older one was deleted meanwhile
    }
  }

  static void end(JobClient job) throws Exception {
    CompletableFuture<Boolean> end = job.getJobExecutionResult().handle((result, failure) -> true);
    job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Takes a savepoint as soon as the job runs; nothing when the job has failed. */
  private static Optional<String> savepointOf(JobClient job) throws Exception {
    return savepointOf(job, directory);
  }

  static Optional<String> savepointOf(JobClient job, Path directory) throws Exception {
    CompletableFuture<?> end = job.getJobExecutionResult();
    AtomicReference<String> taken = new AtomicReference<>();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                taken.set(
                    job.triggerSavepoint(
                            directory.resolve("savepoints").toUri().toString(),
                            SavepointFormatType.CANONICAL)
                        .get(10, TimeUnit.SECONDS));
                return true;
              } catch (ExecutionException | IllegalStateException | TimeoutException early) {
                return end.isDone();
              }
            });
    return Optional.ofNullable(taken.get());
  }

  /** Whether Flink itself starts the job from the savepoint. */
  private static boolean starts(Job now) throws Exception {
    Configuration from = new Configuration();
    from.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
    JobClient job;
    try {
      job = now.environment(from).executeAsync("now");
    } catch (FlinkException e) {
      assertThat(e).hasRootCauseInstanceOf(IllegalStateException.class);
      return false; // refused before any task was started
    }
    boolean runs = savepointOf(job).isPresent();
    if (runs) {
      end(job);
    }
    return runs;
  }

  private static PreflightReport compare(Path stored, StreamGraph graph) {
    return Preflight.of(graph, stored.toString(), PreflightTest.class.getClassLoader());
  }

  private static PreflightReport compare(Job now) {
    return compare(savepoint, now.graph());
  }

  private static List<String> lines(PreflightReport report) {
    return report.findings().stream()
        .map(each -> each.operator() + " " + each.name() + " " + each.verdict().word())
        .sorted()
        .toList();
  }

  private static List<String> unwell(PreflightReport report) {
    return report.findings().stream()
        .filter(each -> each.verdict() != Verdict.RESTORES)
        .map(each -> each.operator() + " " + each.name() + " " + each.verdict().word())
        .sorted()
        .toList();
  }

  enum Stored {
    SAVEPOINT,
    INCREMENTAL_CHECKPOINT;

    Path path() {
      return this == SAVEPOINT ? savepoint : checkpoint;
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameJobRestores(Stored stored) {
    PreflightReport report = compare(stored.path(), THEN.graph());
    assertThat(lines(report))
        .containsExactly(
            "keep count restores",
            "keep list restores",
            "keep map restores",
            "keep row restores",
            "marks mark restores",
            "numbers (coordinator) restores",
            "numbers SourceReaderState restores",
            "tickets.measure settings restores",
            "tickets.topic writer_raw_states restores");
    assertThat(report.restores()).isTrue();
    assertThat(report.isSavepoint()).isEqualTo(stored == Stored.SAVEPOINT);
    assertThat(report.checkpoint()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void whatTheJobNoLongerHasIsLost(Stored stored) throws Exception {
    Job now = THEN.with("marks", states -> null);
    PreflightReport report = compare(stored.path(), now.graph());
    assertThat(unwell(report)).containsExactly("marks mark lost");
    assertThat(report.restores()).isFalse();
    assertThat(starts(now)).as("Flink agrees").isFalse();
  }

  @Test
  void whatTheJobHasAddedStartsEmpty() throws Exception {
    Job now =
        THEN.with(
                "more",
                states ->
                    List.of(new Kept(Where.SPLIT, new ListStateDescriptor<>("x", Types.LONG), 1L)))
            .with(
                "keep",
                states -> {
                  states.add(keyed(new ValueStateDescriptor<>("second", Types.LONG), 1L));
                  return states;
                });
    PreflightReport report = compare(now);
    assertThat(unwell(report)).containsExactly("keep second new", "more x new");
    assertThat(report.restores()).isTrue();
    assertThat(starts(now)).as("Flink agrees").isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aStateThatWasRenamedIsLostUnderItsOldName(Stored stored) {
    Job now = THEN.replacing("count", new ValueStateDescriptor<>("counts", Types.LONG), 1L);
    PreflightReport report = compare(stored.path(), now.graph());
    assertThat(unwell(report)).containsExactly("keep count lost", "keep counts new");
    assertThat(report.restores()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void anotherTypeIsIncompatible(Stored stored) throws Exception {
    Job now = THEN.replacing("count", new ValueStateDescriptor<>("count", Types.STRING), "1");
    PreflightReport report = compare(stored.path(), now.graph());
    assertThat(unwell(report)).containsExactly("keep count incompatible");
    assertThat(report.findings())
        .anyMatch(each -> each.detail().equals("LongSerializer to StringSerializer"));
    assertThat(starts(now)).as("Flink agrees").isFalse();
  }

  @Test
  void anotherKindOfStateIsIncompatible() {
    Job now =
        THEN.replacing("count", new MapStateDescriptor<>("count", Types.LONG, Types.LONG), 1L);
    assertThat(unwell(compare(now))).containsExactly("keep count incompatible");
    Job split =
        THEN.with(
            "marks",
            states ->
                List.of(new Kept(Where.SPLIT, new ListStateDescriptor<>("mark", Types.LONG), 7L)));
    assertThat(unwell(compare(split))).containsExactly("marks mark incompatible");
  }

  @ParameterizedTest
  @EnumSource
  void aNewerFormatOfTheSameTypeMigrates(Stored stored) throws Exception {
    Job now = THEN.replacing("row", new ValueStateDescriptor<>("row", rows(true)), Row.of(1L));
    PreflightReport report = compare(stored.path(), now.graph());
    assertThat(unwell(report)).containsExactly("keep row migrates");
    assertThat(report.restores()).isTrue();
    assertThat(starts(now)).as("Flink agrees").isTrue();
  }

  @Test
  void aMapsValuesMigrateAndItsKeysDoNot() throws Exception {
    Job values =
        THEN.replacing("map", new MapStateDescriptor<>("map", rows(false), rows(true)), Row.of(1L));
    assertThat(unwell(compare(values))).containsExactly("keep map migrates");
    Job keys =
        THEN.replacing("map", new MapStateDescriptor<>("map", rows(true), rows(false)), Row.of(1L));
    assertThat(unwell(compare(keys))).containsExactly("keep map incompatible");
    assertThat(starts(keys)).as("Flink agrees").isFalse();
  }

  @Test
  void keysOfAnotherTypeAreIncompatible() {
    Job now = new Job(16, true, true, THEN.steps());
    assertThat(unwell(compare(now))).containsExactly("keep (key) incompatible");
  }

  @Test
  void aTypeThatFallsToKryoIsRefusedWhereKryoIsSwitchedOff() {
    TypeInformation<StringBuilder> generic = new GenericTypeInfo<>(StringBuilder.class);
    Job now =
        THEN.replacing("count", new ValueStateDescriptor<>("count", generic), new StringBuilder());
    Job strict = new Job(16, false, false, now.steps());
    assertThat(unwell(compare(strict))).containsExactly("keep count kryo");
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 32})
  void anotherMaxParallelismDoesNotFit(int maxParallelism) throws Exception {
    Job now = new Job(maxParallelism, false, true, THEN.steps());
    PreflightReport report = compare(now);
    assertThat(report.findings())
        .filteredOn(each -> each.subject() == Subject.MAX_PARALLELISM)
        .isNotEmpty()
        .allMatch(each -> each.verdict() == Verdict.INCOMPATIBLE)
        .allMatch(each -> each.detail().endsWith("set max-parallelism to 16"));
    assertThat(report.restores()).isFalse();
    assertThat(starts(now)).as("Flink agrees").isFalse();
  }

  @Test
  void theTransactionsMustBeginAsTheyDid() {
    assertThat(transactions("production"))
        .isEqualTo(Map.of(Verdict.RESTORES, "begin with production-topic"));
    assertThat(transactions("staging"))
        .isEqualTo(
            Map.of(
                Verdict.INCOMPATIBLE,
                "begin with production-topic in the savepoint, with staging-topic in the job:"
                    + " set kafka.transaction.prefix to production"));
  }

  private static Map<Verdict, String> transactions(String prefix) {
    return ofTickets(Subject.TRANSACTIONS, "--kafka.transaction.prefix", prefix);
  }

  @Test
  void windowsMustBeOfTheSizeThatTheyWere() {
    assertThat(ofTickets(Subject.SETTINGS)).isEmpty();
    assertThat(ofTickets(Subject.SETTINGS, "--window.size", "1h"))
        .isEqualTo(
            Map.of(
                Verdict.INCOMPATIBLE,
                "it was written with window.size=60000ms, the job has window.size=3600000ms: go on"
                    + " with the former, or begin anew with another lake.path and checkpoint.path"));
  }

  private static Map<Verdict, String> ofTickets(Subject subject, String... settings) {
    StreamGraph tickets =
        FeedGraph.of(
            new TicketsJob(),
            Stream.concat(Stream.of("--max-parallelism", "16"), Stream.of(settings))
                .toArray(String[]::new));
    Map<Verdict, String> found = new TreeMap<>();
    compare(savepoint, tickets).findings().stream()
        .filter(each -> each.subject() == subject)
        .forEach(each -> found.put(each.verdict(), each.detail()));
    return found;
  }

  @Test
  void whatIsNoSavepointIsSaidInOneLine() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty"));
    Path garbage = Files.createDirectories(directory.resolve("garbage"));
    Files.writeString(garbage.resolve("_metadata"), "something else entirely");
    for (Path each : List.of(empty, garbage, directory.resolve("nowhere"))) {
      assertThatThrownBy(() -> compare(each, THEN.graph()))
          .isInstanceOf(PreflightProblem.class)
          .hasMessageContaining(each.toString())
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void aMetadataFileThatWasCutIsSaidInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(savepoint.resolve("_metadata"));
    StreamGraph graph = THEN.graph();
    Path cut = Files.createDirectories(directory.resolve("cut"));
    for (int length = 0; length < whole.length; length += 1 + whole.length / 50) {
      Files.write(cut.resolve("_metadata"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> compare(cut, graph))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(PreflightProblem.class)
          .hasMessageContaining("_metadata can't be read")
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void aFileThatIsGoneOrCutIsUnreadable() throws IOException {
    Path copy = directory.resolve("copy");
    try (Stream<Path> all = Files.walk(savepoint)) {
      for (Path each : all.toList()) {
        Files.copy(each, copy.resolve(savepoint.relativize(each).toString()));
      }
    }
    assertThat(compare(copy, THEN.graph()).restores()).as("a savepoint can be moved").isTrue();
    try (Stream<Path> all = Files.list(copy)) {
      for (Path each : all.filter(path -> !path.endsWith("_metadata")).toList()) {
        byte[] bytes = Files.readAllBytes(each);
        Files.delete(each);
        assertUnreadable(copy);
        Files.write(each, Arrays.copyOf(bytes, 5));
        assertUnreadable(copy);
        Files.write(each, bytes);
      }
    }
  }

  private static void assertUnreadable(Path stored) {
    PreflightReport report = compare(stored, THEN.graph());
    assertThat(report.count(Verdict.UNREADABLE)).isPositive();
    assertThat(report.restores()).isFalse();
  }
}
