package io.tributary.connectors.collect;

import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.Route;
import io.tributary.pipeline.record.AcceptedCodec;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RecordCodec;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.record.WireText;
import io.tributary.pipeline.record.WireType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.awaitility.Awaitility;

/**
 * A job that collects, and keeps in its state what it has got: that is exactly what a sink would
 * have committed, whatever is killed.
 */
public final class CollectingJob {
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What the jobs of this process have got, by test and subtask, as of their last checkpoints. */
  private static final Map<String, Map<Integer, List<Got>>> TALLIES = new ConcurrentHashMap<>();

  private final String test = UUID.randomUUID().toString();
  private final Path checkpoints;

  /**
   * A record that came out.
   *
   * @param json what was parsed; empty when it was rejected
   * @param problem why it was rejected; empty when it was not
   */
  public record Got(String topic, long offset, String raw, String json, String problem) {}

  public CollectingJob(Path checkpoints) {
    this.checkpoints = checkpoints;
  }

  /** Takes any JSON as it is. */
  public static Intake<Text> anything() {
    return new Intake<>(
        raw -> Text.view(raw.value(), 0, raw.value().length),
        value -> 1_000L,
        "at",
        Duration.ofDays(1));
  }

  /** Starts, from the newest checkpoint that there is. */
  public <P> JobClient start(CollectedSource<P, Text> source, int parallelism) throws Exception {
    return start(source, parallelism, new Configuration());
  }

  <P> JobClient start(CollectedSource<P, Text> source, int parallelism, Configuration more)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    configuration.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, checkpoints.toUri().toString());
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    // Accumulators, which tell the end of a bounded run, travel with it.
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(200));
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.addAll(more);
    newestCheckpoint()
        .ifPresent(path -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    TALLIES.put(test, new ConcurrentHashMap<>());

    DataStream<Parsed<Text>> parsed =
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "collect")
            .setParallelism(1)
            .uid("collect");
    SingleOutputStreamOperator<Accepted<Text>> accepted =
        FeedPipeline.route(
                parsed,
                new WireType<>(Accepted.class, new AcceptedCodec<>(List.of(), TextCodec.INSTANCE)))
            .setParallelism(1)
            .name("route")
            .uid("route");
    DataStream<Got> rejected =
        accepted
            .getSideOutput(FeedPipeline.REJECTED)
            .map(CollectingJob::got)
            .returns(Got.class)
            .uid("rejected");
    accepted
        .rebalance()
        .map(CollectingJob::got)
        .returns(Got.class)
        .uid("accepted")
        .union(rejected)
        .process(new Tally(test))
        .uid("tally")
        .sinkTo(new org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink<>())
        .uid("discard");
    return env.executeAsync();
  }

  private static Got got(Accepted<Text> accepted) {
    RawRecord raw = accepted.raw();
    return new Got(raw.topic(), raw.offset(), text(raw), accepted.value().toString(), "");
  }

  private static Got got(DeadLetter letter) {
    RawRecord raw = letter.raw();
    return new Got(
        raw.topic(), raw.offset(), text(raw), "", letter.reason() + " " + letter.detail());
  }

  private static String text(RawRecord raw) {
    return new String(raw.value(), StandardCharsets.UTF_8);
  }

  /** All that came out, as of the last checkpoint. */
  public List<Got> got() {
    return TALLIES.get(test).values().stream().flatMap(List::stream).toList();
  }

  /** Waits until a checkpoint holds so many records. */
  public void awaitGot(JobClient job, int records) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .failFast("the job ended", () -> job.getJobExecutionResult().isDone())
        .until(() -> got().size() >= records);
  }

  /** Lets the job end without a word more than its last checkpoint. */
  public void kill(JobClient job) throws Exception {
    job.cancel().get();
    Awaitility.await().atMost(PATIENCE).until(() -> job.getJobExecutionResult().isDone());
  }

  /** Waits for the end of a bounded run, and stops it. */
  public void awaitEndAndStop(JobClient job) throws Exception {
    Awaitility.await()
        .atMost(PATIENCE)
        .failFast("the job ended", () -> job.getJobExecutionResult().isDone())
        .until(() -> Integer.valueOf(1).equals(job.getAccumulators().get().get(Route.ENDED)));
    stop(job);
  }

  public void stop(JobClient job) throws Exception {
    job.stopWithSavepoint(false, checkpoints.toUri().toString(), SavepointFormatType.CANONICAL)
        .get();
    job.getJobExecutionResult().get();
  }

  private java.util.Optional<String> newestCheckpoint() throws IOException {
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files
          .filter(file -> file.getFileName().toString().equals("_metadata"))
          .max(Comparator.comparing(CollectingJob::written))
          .map(file -> file.getParent().toUri().toString());
    }
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private enum TextCodec implements RecordCodec<Text> {
    INSTANCE;

    @Override
    public void write(Text value, RawRecord raw, DataOutputView out) throws IOException {
      WireText.writeText(value, raw, out);
    }

    @Override
    public Text read(RawRecord raw, DataInputView in) throws IOException {
      return WireText.readText(raw, in);
    }
  }

  private static final class Tally extends ProcessFunction<Got, Got>
      implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final String test;
    private transient List<Got> all;
    private transient ListState<Got> state;

    Tally(String test) {
      this.test = test;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      state =
          context.getOperatorStateStore().getListState(new ListStateDescriptor<>("got", Got.class));
      all = new ArrayList<>();
      state.get().forEach(all::add);
    }

    @Override
    public void processElement(Got got, Context context, Collector<Got> out) {
      all.add(got);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      state.update(all);
      int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
      TALLIES.get(test).put(subtask, List.copyOf(all));
    }
  }
}
