package io.tributary.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A real S3 server in a JVM of its own, which can be killed and started again on the same data and
 * port. It knows one pair of keys. Its buckets are folders below its directory's {@code buckets}.
 */
public final class S3Server implements AutoCloseable {
  /** The bucket that is there from the start. */
  public static final String BUCKET = "tributary";

  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(2);

  private final Path directory;
  private final int port;
  private final String accessKey;
  private final String secretKey;
  private final ServerProcess process;

  private S3Server(Path directory, int port, String accessKey, String secretKey)
      throws IOException {
    this.directory = directory;
    this.port = port;
    this.accessKey = accessKey;
    this.secretKey = secretKey;
    createBucket(BUCKET);
    Path conf = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(conf.resolve("s3.properties"), properties());
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
    process =
        new ServerProcess(
            "S3 server",
            directory.resolve("s3.log"),
            "s3",
            conf,
            List.of("-Xmx512m"),
            List.of(
                "org.gaul.s3proxy.Main", "--properties", conf.resolve("s3.properties").toString()),
            this::answers);
  }

  /**
   * Starts a server on any free port.
   *
   * @param directory where its data lies; made when missing
   */
  public static S3Server start(Path directory) {
    return start(directory, "tributary-test", "tributary-test-secret");
  }

  /**
   * Starts a server with given keys on any free port, and waits until it answers.
   *
   * @param directory where its data lies; made when missing
   * @throws ServerFailure when it can't start; the message ends with the end of its log
   */
  public static S3Server start(Path directory, String accessKey, String secretKey) {
    try {
      S3Server server =
          new S3Server(
              directory.toAbsolutePath().normalize(), FreePort.any(), accessKey, secretKey);
      server.process.start();
      return server;
    } catch (IOException e) {
      throw new ServerFailure("can't start an S3 server in " + directory, e);
    }
  }

  /** Where it listens, such as {@code http://127.0.0.1:20000}; the same after a restart. */
  public String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  /** Whom it knows. */
  public String accessKey() {
    return accessKey;
  }

  /** What that one must know. */
  public String secretKey() {
    return secretKey;
  }

  /** The process's id. */
  public long pid() {
    return process.pid();
  }

  /** What commands and clusters must have in their environment to reach it. */
  public Map<String, String> environment() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("S3_ENDPOINT", endpoint());
    variables.put("S3_ENDPOINT_REGION", "us-east-1");
    variables.put("S3_PATH_STYLE_ACCESS", "true");
    variables.put("AWS_ACCESS_KEY_ID", accessKey);
    variables.put("AWS_SECRET_ACCESS_KEY", secretKey);
    return variables;
  }

  /** The folder in which a bucket's objects are files of their keys' names. */
  public Path bucket(String name) {
    return directory.resolve("buckets").resolve(name);
  }

  /** Makes a bucket, unless it is there. */
  public void createBucket(String name) {
    try {
      // One that everybody on this machine could read is a public one.
      Files.createDirectories(
          bucket(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code kill -9}; returns when it is gone. */
  public void kill() {
    process.kill();
  }

  /** Stops it where it stands (SIGSTOP): its connections stay open, and it answers nobody. */
  public void pause() {
    process.pause();
  }

  /** Lets a paused one go on. */
  public void unpause() {
    process.unpause();
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

  private String properties() {
    return String.join(
        "\n",
        "s3proxy.endpoint=" + endpoint(),
        "s3proxy.authorization=aws-v2-or-v4",
        "s3proxy.identity=" + accessKey,
        "s3proxy.credential=" + secretKey,
        "jclouds.provider=filesystem-nio2",
        "jclouds.identity=" + accessKey,
        "jclouds.credential=" + secretKey,
        "jclouds.filesystem.basedir=" + directory.resolve("buckets"),
        "");
  }

  /** Whether it answers at all: without keys it refuses, which will do. */
  private boolean answers() {
    try {
      HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(endpoint())).timeout(ANSWERS_WITHIN).build(),
              BodyHandlers.discarding());
      return true;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
