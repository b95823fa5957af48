package io.tributary.connectors.http;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks by HTTP, with bounds for everything: the whole exchange has a time limit, from looking up
 * the name to the last byte of the body, and the body has a size limit, before and after it is
 * unpacked. Redirects aren't followed. Thread-safe; {@link #close} ends what is under way.
 */
public final class BoundedHttp implements Closeable {
  private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

  private final HttpClient client;
  private final Duration timeout;
  private final int mostBytes;
  private volatile @Nullable CompletableFuture<?> underWay;

  /**
   * An answer.
   *
   * @param body unpacked
   */
  @SuppressWarnings("ArrayRecordComponent") // the bytes are carried, never compared
  public record Answer(int status, HttpHeaders headers, byte[] body) {
    /** How long the server wants to be left alone; at most a day. */
    public Optional<Duration> retryAfter() {
      return RetryAfter.of(headers)
          .map(pause -> pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }

    /** The beginning of the body, in one line, for messages. */
    public String shown() {
      return OneLine.of(new String(body, StandardCharsets.UTF_8));
    }
  }

  /**
   * Prepares to ask.
   *
   * @param timeout of each exchange as a whole
   * @param mostBytes of a body
   */
  public BoundedHttp(Duration timeout, int mostBytes) {
    this.timeout = timeout;
    this.mostBytes = mostBytes;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /**
   * Asks for what is at an address.
   *
   * @throws IOException if no answer came that keeps to the bounds
   */
  public Answer get(URI address, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(timeout);
    request.header("Accept", "application/json").header("Accept-Encoding", "gzip");
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<byte[]>> sending =
        client.sendAsync(request.build(), head -> new BoundedBody(mostBytes));
    underWay = sending;
    try {
      HttpResponse<byte[]> response = sending.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return new Answer(response.statusCode(), response.headers(), unpacked(response));
    } catch (TimeoutException e) {
      throw new HttpTimeoutException(
          shown(address) + " has not answered to the end within " + timeout.toMillis() + " ms");
    } catch (CancellationException e) {
      throw new IOException("asking " + shown(address) + " was ended", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("no answer from " + shown(address) + ": " + reason(cause), cause);
    } finally {
      sending.cancel(true);
    }
  }

  /** Without a key: messages are logged. */
  private static String shown(URI address) {
    return address.toString().replaceAll("(?i)([?&]api_?key=)[^&]*", "$1…");
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private byte[] unpacked(HttpResponse<byte[]> response) throws IOException {
    String encoding =
        response.headers().firstValue("Content-Encoding").orElse("").toLowerCase(Locale.ROOT);
    return switch (encoding) {
      case "", "identity" -> response.body();
      case "gzip", "x-gzip" -> {
        if (response.body().length == 0) {
          yield response.body();
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
          byte[] body = in.readNBytes(mostBytes);
          if (in.read() >= 0) {
            throw BoundedBody.tooLarge(mostBytes);
          }
          yield body;
        }
      }
      default ->
          throw new IOException(
              shown(response.uri())
                  + " answers in the encoding "
                  + encoding
                  + ", which wasn't asked for");
    };
  }

  @Override
  public void close() {
    CompletableFuture<?> ending = underWay;
    if (ending != null) {
      ending.cancel(true);
    }
  }
}
