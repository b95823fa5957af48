package io.tributary.jobs.launch;

import io.tributary.connectors.kafka.admin.Brokers;
import io.tributary.connectors.kafka.admin.Rights;
import io.tributary.connectors.kafka.admin.TopicFinding;
import io.tributary.connectors.kafka.admin.TopicSpec;
import io.tributary.connectors.kafka.admin.Topics;
import io.tributary.connectors.kafka.admin.TransactionTimeout;
import io.tributary.jobs.preflight.Preflight;
import io.tributary.jobs.preflight.PreflightProblem;
import io.tributary.jobs.preflight.PreflightReport;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Starts a feed's job: looks whether the world is as it must be, decides where to go on, and hands
 * the job to whatever cluster the environment stands for.
 */
public final class Launcher {
  private final FeedJob job;
  private final Settings settings;
  private final Consumer<String> says;

  /**
   * Makes a launcher.
   *
   * @param says takes what people should know, a line each
   */
  public Launcher(FeedJob job, Settings settings, Consumer<String> says) {
    this.job = job;
    this.settings = settings;
    this.says = says;
  }

  /** Runs a job's main class: submits the job, and ends it when it is bounded. */
  public static void main(FeedJob job, String... arguments) throws Exception {
    Settings settings = Settings.resolve(job.name(), arguments);
    RunningJob running =
        new Launcher(job, settings, System.out::println).launch(new Configuration());
    if (settings.get(SettingKeys.BOUNDED)) {
      System.out.println("done; the next run goes on from " + running.awaitEndAndStop(() -> false));
    }
  }

  /**
   * Submits the job.
   *
   * @param cluster more of Flink's options, for the cluster that runs it; with a deployment target
   *     for one that is running already, else for whatever the environment stands for
   * @throws LaunchProblem if it can't start
   */
  public RunningJob launch(Configuration cluster) throws Exception {
    settings.paths().forEach(Storage::check);
    Configuration configuration = JobConfiguration.of(settings);
    configuration.addAll(cluster);
    StreamExecutionEnvironment environment =
        cluster.getOptional(DeploymentOptions.TARGET).isPresent()
            ? new StreamExecutionEnvironment(configuration)
            : StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    LaunchContext context = lookAround(environment.getConfiguration());
    if (environment.getConfiguration().getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isEmpty()) {
      decideWhereToGoOn().ifPresent(environment::configure);
    }
    job.build(environment, context);
    StreamGraph graph = environment.getStreamGraph(false);
    checkThatItRestores(environment, graph);
    int sources =
        graph.getSourceIDs().stream()
            .mapToInt(id -> graph.getStreamNode(id).getParallelism())
            .sum();
    JobClient client = submit(environment);
    return new RunningJob(client, settings, sources);
  }

  private JobClient submit(StreamExecutionEnvironment environment) throws Exception {
    List<Transformation<?>> ends = List.copyOf(environment.getTransformations());
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(job.name());
    if (Lineage.isOn(settings)) {
      graph.registerJobStatusHook(Lineage.hook(settings, ends));
    }
    return environment.executeAsync(graph);
  }

  /** Checks the brokers and the topics, and finds out what the job must know of them. */
  private LaunchContext lookAround(ReadableConfig flink) throws Exception {
    try (Admin admin = Brokers.connect(settings.kafkaProperties())) {
      TransactionTimeout.check(admin, settings.get(SettingKeys.KAFKA_TRANSACTION_TIMEOUT));
      // A main method that is run again for a job that goes on: what is alive may be that job.
      if (flink.getOptional(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID).isEmpty()) {
        new SecondDeployment(admin, settings, says).refuse();
      }
      List<TopicSpec> specs = job.topics(settings.get(SettingKeys.TOPICS_REPLICATION));
      for (TopicFinding finding : Topics.ensure(admin, specs)) {
        says.accept(finding.toString());
      }
      checkRights(admin, specs.stream().map(TopicSpec::name).toList());
      Map<String, Integer> partitions = new HashMap<>();
      Map<String, Integer> maxMessageBytes = new HashMap<>();
      List<TopicPartition> inputs = new ArrayList<>();
      for (TopicDescription topic :
          admin
              .describeTopics(specs.stream().map(TopicSpec::name).toList())
              .allTopicNames()
              .get()
              .values()) {
        partitions.put(topic.name(), topic.partitions().size());
        maxMessageBytes.put(topic.name(), Topics.maxMessageBytes(admin, topic.name()));
        if (job.inputs().contains(topic.name())) {
          topic
              .partitions()
              .forEach(p -> inputs.add(new TopicPartition(topic.name(), p.partition())));
        }
      }
      boolean bounded = settings.get(SettingKeys.BOUNDED);
      return new LaunchContext(
          settings, partitions, maxMessageBytes, bounded ? newest(admin, inputs) : null);
    }
  }

