package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.testkit.CassandraServer;
import io.tributary.testkit.ElasticsearchServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The tweets of the lake, the index and both tables, row by row. */
final class StoredTweets {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StoredTweets() {}

  /** Fails, and names the rows, where a store holds others than the lake. */
  static void areThoseOfTheLake(
      int count, Path lake, ElasticsearchServer search, CassandraServer cassandra)
      throws Exception {
    Map<String, String> rows = inTheLake(lake);
    assertThat(rows).hasSize(count);
    assertEqual(inTheIndex(search), rows);
    assertEqual(inTheTable(cassandra, "tweets_by_day"), rows);
    assertEqual(inTheTable(cassandra, "tweets_by_user"), rows);
  }

  /** To name the rows that differ takes long where there are many. */
  private static void assertEqual(Map<String, String> stored, Map<String, String> rows) {
    if (!stored.equals(rows)) {
      assertThat(stored.entrySet()).containsExactlyInAnyOrderElementsOf(rows.entrySet());
    }
  }

  private static Map<String, String> inTheLake(Path lake) throws Exception {
    Map<String, String> rows = new TreeMap<>();
    Outcome.query(
        "SELECT tweet_id, text, sentiment, topic, confidence, epoch_ms(analyzed_at), \"user\""
            + " FROM read_parquet('"
            + lake.resolve("tweets_analyzed/**/*.parquet")
            + "')",
        row ->
            put(
                rows,
                row.getString(1),
                words(
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getDouble(5),
                    row.getLong(6),
                    row.getString(7))));
    return rows;
  }

  private static Map<String, String> inTheIndex(ElasticsearchServer search) throws IOException {
    // A shard that is away would pass for rows that are missing.
    String refreshed = search.ask("POST", "/_refresh", "");
    assertThat(JSON.readTree(refreshed).at("/_shards/failed").asInt(-1)).as(refreshed).isZero();
    String setAside = search.ask("GET", "/tweets_analyzed-refused/_search", "");
    assertThat(JSON.readTree(setAside).at("/hits/total/value").asInt(-1)).as(setAside).isZero();
    Map<String, String> rows = new TreeMap<>();
    String after = "";
    while (true) {
      String query = "{\"size\":5000,\"sort\":[{\"tweet_id\":\"asc\"}]" + after + "}";
      JsonNode hits =
          JSON.readTree(
                  search.ask(
                      "POST", "/tweets_analyzed/_search?allow_partial_search_results=false", query))
              .path("hits")
              .path("hits");
      for (JsonNode hit : hits) {
        JsonNode row = hit.path("_source");
        put(
            rows,
            hit.path("_id").asText(),
            words(
                row.path("text").asText(),
                row.path("sentiment").asText(),
                row.path("topic").asText(),
                row.path("confidence").asDouble(),
                Instant.parse(row.path("analyzed_at").asText()).toEpochMilli(),
                row.path("user").asText()));
      }
      if (hits.isEmpty()) {
        return rows;
      }
      after = ",\"search_after\":[\"" + hits.get(hits.size() - 1).path("_id").asText() + "\"]";
    }
  }

  private static Map<String, String> inTheTable(CassandraServer cassandra, String table) {
    Map<String, String> rows = new TreeMap<>();
    String[] contact = cassandra.contactPoint().split(":");
    try (CqlSession session =
        CqlSession.builder()
            .addContactPoint(new InetSocketAddress(contact[0], Integer.parseInt(contact[1])))
            .withLocalDatacenter(CassandraServer.DATACENTER)
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder()
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofMinutes(1))
                    .build())
            .build()) {
      for (Row row : session.execute("SELECT * FROM tributary." + table)) {
        put(
            rows,
            row.getString("tweet_id"),
            words(
                row.getString("text"),
                row.getString("sentiment"),
                row.getString("topic"),
                row.getDouble("confidence"),
                row.getInstant("analyzed_at").toEpochMilli(),
                row.getString("user")));
      }
    }
    return rows;
  }

  private static void put(Map<String, String> rows, String id, String words) {
    assertThat(rows.put(id, words)).as(id).isNull();
  }

  private static String words(
      String text, String sentiment, String topic, double confidence, long at, String user) {
    return String.join("|", text, sentiment, topic, "" + confidence, "" + at, user);
  }
}
