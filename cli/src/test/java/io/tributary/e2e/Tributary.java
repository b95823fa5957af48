package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.ClassArchive;
import io.tributary.testkit.QuickJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A call of the command as a process of its own, as users make it. */
final class Tributary implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Process process;
  private final Path log;
  private final List<String> arguments;

  static {
    if (Boolean.getBoolean("tributary.class-archive")) {
      ClassRecording.make();
    }
  }

  private Tributary(Process process, Path log, List<String> arguments) {
    this.process = process;
    this.log = log;
    this.arguments = arguments;
  }

  /** Starts a call; what it says goes to a file in the folder. */
  static Tributary start(Path folder, String... arguments) throws IOException {
    return start(folder, Map.of(), arguments);
  }

  /** The same, with more in its environment. */
  static Tributary start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    return start(folder, ClassArchive.options(), environment, arguments);
  }

  /** The same, with more options of the JVM. */
  static Tributary start(
      Path folder, List<String> jvm, Map<String, String> environment, String... arguments)
      throws IOException {
    Path log = Files.createTempFile(Files.createDirectories(folder), arguments[0] + "-", ".out");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx3g",
                "-XX:+UseParallelGC",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dlog.file=" + log + ".log",
                "-Dtributary.flink="
                    + Path.of("../cluster/target/flink").toAbsolutePath().normalize(),
                "-Dlog4j2.configurationFile=log4j2.properties",
                "io.tributary.cli.Main"));
    command.addAll(1, QuickJvm.OPTIONS);
    command.addAll(1, jvm);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    if (arguments[0].equals("cluster")) { // its parts are Java processes, too
      builder.environment().put("JAVA_TOOL_OPTIONS", String.join(" ", QuickJvm.OPTIONS));
    }
    builder.environment().put("CLASSPATH", ClassArchive.classPath());
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectInput(ProcessBuilder.Redirect.from(emptyInput(folder).toFile()));
    return new Tributary(builder.start(), log, List.of(arguments));
  }

  /** Runs a call to its end and returns what it said; fails unless it succeeds. */
  static String run(Path folder, String... arguments) throws Exception {
    return run(folder, Map.of(), arguments);
  }

  /** The same, with more in its environment. */
  static String run(Path folder, Map<String, String> environment, String... arguments)
      throws Exception {
    try (Tributary call = start(folder, environment, arguments)) {
      int code = call.awaitExit();
      assertThat(code).as("%s said:%n%s", call.arguments, call.said()).isZero();
      return call.said();
    }
  }

  int awaitExit() throws Exception {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("%s ends; it said:%n%s", arguments, said())
        .isTrue();
    return process.exitValue();
  }

  /** Waits until it has said something. */
  void awaitSaying(String text) {
    awaitSaying(Pattern.compile(Pattern.quote(text)));
  }

  /** Waits until it has said something that has such a part. */
  void awaitSaying(Pattern pattern) {
    Awaitility.await()
        .atMost(PATIENCE)
        .failFast(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError(arguments + " has ended:\n" + said());
              }
            })
        .until(() -> pattern.matcher(said()).find());
  }

  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What it logged. */
  String logged() throws IOException {
    return Files.readString(Path.of(log + ".log"));
  }

  /** The ports that it, or what it has started, holds open for other machines. */
  Set<Integer> portsOpenToOthers() throws IOException {
    return OpenPorts.toOthers(process.toHandle());
  }

  /** As {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As {@code kill}, or Ctrl-C. */
  void terminate() {
    process.destroy();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  private static Path emptyInput(Path folder) throws IOException {
    Path empty = folder.resolve("empty");
    return Files.exists(empty) ? empty : Files.writeString(empty, "", StandardOpenOption.CREATE);
  }
}
