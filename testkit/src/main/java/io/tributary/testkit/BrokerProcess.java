package io.tributary.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker in a JVM of its own, which can be killed and started again on the same
 * records. It dies with this JVM, however that ends. Its log is {@code broker.log} in its
 * directory.
 */
public final class BrokerProcess implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofMinutes(4);
  private static final List<String> JVM =
      List.of(
          "-Xmx1g",
          "-XX:+UseParallelGC",
          "-XX:-UsePerfData",
          "-Djava.awt.headless=true",
          "-Dlog4j2.configurationFile=broker-log4j2.properties");

  private final Path data;
  private final int port;
  private final int advertisedPort;
  private final List<String> compiler;
  private @Nullable Process process;

  private BrokerProcess(Path data, int port, int advertisedPort, List<String> compiler) {
    this.data = data.toAbsolutePath().normalize();
    this.port = port;
    this.advertisedPort = advertisedPort;
    this.compiler = compiler;
  }

  /**
   * Starts a broker on any free port, from this JVM's class path.
   *
   * @param data where its records lie; made when missing
   */
  public static BrokerProcess start(Path data) {
    return start(data, FreePort.any());
  }

  /**
   * Starts a broker from this JVM's class path and waits until it answers clients.
   *
   * @param data where its records lie; made when missing
   * @param port on which it listens, 1 to 65535
   * @throws ServerFailure when it can't start; the message ends with the end of its log
   */
  public static BrokerProcess start(Path data, int port) {
    return started(data, port, port, QuickJvm.OPTIONS);
  }

  /** The same on any free port, as fast as a broker gets: for measurements. */
  public static BrokerProcess startOptimised(Path data) {
    int port = FreePort.any();
    return started(data, port, port, List.of());
  }

  /**
   * The same, for clients that connect through a relay.
   *
   * @param advertisedPort the relay's, which must pass on to {@code port}
   */
  public static BrokerProcess startBehind(int advertisedPort, Path data, int port) {
    return started(data, port, advertisedPort, QuickJvm.OPTIONS);
  }

  private static BrokerProcess started(
      Path data, int port, int advertisedPort, List<String> compiler) {
    BrokerProcess broker = new BrokerProcess(data, port, advertisedPort, compiler);
    broker.launch();
    return broker;
  }

  /** What clients take as {@code bootstrap.servers}; the same after a restart. */
  public String bootstrap() {
    return BrokerSettings.HOST + ":" + advertisedPort;
  }

  /** The port on which it listens. */
  public int port() {
    return port;
  }

  /**
   * The number of its process.
   *
   * @throws IllegalStateException when it was never started
   */
  public long pid() {
    if (process == null) {
      throw new IllegalStateException("not started");
    }
    return process.pid();
  }

  /** Whether the process is alive. */
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Kills the process as {@code kill -9} does, and returns when it is gone. */
  public void kill() {
    Processes.end(process, true);
  }

  /** Stops the broker cleanly, and returns when it is gone. */
  public void stop() {
    Processes.end(process, false);
  }

  /**
   * Starts it again on the same records and port; stops it first when it is still running.
   *
   * @throws ServerFailure when it can't start
   */
  public void restart() {
    stop();
    launch();
  }

  /** Kills the process: nobody needs its records any more. */
  @Override
  public void close() {
    kill();
  }

  private void launch() {
    try {
      Files.createDirectories(data);
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(JVM);
      command.addAll(compiler);
      command.addAll(ClassArchive.options());
      command.add(BrokerChild.class.getName());
      command.add(data.toString());
      command.add(Integer.toString(port));
      command.add(Integer.toString(advertisedPort));
      ProcessBuilder builder = new ProcessBuilder(command);
      // Not on the command line: a class path of hundreds of jars hides everything else in ps.
      builder.environment().put("CLASSPATH", ClassArchive.classPath());
      builder.redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()));
      Process started = builder.start();
      process = started;
      awaitReady(started);
    } catch (IOException e) {
      throw new ServerFailure("can't start a broker in " + data + ": " + e.getMessage(), e);
    }
  }

  private void awaitReady(Process started) {
    CompletableFuture<Boolean> ready =
        CompletableFuture.supplyAsync(() -> saysReady(started), BrokerProcess::inDaemonThread);
    String reason;
    try {
      if (ready.get(READY_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
      reason = "ended before it was ready";
    } catch (TimeoutException e) {
      reason = "was not ready within " + READY_WITHIN.toSeconds() + " s";
    } catch (ExecutionException e) {
      reason = "can't be heard: " + e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reason = "was starting when this thread was interrupted";
    }
    Processes.end(started, true);
    throw new ServerFailure(
        "the broker in " + data + " " + reason + "; its log ends\n" + Processes.logEnd(log()));
  }

  private static boolean saysReady(Process started) {
    try (BufferedReader output = started.inputReader(StandardCharsets.UTF_8)) {
      return BrokerChild.READY.equals(output.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void inDaemonThread(Runnable task) {
    Thread thread = new Thread(task, "await-broker");
    thread.setDaemon(true);
    thread.start();
  }

  private Path log() {
    return data.resolve("broker.log");
  }
}
