package io.tributary.jobs.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.jobs.settings.Settings;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.junit.jupiter.api.Test;

class JobConfigurationTest {

  private static Configuration of(String... arguments) {
    return JobConfiguration.of(Settings.resolve("tickets", arguments));
  }

  @Test
  void everythingThatExactlyOnceRestsOnIsSet() {
    Configuration flink = of();
    assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE))
        .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
    assertThat(flink.get(CheckpointingOptions.ENABLE_UNALIGNED)).isFalse();
    assertThat(flink.getOptional(CheckpointingOptions.ENABLE_UNALIGNED))
        .as("said, not assumed: the lake's steps need the barriers aligned")
        .isPresent();
    assertThat(flink.get(PipelineOptions.GENERIC_TYPES)).isFalse();
    assertThat(flink.get(PipelineOptions.AUTO_GENERATE_UIDS)).isFalse();
  }

  @Test
  void aFlinkInsideThisProcessAnswersThisMachineOnly() {
    assertThat(of().get(RestOptions.BIND_ADDRESS)).isEqualTo("127.0.0.1");
  }

  @Test
  void aCheckpointIsTakenOverAndASavepointIsLeftAsItIs() {
    Configuration checkpoint = JobConfiguration.goingOnFrom("file:/state/chk-7", true);
    assertThat(checkpoint.get(StateRecoveryOptions.SAVEPOINT_PATH)).isEqualTo("file:/state/chk-7");
    assertThat(checkpoint.get(StateRecoveryOptions.RESTORE_MODE))
        .isEqualTo(RecoveryClaimMode.CLAIM);
    assertThat(
            JobConfiguration.goingOnFrom("file:/state/savepoint-1", false)
                .get(StateRecoveryOptions.RESTORE_MODE))
        .isEqualTo(RecoveryClaimMode.NO_CLAIM);
  }

  @Test
  void theStateOfAFeedLiesUnderItsName() {
    Settings settings = Settings.resolve("tickets", "--checkpoint.path", "/data/checkpoints");
    assertThat(JobConfiguration.stateDirectory(settings))
        .isEqualTo("file:/data/checkpoints/tickets");
    assertThat(JobConfiguration.savepointDirectory(settings))
        .isEqualTo("file:/data/checkpoints/tickets/savepoints");
    Settings remote = Settings.resolve("tickets", "--checkpoint.path", "s3://bucket/state");
    assertThat(JobConfiguration.stateDirectory(remote)).isEqualTo("s3://bucket/state/tickets");
  }
}
