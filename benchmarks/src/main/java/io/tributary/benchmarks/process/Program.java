package io.tributary.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A program to be run in a process of its own, its output in a file.
 *
 * @param log takes what it prints
 */
public record Program(List<String> command, Path log) {
  private static final long BETWEEN_LOOKS_MILLIS = 50;
  private static final long STOPPED_WITHIN_SECONDS = 60;

  /**
   * The options of {@code ./tributary}, without those that hold back the compiler and the young
   * generation: what is compared is faster without.
   */
  private static final List<String> JVM =
      List.of(
          "-Xms256m",
          "-XX:MaxRAMPercentage=25",
          "-XX:+UseParallelGC",
          "-Xshare:auto",
          "-XX:-UsePerfData");

  /** A call of this project's command, as it was built. */
  public static Program tributary(Path log, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("tributary.home", "."), "tributary").toString());
    command.addAll(arguments);
    return new Program(command, log);
  }

  /** A main class on this JVM's class path, which is in the environment. */
  public static Program java(Path log, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.add("-Dlog.file=" + log + ".log4j");
    command.add(main.getName());
    command.addAll(arguments);
    return new Program(command, log);
  }

  /** Starts it; whoever does so ends it by {@link #stop}. */
  public Process start() throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.environment().put("TRIBUTARY_BUILD", "off");
    builder.environment().put("TRIBUTARY_LOG", log + ".log4j");
    return builder.start();
  }

  /** Asks a process to end, and makes it end when it does not. */
  public static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOPPED_WITHIN_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /**
   * Runs it to its end. No other child of this process may end meanwhile: its CPU time would be
   * counted, too.
   */
  public Cost run() throws IOException, InterruptedException {
    double childrenBefore = ProcessTimes.ofEndedChildren();
    long begun = System.nanoTime();
    Process process = start();
    Thread killer = new Thread(process::destroyForcibly, "end-child");
    Runtime.getRuntime().addShutdownHook(killer);
    long peak = 0;
    try {
      while (!process.waitFor(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
        peak = Math.max(peak, peakMemory(process).orElse(0));
      }
    } finally {
      process.destroyForcibly();
      Runtime.getRuntime().removeShutdownHook(killer);
    }
    double wall = (System.nanoTime() - begun) / 1e9;
    return new Cost(
        process.exitValue(), wall, ProcessTimes.ofEndedChildren() - childrenBefore, peak);
  }

  /** Runs it, and returns what it printed. */
  public String runForOutput() throws IOException, InterruptedException {
    Cost cost = run();
    String output = Files.readString(log);
    if (cost.exitCode() != 0) {
      throw new IOException(
          String.join(" ", command) + " ended with " + cost.exitCode() + ":\n" + output);
    }
    return output;
  }

  /** The most memory in bytes that a process of ours has held so far. */
  public static OptionalLong peakMemory(Process process) throws IOException {
    return ProcessTimes.peakMemory(process.pid());
  }
}
