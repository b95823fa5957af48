package io.tributary.cli.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.FileUtils;
import org.jspecify.annotations.Nullable;

/** One part of the cluster in a JVM of its own, started again when it dies. */
final class FlinkProcess {
  /** What Flink's own scripts open for Flink. */
  private static final List<String> OPENS =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.reflect",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.text",
          "java.base/java.time",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/java.util.concurrent.locks",
          "java.base/sun.nio.ch");

  private static final long STOPPED_WITHIN_SECONDS = 20;

  private final String name;
  private final Directories directories;
  private final List<String> jvmOptions;
  private final String mainClass;
  private final List<String> arguments;
  private final Path temporary;
  private @Nullable Process process;

  /**
   * Describes a part.
   *
   * @param name what its log and pid files are called
   * @param jvmOptions those that differ from part to part, such as memory
   * @param temporary its alone, and emptied before each start: what killed processes leave,
   *     RocksDB's files and the jobs' jars among it, would pile up until the disk is full
   */
  FlinkProcess(
      String name,
      Directories directories,
      List<String> jvmOptions,
      String mainClass,
      List<String> arguments,
      Path temporary) {
    this.name = name;
    this.directories = directories;
    this.jvmOptions = List.copyOf(jvmOptions);
    this.mainClass = mainClass;
    this.arguments = List.copyOf(arguments);
    this.temporary = temporary;
  }

  String name() {
    return name;
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  void start() throws IOException {
    FileUtils.deleteDirectory(temporary.toFile());
    Files.createDirectories(temporary);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    OPENS.forEach(opened -> command.add("--add-opens=" + opened + "=ALL-UNNAMED"));
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Dlog.file=" + log());
    command.add("-Dlog4j.configurationFile=" + directories.conf().resolve("log4j.properties"));
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", directories.flink().resolve("lib") + "/*");
    builder.environment().put("FLINK_CONF_DIR", directories.conf().toString());
    builder.environment().put("FLINK_LIB_DIR", directories.flink().resolve("lib").toString());
    builder
        .environment()
        .put("FLINK_PLUGINS_DIR", directories.flink().resolve("plugins").toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(directories.log().resolve(name + ".out").toFile()));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    process = builder.start();
    Files.writeString(pid(), Long.toString(process.pid()));
  }

  /** Asks it to end, and makes it end when it doesn't. */
  void stop() throws IOException, InterruptedException {
    if (process != null) {
      process.destroy();
      if (!process.waitFor(STOPPED_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Files.deleteIfExists(pid());
    }
  }

  /** Ends what a cluster that was itself killed has left running. */
  void endLeftOver() throws IOException, InterruptedException {
    if (Files.exists(pid())) {
      ProcessHandle left = ProcessHandle.of(Long.parseLong(Files.readString(pid()))).orElse(null);
      // A number may belong to another program by now.
      if (left != null && left.info().commandLine().orElse("").contains(log().toString())) {
        left.destroyForcibly();
        left.onExit().join();
      }
      Files.delete(pid());
    }
  }

  private Path log() {
    return directories.log().resolve(name + ".log");
  }

  private Path pid() {
    return directories.data().resolve(name + ".pid");
  }
}
