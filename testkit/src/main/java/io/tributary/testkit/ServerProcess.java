package io.tributary.testkit;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else's server in a JVM of its own, with libraries of its own. It dies with this JVM,
 * however that ends.
 */
final class ServerProcess {
  private static final Duration READY_WITHIN = Duration.ofMinutes(4);
  private static final long LOOK_MILLIS = 100;

  private final String name;
  private final Path log;
  private final List<String> command;
  private final String classPath;
  private final BooleanSupplier ready;
  private @Nullable Process process;

  /**
   * Describes a server; starts nothing.
   *
   * @param log what it prints is added to this file
   * @param libraries its folder under {@code servers}
   * @param first a folder or jar that comes before its libraries, for its configuration
   * @param jvm options of the JVM
   * @param mainAndArguments its main class, and what that is called with
   * @param ready whether it answers
   */
  ServerProcess(
      String name,
      Path log,
      String libraries,
      Path first,
      List<String> jvm,
      List<String> mainAndArguments,
      BooleanSupplier ready) {
    this.name = name;
    this.log = log;
    this.ready = ready;
    this.classPath =
        String.join(File.pathSeparator, first.toString(), ownClasses(), jars(libraries));
    command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.addAll(QuickJvm.OPTIONS);
    command.add("-XX:-UsePerfData");
    command.add("-Djava.awt.headless=true");
    command.addAll(jvm);
    command.add(ServerChild.class.getName());
    command.addAll(mainAndArguments);
  }

  /**
   * Starts it and waits until it answers.
   *
   * @throws ServerFailure when it can't start; the message ends with the end of its log
   */
  void start() {
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("CLASSPATH", classPath);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      process = builder.start();
    } catch (IOException e) {
      throw new ServerFailure("can't start the " + name + ": " + e.getMessage(), e);
    }
    awaitReady(process);
  }

  /**
   * Runs it to its end.
   *
   * @throws ServerFailure when it fails
   */
  void run() {
    start();
    Process running = running();
    try {
      running.waitFor();
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    if (running.exitValue() != 0) {
      throw new ServerFailure("the " + name + " failed; its log ends\n" + Processes.logEnd(log));
    }
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** The process's id. */
  long pid() {
    return running().pid();
  }

  /** As {@code kill -9}; returns when it is gone. */
  void kill() {
    Processes.end(process, true);
  }

  /** Stops it where it stands (SIGSTOP): its connections stay open, and it answers nobody. */
  void pause() {
    Processes.signal("STOP", pid());
  }

  /** Lets a paused one go on. */
  void unpause() {
    Processes.signal("CONT", pid());
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("the " + name + " was not started");
    }
    return process;
  }

  private void awaitReady(Process started) {
    long end = System.nanoTime() + READY_WITHIN.toNanos();
    while (!ready.getAsBoolean()) {
      if (!started.isAlive()) {
        throw new ServerFailure(
            "the " + name + " ended before it was ready; its log ends\n" + Processes.logEnd(log));
      }
      if (System.nanoTime() > end) {
        Processes.end(started, true);
        throw new ServerFailure(
            "the "
                + name
                + " was not ready within "
                + READY_WITHIN.toSeconds()
                + " s; its log ends\n"
                + Processes.logEnd(log));
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Processes.end(started, true);
        Thread.currentThread().interrupt();
        throw new ServerFailure("the " + name + " was starting when this thread was interrupted");
      }
    }
  }

  /** This module's own classes, which hold the child's main class. */
  private static String ownClasses() {
    try {
      return Path.of(ServerChild.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Classes of ours first, of a server that is ours. */
  private static String jars(String libraries) {
    Path target = target(libraries);
    return String.join(
        File.pathSeparator,
        target.resolve("classes").toString(),
        target.resolve("lib") + File.separator + "*");
  }

  /**
   * Where a server was built.
   *
   * @param libraries its folder under {@code servers}
   */
  static Path target(String libraries) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path target = at.resolve("servers").resolve(libraries).resolve("target");
      if (Files.isDirectory(target.resolve("lib"))) {
        return target;
      }
    }
    throw new ServerFailure(
        "the jars of servers/"
            + libraries
            + " are not there: mvn -pl servers/"
            + libraries
            + " pre-integration-test");
  }
}
