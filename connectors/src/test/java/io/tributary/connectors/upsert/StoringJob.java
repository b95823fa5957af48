package io.tributary.connectors.upsert;

import io.tributary.connectors.upsert.UpsertSink.Limits;
import io.tributary.pipeline.record.Columns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job that numbers rows and stores them, and that can be ended anywhere and started again. */
public final class StoringJob {
  /** How often job and server are killed by a test. */
  public static final int KILLS = Integer.getInteger("tributary.kills", 1);

  /** Rows that such a test needs: a run takes less than two seconds before it is killed. */
  public static final int ROWS = 10_000 * (KILLS + 1);

  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofMillis(100);
  private static final Duration DONE_WITHIN = Duration.ofMinutes(3);

  private final Path checkpoints;
  private final Store store;
  private final Columns<Long> columns;
  private final long rows;

  /**
   * Makes a job.
   *
   * @param columns of a row, from its number
   * @param rows how many there are, from 0 on
   */
  public StoringJob(Path checkpoints, Store store, Columns<Long> columns, long rows) {
    this.checkpoints = checkpoints;
    this.store = store;
    this.columns = columns;
    this.rows = rows;
  }

  /** Something that happens to the store while the job runs. */
  public interface Mishap {
    void happen() throws Exception;
  }

  /** Runs to the end, 5,000 rows a second at most. */
  public void run() throws Exception {
    await(start());
  }

  /**
   * Runs to the end, and is ended without warning so often before, each time after a mishap; fails
   * when it comes to its end too early for that.
   */
  public void runKilled(int times, long seed, Mishap mishap) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < times; i++) {
      JobClient job = start();
      try {
        job.getJobExecutionResult().get(500 + random.nextInt(1_500), TimeUnit.MILLISECONDS);
        throw new AssertionError("the job has ended: it needs more rows");
      } catch (TimeoutException running) {
        mishap.happen();
        cancel(job);
      }
    }
    run();
  }

  private static void cancel(JobClient job) throws InterruptedException {
    try {
      job.cancel().get();
      job.getJobExecutionResult().get();
    } catch (ExecutionException e) {
      // As it should be: it was cancelled.
    }
  }

  /** Waits for its end. */
  public static void await(JobClient job) throws Exception {
    job.getJobExecutionResult().get(DONE_WITHIN.toSeconds(), TimeUnit.SECONDS);
  }

  /** Starts, from the newest checkpoint that there is. */
  public JobClient start() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, BETWEEN_CHECKPOINTS);
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    newestCheckpoint()
        .ifPresent(path -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
    new UpsertSink<Long, Long>("store", store, number -> number, columns, Limits.bounded())
        .addTo(
            env.fromSequence(0, rows - 1)
                .uid("numbers")
                .map(StoringJob::slowly)
                .uid("slowly")
                .setParallelism(2));
    return env.executeAsync();
  }

  private static long slowly(long number) {
    if (number % 100 == 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(40));
    }
    return number;
  }

  private Optional<String> newestCheckpoint() throws IOException {
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .max(Comparator.comparing(StoringJob::modified))
          .map(file -> file.getParent().toUri().toString());
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
