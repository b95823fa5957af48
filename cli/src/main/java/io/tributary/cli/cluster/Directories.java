package io.tributary.cli.cluster;

import io.tributary.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a cluster's files are.
 *
 * @param flink Flink's jars: lib and plugins
 * @param data what this cluster writes
 */
record Directories(Path flink, Path data) {
  /** With which {@code ./tributary} says where Flink's jars are. */
  private static final String FLINK = "tributary.flink";

  static Directories of(Path data) throws IOException {
    String flink = System.getProperty(FLINK, "");
    if (flink.isEmpty() || !Files.isDirectory(Path.of(flink, "lib"))) {
      throw new CommandFailure(
          "Flink's jars are not in '" + flink + "'", "start the cluster by ./tributary cluster");
    }
    Directories directories =
        new Directories(Path.of(flink).toAbsolutePath(), data.toAbsolutePath().normalize());
    Files.createDirectories(directories.conf());
    Files.createDirectories(directories.log());
    Files.createDirectories(directories.temporary());
    return directories;
  }

  Path conf() {
    return data.resolve("conf");
  }

  Path log() {
    return data.resolve("log");
  }

  Path temporary() {
    return data.resolve("tmp");
  }

  /** What survives the job manager, with {@code --ha}. */
  Path highAvailability() {
    return data.resolve("ha");
  }

  Path zooKeeper() {
    return data.resolve("zookeeper");
  }
}
