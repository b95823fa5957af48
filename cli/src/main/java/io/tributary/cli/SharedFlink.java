package io.tributary.cli;

import org.apache.flink.client.deployment.executors.RemoteExecutor;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** Flink inside this process, with its dashboard, for several jobs. */
final class SharedFlink implements AutoCloseable {
  private static final MemorySize STATE_PER_SLOT = MemorySize.ofMebiBytes(32);
  private static final MemorySize NETWORK_PER_SLOT = MemorySize.ofMebiBytes(16);

  private final MiniCluster cluster;
  private final Configuration target;

  private SharedFlink(MiniCluster cluster, Configuration target) {
    this.cluster = cluster;
    this.target = target;
  }

  /**
   * Starts it.
   *
   * @param options Flink's, with the dashboard's port
   * @param slots how many tasks of all jobs together may run side by side
   */
  static SharedFlink start(Configuration options, int slots) throws Exception {
    Configuration own = new Configuration(options);
    MemorySize network = NETWORK_PER_SLOT.multiply(slots);
    own.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, STATE_PER_SLOT.multiply(slots));
    own.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    own.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(own)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    Configuration target = new Configuration();
    target.set(DeploymentOptions.TARGET, RemoteExecutor.NAME);
    target.set(RestOptions.ADDRESS, options.get(RestOptions.ADDRESS));
    target.set(RestOptions.PORT, options.get(RestOptions.PORT));
    return new SharedFlink(cluster, target);
  }

  /** Options with which a job is launched here. */
  Configuration target() {
    return target;
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
