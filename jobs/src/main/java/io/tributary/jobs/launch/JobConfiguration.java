package io.tributary.jobs.launch;

import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Flink's options, from ours. */
public final class JobConfiguration {
  private static final String LOOPBACK = "127.0.0.1";

  private JobConfiguration() {}

  static Configuration of(Settings settings) {
    Configuration flink = new Configuration();
    Duration interval = settings.get(SettingKeys.CHECKPOINT_INTERVAL);

    flink.addAll(onThisMachineOnly());

    flink.set(CoreOptions.DEFAULT_PARALLELISM, settings.get(SettingKeys.PARALLELISM));
    flink.set(PipelineOptions.MAX_PARALLELISM, settings.get(SettingKeys.MAX_PARALLELISM));
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    flink.set(PipelineOptions.OBJECT_REUSE, true); // records are immutable

    flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    // The lake's publisher takes what comes before a barrier for what belongs to its checkpoint.
    flink.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
    flink.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, interval.dividedBy(4));
    flink.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 3);
    flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, stateDirectory(settings));
    flink.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, savepointDirectory(settings));
    flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 3);
    flink.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);

    flink.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    flink.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    flink.setString("state.backend.rocksdb.options-factory", AppendedState.class.getName());

    if (settings.get(SettingKeys.BOUNDED)) {
      flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
      flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 5);
      flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(2));
    } else {
      flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
      // Flink's 100 ms are most of a record's way to the topic; but each flush wakes a thread.
      flink.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(25));
    }
    return flink;
  }

  /**
   * Where a Flink inside this process listens, all that it opens; a cluster that runs already has
   * its own.
   */
  public static Configuration onThisMachineOnly() {
    return new Configuration()
        .set(RestOptions.BIND_ADDRESS, LOOPBACK)
        .set(JobManagerOptions.BIND_HOST, LOOPBACK)
        .set(TaskManagerOptions.BIND_HOST, LOOPBACK);
  }

  /**
   * Goes on from a state. A checkpoint of ours is taken over: what a new one replaces is deleted. A
   * savepoint is left as it is: it may be somebody's to go back to, and incremental checkpoints
   * that build on the files of one that was claimed don't find them again.
   */
  static Configuration goingOnFrom(String path, boolean claimed) {
    return new Configuration()
        .set(StateRecoveryOptions.SAVEPOINT_PATH, path)
        .set(
            StateRecoveryOptions.RESTORE_MODE,
            claimed ? RecoveryClaimMode.CLAIM : RecoveryClaimMode.NO_CLAIM);
  }

  /** Where a feed's checkpoints and savepoints lie; with a scheme, which Flink insists on. */
  public static String stateDirectory(Settings settings) {
    return inCheckpointPath(settings, settings.feed());
  }

  /** Where else a feed keeps what must outlive its tasks; no state is looked for there. */
  public static String besideState(Settings settings, String what) {
    return inCheckpointPath(settings, settings.feed() + "-" + what);
  }

  private static String inCheckpointPath(Settings settings, String folder) {
    Path path = new Path(settings.get(SettingKeys.CHECKPOINT_PATH), folder);
    boolean local = path.toUri().getScheme() == null;
    return (local ? path.makeQualified(FileSystem.getLocalFileSystem()) : path).toString();
  }

  /** Where a feed's savepoints lie unless somebody names another place. */
  public static String savepointDirectory(Settings settings) {
    return new Path(stateDirectory(settings), "savepoints").toString();
  }
}
