package io.tributary.cli.cluster;

import io.tributary.cli.FlinkStorage;
import io.tributary.testkit.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/** The parts of a standalone Flink cluster, and the configuration they share. */
final class StandaloneCluster {
  private static final String LOOPBACK = "127.0.0.1";

  private final List<FlinkProcess> parts = new ArrayList<>();

  /**
   * Lays a cluster out: writes its configuration, starts nothing.
   *
   * @param port the dashboard's
   * @param more Flink's options that replace those given here
   */
  StandaloneCluster(
      Directories directories,
      int port,
      int taskManagers,
      int slots,
      boolean highlyAvailable,
      Map<String, String> more)
      throws IOException {
    int quorumPort = highlyAvailable ? FreePort.any() : 0;
    Configuration flink = Configuration.fromMap(options(directories, port, slots, quorumPort));
    more.forEach(flink::setString);
    write(directories, "config.yaml", yaml(flink));
    copy(directories, "log4j.properties");
    copy(directories, "log4j-cli.properties");

    // What lies in there is deleted: nobody else's may.
    Path temporary =
        Path.of(ConfigurationUtils.parseTempDirectories(flink)[0], "tributary-cluster-" + port);
    if (highlyAvailable) {
      Path conf =
          write(
              directories,
              "zoo.cfg",
              "tickTime=2000\ndataDir=%s\nclientPort=%d\nclientPortAddress=%s\nadmin.enableServer=false\n"
                  .formatted(directories.zooKeeper(), quorumPort, LOOPBACK));
      Files.createDirectories(directories.zooKeeper());
      parts.add(
          new FlinkProcess(
              "zookeeper",
              directories,
              List.of("-Xmx128m"),
              "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
              List.of("--zkConfigFile", conf.toString(), "--peerId", "1"),
              temporary.resolve("zookeeper")));
    }
    JobManagerProcessSpec manager = JobManagerProcessUtils.processSpecFromConfig(flink);
    parts.add(
        new FlinkProcess(
            "jobmanager",
            directories,
            words(JobManagerProcessUtils.generateJvmParametersStr(manager, flink)),
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            arguments(
                directories,
                temporary.resolve("jobmanager"),
                JobManagerProcessUtils.generateDynamicConfigsStr(manager)),
            temporary.resolve("jobmanager")));
    TaskExecutorProcessSpec worker = TaskExecutorProcessUtils.processSpecFromConfig(flink);
    for (int i = 1; i <= taskManagers; i++) {
      String name = "taskmanager-" + i;
      parts.add(
          new FlinkProcess(
              name,
              directories,
              words(ProcessMemoryUtils.generateJvmParametersStr(worker)),
              "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
              arguments(
                  directories,
                  temporary.resolve(name),
                  TaskExecutorProcessUtils.generateDynamicConfigsStr(worker)),
              temporary.resolve(name)));
    }
  }

  /** All of them, in the order in which they start. */
  List<FlinkProcess> parts() {
    return parts;
  }

  private static List<String> arguments(Directories directories, Path temporary, String memory) {
    return Stream.concat(
            Stream.of(
                "--configDir", directories.conf().toString(), "-D", "io.tmp.dirs=" + temporary),
            words(memory).stream())
        .toList();
  }

  private static Map<String, String> options(
      Directories directories, int port, int slots, int quorumPort) {
    Map<String, String> options = new TreeMap<>(FlinkStorage.options());
    options.put("jobmanager.rpc.address", LOOPBACK);
    options.put("jobmanager.rpc.port", Integer.toString(FreePort.any()));
    options.put("jobmanager.bind-host", LOOPBACK);
    options.put("jobmanager.memory.process.size", "768m");
    options.put("rest.address", "localhost");
    options.put("rest.port", Integer.toString(port));
    options.put("rest.bind-port", Integer.toString(port));
    options.put("rest.bind-address", LOOPBACK);
    options.put("taskmanager.host", LOOPBACK);
    options.put("taskmanager.bind-host", LOOPBACK);
    options.put("taskmanager.numberOfTaskSlots", Integer.toString(slots));
    options.put("taskmanager.memory.process.size", "1536m");
    options.put("io.tmp.dirs", directories.temporary().toString());
    // A killed process is missed after seconds, not after a minute.
    options.put("heartbeat.interval", "2s");
    options.put("heartbeat.timeout", "10s");
    options.put("metrics.reporters", "prometheus");
    options.put(
        "metrics.reporter.prometheus.factory.class",
        "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
    options.put("metrics.reporter.prometheus.port", "9249-9300");
    if (quorumPort != 0) {
      options.put("high-availability.type", "zookeeper");
      options.put("zookeeper.sasl.disable", "true"); // else each client complains at length
      options.put("high-availability.zookeeper.quorum", LOOPBACK + ":" + quorumPort);
      options.put("high-availability.zookeeper.client.session-timeout", "10s");
      options.put("high-availability.zookeeper.client.connection-timeout", "5s");
      options.put(
          "high-availability.storageDir", directories.highAvailability().toUri().toString());
    }
    return options;
  }

  /** Each value quoted: YAML has opinions about what is a number, a date or a word. */
  private static String yaml(Configuration flink) {
    StringBuilder yaml = new StringBuilder("# Written by ./tributary cluster at each start.\n");
    new TreeMap<>(flink.toMap())
        .forEach(
            (key, value) ->
                yaml.append(key).append(": '").append(value.replace("'", "''")).append("'\n"));
    return yaml.toString();
  }

  private static Path write(Directories directories, String name, String text) throws IOException {
    Path file = directories.conf().resolve(name);
    Files.deleteIfExists(file);
    // Only for us: what people have in Flink's configuration may be secret.
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text);
  }

  private static void copy(Directories directories, String name) throws IOException {
    try (var in = StandaloneCluster.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not among the resources");
      }
      write(directories, name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static List<String> words(String line) {
    return Stream.of(line.trim().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
