package io.tributary.analytics;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** JSON of Kafka and Flink, within bounds: what goes beyond is an error of reading. */
final class BoundedJson {
  /** The largest document that is read from a stream, in bytes. */
  static final int DOCUMENT = 16 << 20;

  private static final int DEPTH = 100;
  private static final int STRING = 1 << 20;
  private static final int NUMBER = 100;

  private BoundedJson() {}

  static ObjectMapper mapper() {
    return new ObjectMapper(
        new JsonFactoryBuilder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxDocumentLength(DOCUMENT)
                    .maxNestingDepth(DEPTH)
                    .maxStringLength(STRING)
                    .maxNumberLength(NUMBER)
                    .build())
            .build());
  }

  /** What a server answers; the body has at most {@link #DOCUMENT} bytes. */
  @SuppressWarnings("ArrayRecordComponent") // the bytes are read, never compared
  record Answer(int status, byte[] body) {}

  /**
   * Asks a server. The request's timeout, which it must have, is that of the whole exchange: the
   * client's own ends with the headers.
   *
   * @throws IOException if it gives no answer in time, or one that is too large
   */
  static Answer ask(HttpClient http, HttpRequest request) throws IOException, InterruptedException {
    Duration timeout = request.timeout().orElseThrow();
    CompletableFuture<HttpResponse<byte[]>> sending =
        http.sendAsync(request, head -> new BoundedBody(DOCUMENT));
    try {
      HttpResponse<byte[]> answer = sending.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return new Answer(answer.statusCode(), answer.body());
    } catch (TimeoutException e) {
      throw new HttpTimeoutException(
          "%s has not answered to the end within %d ms"
              .formatted(request.uri(), timeout.toMillis()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException("no answer from " + request.uri(), e);
    } finally {
      sending.cancel(true);
    }
  }
}
