package io.tributary.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server of the classifier in a JVM of its own, which can be killed and started again on the same
 * port. It speaks the REST API of TensorFlow Serving, answers from the SavedModel in the repository
 * through TensorFlow, and fails when told to.
 */
public final class ModelServer implements AutoCloseable {
  /** The model that it serves. */
  public static final String MODEL = "text_classifier";

  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);
  private static final Duration LOADED_WITHIN = Duration.ofSeconds(30);
  private static final long LOOK_MILLIS = 50;

  private final Path models;
  private final int port;
  private final ServerProcess process;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ModelServer(Path directory, int port) throws IOException {
    this.models = Files.createDirectories(directory.resolve("models"));
    this.port = port;
    if (!Files.exists(version(1))) {
      copy(repository().resolve("models").resolve(MODEL).resolve("1"), 1);
    }
    Path target = ServerProcess.target("tensorflow");
    process =
        new ServerProcess(
            "model server",
            directory.resolve("model-server.log"),
            "tensorflow",
            directory,
            List.of("-Xmx512m", "-Dorg.bytedeco.javacpp.cachedir=" + target.resolve("javacpp")),
            List.of(
                "io.tributary.tensorflow.RestServer", Integer.toString(port), models.toString()),
            this::isServing);
  }

  /**
   * Starts a server on any free port, and waits until it answers.
   *
   * @param directory where its models and its log lie; made when missing
   * @throws ServerFailure when it can't start; the message ends with the end of its log
   */
  public static ModelServer start(Path directory) {
    try {
      ModelServer server = new ModelServer(directory.toAbsolutePath().normalize(), FreePort.any());
      server.process.start();
      return server;
    } catch (IOException e) {
      throw new ServerFailure("can't start a model server in " + directory, e);
    }
  }

  /** Where it listens, such as {@code http://127.0.0.1:20000}; the same after a restart. */
  public String baseUrl() {
    return "http://127.0.0.1:" + port;
  }

  /** The process's id. */
  public long pid() {
    return process.pid();
  }

  /** Serves the same model as another version as well, and waits until it does. */
  public void addVersion(int number) {
    copy(version(1), number);
    await("/versions/" + number, "AVAILABLE");
  }

  /** Takes a version away, and waits until it is no longer served. */
  public void removeVersion(int number) {
    delete(version(number));
    await("/versions/" + number, "END");
  }

  /**
   * Each request to predict takes so long at least, and some meet faults; in place of earlier ones.
   */
  public void faults(Duration delay, ModelFault... faults) {
    control(
        "PUT",
        "/faults",
        "{\"delay_ms\":%d,\"faults\":[%s]}"
            .formatted(
                delay.toMillis(),
                Stream.of(faults).map(ModelFault::json).collect(Collectors.joining(","))));
  }

  /** Some requests to predict meet faults; in place of earlier ones. */
  public void faults(ModelFault... faults) {
    faults(Duration.ZERO, faults);
  }

  /** Each request to predict takes so long at least. */
  public void delay(Duration delay) {
    faults(delay);
  }

  /** Nothing goes wrong any more; who hangs loses the connection. */
  public void heal() {
    faults(Duration.ZERO);
  }

  /** As {@code kill -9}; returns when it is gone. Its faults go, too. */
  public void kill() {
    process.kill();
  }

  /** Starts it again on the same port; kills it first when it is still running. */
  public void startAgain() {
    process.kill();
    process.start();
  }

  @Override
  public void close() {
    kill();
  }

  private Path version(int number) {
    return models.resolve(MODEL).resolve(Integer.toString(number));
  }

  /** Under another name first, since the server looks each second. */
  private void copy(Path from, int number) {
    Path pending = models.resolve(MODEL).resolve(number + ".pending");
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(pending);
      for (Path each : files.toList()) {
        Files.copy(each, pending.resolve(each.getFileName().toString()));
      }
      Files.move(pending, version(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path repository() {
    return ServerProcess.target("tensorflow").resolve("../../..").normalize();
  }

  private boolean isServing() {
    try {
      return send("GET", "/v1/models/" + MODEL, "").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void await(String path, String state) {
    long end = System.nanoTime() + LOADED_WITHIN.toNanos();
    while (true) {
      try {
        if (send("GET", "/v1/models/" + MODEL + path, "").body().contains('"' + state + '"')) {
          return;
        }
        if (System.nanoTime() > end) {
          throw new ServerFailure(path + " of the model server is not " + state);
        }
        Thread.sleep(LOOK_MILLIS);
      } catch (IOException e) {
        throw new ServerFailure("the model server doesn't answer", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void control(String method, String path, String body) {
    try {
      HttpResponse<String> answer = send(method, path, body);
      if (answer.statusCode() != 200) {
        throw new ServerFailure(method + " " + path + ": " + answer.body());
      }
    } catch (IOException e) {
      throw new ServerFailure("the model server doesn't answer", e);
    }
  }

  private HttpResponse<String> send(String method, String path, String body) throws IOException {
    BodyPublisher content =
        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(baseUrl() + path))
              .method(method, content)
              .timeout(ANSWERS_WITHIN)
              .build(),
          BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerFailure("interrupted while it waited for the model server");
    }
  }
}
