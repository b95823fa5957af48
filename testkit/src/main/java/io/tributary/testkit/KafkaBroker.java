package io.tributary.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka broker (KRaft, one node that is broker and controller) inside this JVM, on 127.0.0.1
 * only. A second start on the same directory goes on with the same records.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final BrokerSettings settings;
  private final KafkaRaftServer server;

  private KafkaBroker(BrokerSettings settings, KafkaRaftServer server) {
    this.settings = settings;
    this.server = server;
  }

  /**
   * Starts a broker on any free port.
   *
   * @param data where its records lie; made when missing
   */
  public static KafkaBroker start(Path data) {
    return start(data, FreePort.any());
  }

  /**
   * Starts a broker and waits until it answers clients.
   *
   * @param data where its records lie; made when missing
   * @param port on which it listens, 1 to 65535
   * @throws ServerFailure when the port is taken, another broker uses the directory, or it does not
   *     answer within a minute
   */
  public static KafkaBroker start(Path data, int port) {
    return start(data, port, port);
  }

  static KafkaBroker start(Path data, int port, int advertisedPort) {
    return start(data, port, advertisedPort, List.of());
  }

  /** On any free port, and on more for users with a password. */
  static KafkaBroker start(Path data, List<TlsListener> secured) {
    int port = FreePort.any();
    return start(data, port, port, secured);
  }

  private static KafkaBroker start(
      Path data, int port, int advertisedPort, List<TlsListener> secured) {
    if (!FreePort.isFree(port)) {
      throw new ServerFailure("port " + port + " is taken by another program");
    }
    BrokerSettings settings =
        new BrokerSettings(
            data.toAbsolutePath().normalize(), port, advertisedPort, controllerPort(port), secured);
    format(settings);
    refuseDirectoryInUse(settings.data());
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(settings.properties(), false), Time.SYSTEM);
    KafkaBroker broker = new KafkaBroker(settings, server);
    try {
      server.startup();
      awaitAnswer(settings.bootstrap(), READY_WITHIN);
    } catch (RuntimeException e) {
      broker.close();
      throw e instanceof ServerFailure
          ? e
          : new ServerFailure("the broker did not start: " + e.getMessage(), e);
    }
    return broker;
  }

  /** What clients take as {@code bootstrap.servers}. */
  public String bootstrap() {
    return settings.bootstrap();
  }

  /** Where its records lie, absolute. */
  public Path data() {
    return settings.data();
  }

  /** Stops the broker cleanly. A second call does nothing. */
  @Override
  public void close() {
    server.shutdown();
  }

  /**
   * Waits until the broker there answers and counts itself among the brokers.
   *
   * @throws ServerFailure when that takes longer than {@code within}
   */
  static void awaitAnswer(String bootstrap, Duration within) {
    int millis = Math.toIntExact(within.toMillis());
    Map<String, Object> client =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            millis,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            millis,
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            200);
    try (Admin admin = Admin.create(client)) {
      if (admin.describeCluster().nodes().get(millis, TimeUnit.MILLISECONDS).isEmpty()) {
        throw new ServerFailure("the broker at " + bootstrap + " answers, but has not registered");
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new ServerFailure(
          "the broker at " + bootstrap + " did not answer within " + within.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerFailure("interrupted while waiting for the broker at " + bootstrap, e);
    }
  }

  private static int controllerPort(int brokerPort) {
    int port = FreePort.any();
    return port == brokerPort ? FreePort.any() : port;
  }

  private static void format(BrokerSettings settings) {
    try {
      Files.createDirectories(settings.data());
      if (Files.exists(settings.data().resolve("meta.properties"))) {
        return;
      }
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(BrokerSettings.NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(settings.data().toString())
          .addDirectory(settings.data().toString())
          .run();
    } catch (IOException e) {
      throw new ServerFailure("can't write to " + settings.data() + ": " + e.getMessage(), e);
    } catch (Exception e) {
      throw new ServerFailure("can't format " + settings.data() + ": " + e.getMessage(), e);
    }
  }

  // Kafka finds this out itself, but only after having half started.
  private static void refuseDirectoryInUse(Path data) {
    try (FileChannel channel =
            FileChannel.open(
                data.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        return;
      }
    } catch (OverlappingFileLockException inThisProcess) {
      throw new ServerFailure("another broker is using " + data, inThisProcess);
    } catch (IOException e) {
      throw new ServerFailure("can't write to " + data + ": " + e.getMessage(), e);
    }
    throw new ServerFailure("another broker is using " + data);
  }
}