  private void checkRights(Admin admin, List<String> topics) {
    Set<String> written = new HashSet<>(topics);
    job.inputs().forEach(written::remove);
    Rights.check(admin, topics, written, settings.get(SettingKeys.KAFKA_TRANSACTION_PREFIX));
  }

  /** The end of what is committed in each partition now. */
  private static Map<TopicPartition, Long> newest(Admin admin, List<TopicPartition> partitions)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get()
        .forEach((partition, end) -> offsets.put(partition, end.offset()));
    return offsets;
  }

  /** The state to start from; without one the lake must be empty. */
  private Optional<Configuration> decideWhereToGoOn() throws IOException {
    Optional<String> given = settings.get(SettingKeys.SAVEPOINT);
    if (given.isPresent()) {
      says.accept("going on from " + given.get());
      return Optional.of(JobConfiguration.goingOnFrom(given.get(), false));
    }
    String directory = JobConfiguration.stateDirectory(settings);
    Optional<StoredState> newest = StoredState.newest(directory);
    if (newest.isPresent()) {
      says.accept("going on from checkpoint " + newest.get().number() + ": " + newest.get().path());
      return Optional.of(
          JobConfiguration.goingOnFrom(newest.get().path(), !newest.get().isSavepoint()));
    }
    String filled = settings.get(SettingKeys.ALLOW_NON_EMPTY_LAKE) ? null : filledDataset();
    if (filled != null) {
      throw new LaunchProblem(
          "lake.path: "
              + filled
              + " holds rows already, but there is no checkpoint or savepoint under "
              + directory
              + " to go on from, and starting over would write the rows again: point checkpoint.path"
              + " to the state, choose an empty lake.path, or pass --allow-non-empty-lake");
    }
    says.accept("starting with the earliest records: there is no state under " + directory);
    return Optional.empty();
  }

  /**
   * Flink would say so later in a task's failure, and of a state that was renamed nothing at all.
   */
  private void checkThatItRestores(StreamExecutionEnvironment environment, StreamGraph graph) {
    ReadableConfig flink = environment.getConfiguration();
    Optional<String> path = flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH);
    if (path.isEmpty()) {
      return;
    }
    boolean lossAllowed = flink.get(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE);
    PreflightReport report;
    try {
      report = Preflight.of(graph, path.get(), Launcher.class.getClassLoader());
    } catch (PreflightProblem e) {
      throw new LaunchProblem(String.valueOf(e.getMessage()), e);
    }
    Optional<String> wrong =
        report.sentence(
            finding ->
                switch (finding.verdict()) {
                  case INCOMPATIBLE, KRYO -> true;
                  case LOST -> !lossAllowed;
                  // Flink will see whether it can be read.
                  case RESTORES, MIGRATES, NEW, UNREADABLE, UNKNOWN -> false;
                });
    if (wrong.isPresent()) {
      throw new LaunchProblem(
          "the job can't go on from "
              + path.get()
              + ": "
              + wrong.get()
              + ". Correct that, or go on with the version and the settings that wrote it;"
              + " `./tributary preflight` shows every state");
    }
  }

  private @Nullable String filledDataset() throws IOException {
    for (String folder : job.folders(settings)) {
      Path path = new Path(folder);
      if (holdsFiles(path.getFileSystem(), path)) {
        return path.toString();
      }
    }
    return null;
  }

  private static boolean holdsFiles(FileSystem files, Path directory) throws IOException {
    FileStatus[] all = files.exists(directory) ? files.listStatus(directory) : null;
    if (all != null) {
      for (FileStatus each : all) {
        if (!each.isDir() || holdsFiles(files, each.getPath())) {
          return true;
        }
      }
    }
    return false;
  }
}
