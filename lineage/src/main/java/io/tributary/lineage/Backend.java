package io.tributary.lineage;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Where events go: to a server such as Marquez, to a file, or to both.
 *
 * @param url of the server, before {@code /api/v1/lineage}; empty for none
 * @param file of a local disk, to which each event is added as a line; empty for none
 * @param keyFile the file that holds the server's key; empty for none. Read for each event
 * @param keyVariable the variable of the environment that holds it where no file does
 * @param timeout of one request, at least a millisecond
 */
public record Backend(String url, String file, String keyFile, String keyVariable, Duration timeout)
    implements Serializable {
  private static final String PATH = "/api/v1/lineage";

  /** An event that will be refused however often it is sent. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** What sends, in one thread. */
  Sender open() {
    return new Sender();
  }

  /** Sends to all places. */
  final class Sender {
    private @Nullable HttpClient client;
    private boolean isFiled;

    /**
     * Sends an event. When it throws, it is to be called with the same event again, or with {@link
     * #next()} before another one: what is in the file is not written a second time.
     *
     * @throws Refused if the server will not take this event
     * @throws IOException if it was not taken now
     */
    void send(String event) throws IOException, InterruptedException {
      if (!file.isEmpty() && !isFiled) {
        Path path = Path.of(file);
        if (path.getParent() != null) {
          Files.createDirectories(path.getParent());
        }
        append(path, event + "\n");
        isFiled = true;
      }
      if (!url.isEmpty()) {
        post(event);
      }
      next();
    }

    /** Goes on with another event. */
    void next() {
      isFiled = false;
    }

    /** In one piece, since other jobs may write to the same file. */
    private static void append(Path path, String line) throws IOException {
      try (FileChannel out =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
    }

    private void post(String event) throws IOException, InterruptedException {
      if (client == null) {
        client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
      }
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url.replaceAll("/+$", "") + PATH))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(event, StandardCharsets.UTF_8));
      String key = key();
      if (!key.isEmpty()) {
        request.header("Authorization", "Bearer " + key);
      }
      // Java's own time-out ends with the answer's headers.
      CompletableFuture<HttpResponse<Void>> answer =
          client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
      try {
        check(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode());
      } catch (TimeoutException e) {
        throw new IOException(url + " doesn't answer within " + timeout.toMillis() + " ms", e);
      } catch (ExecutionException e) {
        throw new IOException(url + ": " + e.getCause(), e);
      } finally {
        answer.cancel(true);
      }
    }

    private void check(int status) throws IOException {
      if (status >= 200 && status < 300) {
        return;
      }
      String problem = url + PATH + " answers " + status;
      if (status == 401 || status == 403) {
        throw new Refused(
            problem + ": check the key, in lineage.api-key-file or in " + keyVariable);
      }
      if (status < 500 && status != 408 && status != 429) {
        throw new Refused(problem + ": check that lineage.url is the address of a lineage backend");
      }
      throw new IOException(problem);
    }

    private String key() throws IOException {
      String value =
          keyFile.isEmpty() ? System.getenv(keyVariable) : Files.readString(Path.of(keyFile));
      String key = value == null ? "" : value.strip();
      // Java's own message would show it.
      if (!key.chars().allMatch(each -> each > ' ' && each < 0x7F)) {
        throw new IOException(
            "the key in "
                + (keyFile.isEmpty() ? keyVariable : keyFile)
                + " has characters that no key has: write nothing else there");
      }
      return key;
    }
  }
}
