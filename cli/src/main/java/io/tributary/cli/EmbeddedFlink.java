package io.tributary.cli;

import io.tributary.jobs.launch.JobConfiguration;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.testkit.FreePort;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** Flink inside this process: one job, with its dashboard. */
final class EmbeddedFlink {
  private EmbeddedFlink() {}

  /**
   * Flink's options.
   *
   * @throws CommandFailure when the dashboard's port is taken
   */
  static Configuration configuration(Settings settings) {
    int port = dashboardPort(settings);
    Configuration flink = JobConfiguration.onThisMachineOnly();
    flink.set(RestOptions.PORT, port);
    flink.set(RestOptions.BIND_PORT, Integer.toString(port));
    flink.set(RestOptions.ADDRESS, "localhost");
    // What a bounded run waits for, and what the status shows, travels with these.
    flink.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(250));
    flink.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    return flink;
  }

  /** The configured port; the default one may give way to a free one. */
  private static int dashboardPort(Settings settings) {
    int port = settings.get(SettingKeys.REST_PORT);
    if (port == 0) {
      return FreePort.any();
    }
    if (FreePort.isFree(port)) {
      return port;
    }
    if (settings.isSet(SettingKeys.REST_PORT)) {
      throw new CommandFailure(
          "rest.port: port " + port + " is taken by another program",
          "stop that one, or choose another with --rest.port");
    }
    return FreePort.any();
  }
}
