package io.tributary.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real node of Cassandra in a JVM of its own, which can be killed and started again on the same
 * data and port. It asks nobody who they are.
 */
public final class CassandraServer implements AutoCloseable {
  /** The datacenter that it is in. */
  public static final String DATACENTER = "datacenter1";

  // What Cassandra reaches for in a JDK 17.
  private static final List<String> EXPORTS =
      List.of(
          "java.base/jdk.internal.misc",
          "java.base/java.lang.ref",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.sql/java.sql",
          "jdk.unsupported/sun.misc",
          "jdk.attach/sun.tools.attach");
  private static final List<String> OPENS =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.module",
          "java.base/java.lang.reflect",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "java.rmi/sun.rmi.transport.tcp",
          "jdk.management/com.sun.management.internal");

  private final int port = FreePort.any();
  private final ServerProcess process;

  private CassandraServer(Path directory) throws IOException {
    Path conf = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(conf.resolve("cassandra.yaml"), settings(directory));
    Files.writeString(
        conf.resolve("logback.xml"),
        """
        <configuration>
          <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%d %-5level %logger{0} %msg%n</pattern></encoder>
          </appender>
          <root level="warn"><appender-ref ref="out"/></root>
        </configuration>
        """);
    List<String> jvm =
        new ArrayList<>(
            List.of(
                "-Xmx512m",
                "-XX:MaxDirectMemorySize=256m",
                "-Djdk.attach.allowAttachSelf=true",
                "-Dcassandra-foreground=true",
                "-Dcassandra.config=" + conf.resolve("cassandra.yaml").toUri(),
                "-Dcassandra.storagedir=" + directory.resolve("data"),
                "-Dcassandra.logdir=" + directory.resolve("logs"),
                "-Dlogback.configurationFile=" + conf.resolve("logback.xml"),
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                // It is alone: there is no gossip to wait for.
                "-Dcassandra.ring_delay_ms=0",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0"));
    EXPORTS.forEach(each -> jvm.addAll(List.of("--add-exports", each + "=ALL-UNNAMED")));
    OPENS.forEach(each -> jvm.addAll(List.of("--add-opens", each + "=ALL-UNNAMED")));
    process =
        new ServerProcess(
            "Cassandra",
            directory.resolve("cassandra.log"),
            "cassandra",
            conf,
            jvm,
            List.of("org.apache.cassandra.service.CassandraDaemon"),
            this::listens);
  }

  /**
   * Starts a node on any free port, and waits until it takes statements.
   *
   * @param directory where its data lies; made when missing
   * @throws ServerFailure when it can't start; the message ends with the end of its log
   */
  public static CassandraServer start(Path directory) {
    CassandraServer server = stopped(directory);
    server.startAgain();
    return server;
  }

  /** One that is yet to be started. */
  public static CassandraServer stopped(Path directory) {
    try {
      return new CassandraServer(directory.toAbsolutePath().normalize());
    } catch (IOException e) {
      throw new ServerFailure("can't start Cassandra in " + directory, e);
    }
  }

  /** Host and port, such as {@code 127.0.0.1:20000}; the same after a restart. */
  public String contactPoint() {
    return "127.0.0.1:" + port;
  }

  /** As {@code kill -9}; returns when it is gone. */
  public void kill() {
    process.kill();
  }

  /** Starts it again on the same data and port; kills it first when it is still running. */
  public void startAgain() {
    process.kill();
    process.start();
  }

  /** Kills the process: nobody needs its data any more. */
  @Override
  public void close() {
    kill();
  }

  private String settings(Path directory) {
    int storage = FreePort.any();
    Path data = directory.resolve("data");
    return String.join(
        "\n",
        "cluster_name: tributary-test",
        "num_tokens: 1",
        "partitioner: org.apache.cassandra.dht.Murmur3Partitioner",
        "endpoint_snitch: SimpleSnitch",
        "auto_bootstrap: false",
        // Else a table that is dropped stays on the disk.
        "auto_snapshot: false",
        "listen_address: 127.0.0.1",
        "storage_port: " + storage,
        "rpc_address: 127.0.0.1",
        "start_native_transport: true",
        "native_transport_port: " + port,
        "seed_provider:",
        "  - class_name: org.apache.cassandra.locator.SimpleSeedProvider",
        "    parameters:",
        "      - seeds: \"127.0.0.1:" + storage + "\"",
        "data_file_directories: [" + data.resolve("data") + "]",
        "commitlog_directory: " + data.resolve("commitlog"),
        "saved_caches_directory: " + data.resolve("saved_caches"),
        "hints_directory: " + data.resolve("hints"),
        "cdc_raw_directory: " + data.resolve("cdc_raw"),
        // What is killed has what it acknowledged: its log is a mapped file.
        "commitlog_sync: periodic",
        "commitlog_sync_period: 1000ms",
        "commitlog_segment_size: 8MiB",
        "commitlog_total_space: 256MiB",
        "memtable_heap_space: 64MiB",
        "memtable_offheap_space: 64MiB",
        "file_cache_size: 32MiB",
        "networking_cache_size: 32MiB",
        "key_cache_size: 0MiB",
        "row_cache_size: 0MiB",
        "counter_cache_size: 0MiB",
        "concurrent_reads: 8",
        "concurrent_writes: 8",
        "");
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }
}
