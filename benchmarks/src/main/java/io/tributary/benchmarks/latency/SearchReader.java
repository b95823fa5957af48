package io.tributary.benchmarks.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tributary.testkit.ElasticsearchServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Searches the index of tweets again and again, and notes when each is found first. */
final class SearchReader implements Reader {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Between two searches; a tweet may be found so much later than it could be. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** A tweet that takes longer from its analysis to the index is not seen, and so told. */
  private static final Duration LAST = Duration.ofSeconds(40);

  private static final int MOST = 10_000;

  private final ElasticsearchServer server;
  private final Seen seen = new Seen();
  private volatile boolean closed;

  SearchReader(ElasticsearchServer server) {
    this.server = server;
  }

  @Override
  public Seen seen() {
    return seen;
  }

  @Override
  public Seen call() throws IOException, InterruptedException {
    while (!closed) {
      JsonNode hits = search().path("hits").path("hits");
      long now = System.nanoTime();
      if (hits.size() == MOST) {
        throw new IllegalStateException("more tweets came than a search tells: lower --rate");
      }
      hits.forEach(hit -> seen.add(hit.path("_id").asText(), now));
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
    return seen;
  }

  private JsonNode search() throws IOException {
    try {
      return JSON.readTree(server.ask("POST", "/tweets_analyzed/_search", query()));
    } catch (IOException e) {
      if (seen.size() > 0) {
        throw e;
      }
      // The index is being made.
      return MissingNode.getInstance();
    }
  }

  private static String query() {
    return JSON.createObjectNode()
        .put("size", MOST)
        .put("_source", false)
        .set(
            "query",
            JSON.createObjectNode()
                .set(
                    "range",
                    JSON.createObjectNode()
                        .set(
                            "analyzed_at",
                            JSON.createObjectNode()
                                .put("gte", Instant.now().minus(LAST).toString()))))
        .toString();
  }

  @Override
  public void close() {
    closed = true;
  }
}
