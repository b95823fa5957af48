package io.tributary.analytics;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

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
   * Asks a server.
   *
   * @throws IOException if it gives no answer, or one that is too large
   */
  static Answer ask(HttpClient http, HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      byte[] body = in.readNBytes(DOCUMENT + 1);
      if (body.length > DOCUMENT) {
        throw new IOException(
            "%s answers with more than %d bytes".formatted(request.uri(), DOCUMENT));
      }
      return new Answer(answer.statusCode(), body);
    }
  }
}
