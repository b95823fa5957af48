package io.tributary.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL in processes of its own, which can be killed and started again on the same data
 * and port. It dies with this JVM, however that ends. It lets in its superuser from this machine,
 * without a password.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofMinutes(4);
  private static final String USER = "postgres";

  private final Path directory;
  private final int port;
  private @Nullable EmbeddedPostgres running;

  /** Ends the server once its input ends, that is with this JVM. */
  private @Nullable Process guard;

  private PostgresServer(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /**
   * Starts a server on any free port, and waits until it answers.
   *
   * @param directory where its data lies; made when missing
   * @throws ServerFailure when it can't start; its log is {@code postgres.log} in there
   */
  public static PostgresServer start(Path directory) {
    PostgresServer server =
        new PostgresServer(directory.toAbsolutePath().normalize(), FreePort.any());
    server.startAgain();
    return server;
  }

  /** Whom it knows; a superuser, without a password. */
  public String user() {
    return USER;
  }

  /** Its database {@code postgres}; the same after a restart. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /** A new connection. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), USER, "");
  }

  /** Runs statements, each in a transaction of its own. */
  public void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** The id of its first process. */
  public long pid() {
    try (Stream<String> lines = Files.lines(data().resolve("postmaster.pid"))) {
      return Long.parseLong(lines.findFirst().orElseThrow().strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All its processes as {@code kill -9}; returns when they are gone. */
  public void kill() {
    if (running == null) {
      return;
    }
    // The children second: the first one would start anew whom it misses.
    ProcessHandle.of(pid())
        .ifPresent(
            postmaster -> {
              List<ProcessHandle> children = postmaster.children().toList();
              Stream.concat(Stream.of(postmaster), children.stream())
                  .peek(ProcessHandle::destroyForcibly)
                  .map(ProcessHandle::onExit)
                  .forEach(CompletableFuture::join);
            });
    stop();
  }

  /** Stops it, ending its connections; returns when it is gone. */
  public void stop() {
    EmbeddedPostgres stopping = running;
    running = null;
    Processes.end(guard, true);
    guard = null;
    if (stopping != null) {
      try {
        stopping.close();
      } catch (IOException e) {
        throw new ServerFailure("can't stop PostgreSQL in " + directory, e);
      }
    }
  }

  /** Starts it again on the same data and port; kills it first when it is still running. */
  public void startAgain() {
    kill();
    try {
      Files.createDirectories(directory);
      running =
          EmbeddedPostgres.builder()
              .setDataDirectory(data())
              .setCleanDataDirectory(false)
              .setPort(port)
              // By default it forgets commits when it is killed.
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setPGStartupWait(READY_WITHIN)
              .setOutputRedirector(
                  ProcessBuilder.Redirect.appendTo(directory.resolve("postgres.log").toFile()))
              .start();
      guard =
          new ProcessBuilder("sh", "-c", "cat; kill -QUIT $0", Long.toString(pid()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new ServerFailure("can't start PostgreSQL in " + directory, e);
    }
  }

  /** Kills it: nobody needs its data any more. */
  @Override
  public void close() {
    kill();
  }

  private Path data() {
    return directory.resolve("data");
  }
}
