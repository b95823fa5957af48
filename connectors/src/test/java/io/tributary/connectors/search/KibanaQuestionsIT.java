package io.tributary.connectors.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.secrets.Secret;
import io.tributary.connectors.upsert.Session;
import io.tributary.testkit.ElasticsearchServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the visualisations in {@code deploy/kibana} ask, of a real server. */
final class KibanaQuestionsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INDEX = "tweets_analyzed";
  private static final int TWEETS = 12;

  @TempDir private static Path directory;
  private static ElasticsearchServer server;

  @BeforeAll
  static void start() throws Exception {
    server = ElasticsearchServer.start(directory);
    ElasticsearchStore store =
        new ElasticsearchStore(URI.create(server.url()), "", Secret.none(), "", INDEX, "tweet_id");
    try (Session session = store.open()) {
      assertThat(
              session
                  .write(IntStream.range(0, TWEETS).mapToObj(KibanaQuestionsIT::tweet).toList())
                  .refused())
          .isEmpty();
    }
    server.ask("POST", "/_refresh", "");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Half of them French, a third English, the others Arabic; two an hour. */
  private static byte[] tweet(int n) {
    String lang = n % 6 < 3 ? "fr" : n % 6 < 5 ? "en" : "ar";
    ObjectNode tweet = JSON.createObjectNode();
    tweet.put("tweet_id", "t" + n).put("text", "…").put("user", "u").put("lang", lang);
    tweet.put("created_at", "2026-01-26T%02d:%02d:00.000000Z".formatted(n / 2, n % 2 * 30));
    tweet.putArray("hashtags").add(n % 2 == 0 ? "Énergie" : "énergie").add("n" + n % 4);
    tweet.put("retweet_count", 1).put("like_count", 2);
    tweet.put("sentiment", List.of("positive", "positive", "neutral", "negative").get(n % 4));
    tweet.put("topic", n % 3 == 0 ? "sports" : "other").put("confidence", 0.5);
    tweet.put("model", "embedded").put("prompt_version", "1");
    tweet.put("analyzed_at", "2026-01-26T12:00:00.000000Z");
    tweet.putArray("keywords").add(lang.equals("ar") ? "خبز" : "pain").add("k" + n % 2);
    return tweet.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The answer to what a visualisation asks, as Kibana asks it. */
  private static JsonNode answer(String id) throws IOException {
    JsonNode object =
        Files.readAllLines(Path.of("../deploy/kibana/tweets.ndjson")).stream()
            .map(KibanaQuestionsIT::json)
            .filter(each -> each.path("id").asText().equals(id))
            .findFirst()
            .orElseThrow();
    JsonNode source =
        json(object.at("/attributes/kibanaSavedObjectMeta/searchSourceJSON").asText());
    ObjectNode question = JSON.createObjectNode().put("size", 0).put("track_total_hits", true);
    String query = source.at("/query/query").asText();
    if (!query.isEmpty()) {
      String[] sides = query.split(" : ", 2);
      question.putObject("query").putObject("term").put(sides[0], sides[1]);
    }
    ObjectNode within = question;
    for (JsonNode each : json(object.at("/attributes/visState").asText()).path("aggs")) {
      if (!each.path("type").asText().equals("count")) {
        within = within.putObject("aggs").putObject("by");
        group(within, each);
      }
    }
    JsonNode answer = json(server.ask("POST", "/" + INDEX + "/_search", question.toString()));
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer;
  }

  private static void group(ObjectNode aggregation, JsonNode asked) {
    JsonNode given = asked.path("params");
    ObjectNode by = aggregation.putObject(asked.path("type").asText());
    by.set("field", given.path("field"));
    if (asked.path("type").asText().equals("terms")) {
      by.set("size", given.path("size"));
      by.putObject("order").set("_count", given.path("order"));
    } else {
      // In place of Kibana's own choice by the range that is shown.
      by.put("fixed_interval", "1h").set("min_doc_count", given.path("min_doc_count"));
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static Map<String, Integer> counts(JsonNode aggregated) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    aggregated
        .at("/by/buckets")
        .forEach(
            each ->
                counts.put(
                    each.path("key_as_string").asText(each.path("key").asText()),
                    each.path("doc_count").asInt()));
    return counts;
  }

  private static Map<String, Integer> counted(String id) throws IOException {
    return counts(answer(id).path("aggregations"));
  }

  @Test
  void countsSentimentsAndTopics() throws Exception {
    assertThat(counted("tweets-sentiment"))
        .isEqualTo(Map.of("positive", 6, "neutral", 3, "negative", 3));
    JsonNode topics = answer("tweets-topics").path("aggregations");
    assertThat(counts(topics)).isEqualTo(Map.of("other", 8, "sports", 4));
    assertThat(counts(topics.at("/by/buckets/1")).values().stream().mapToInt(n -> n).sum())
        .isEqualTo(4);
  }

  @Test
  void countsHashtagsWithoutRegardToCase() throws Exception {
    assertThat(counted("tweets-hashtags"))
        .isEqualTo(Map.of("énergie", 12, "n0", 3, "n1", 3, "n2", 3, "n3", 3));
  }

  @Test
  void countsByTheTimeAtWhichTweetsWereWritten() throws Exception {
    JsonNode timeline = answer("tweets-timeline").path("aggregations");
    assertThat(counts(timeline))
        .hasSize(6)
        .containsEntry("2026-01-26T00:00:00.000Z", 2)
        .containsEntry("2026-01-26T05:00:00.000Z", 2);
    assertThat(
            StreamSupport.stream(timeline.at("/by/buckets").spliterator(), false)
                .flatMapToInt(hour -> counts(hour).values().stream().mapToInt(n -> n))
                .sum())
        .isEqualTo(TWEETS);
  }

  @Test
  void countsKeywordsOfOneLanguageOnly() throws Exception {
    assertThat(counted("tweets-keywords-ar")).isEqualTo(Map.of("خبز", 2, "k1", 2));
    assertThat(counted("tweets-keywords-fr")).containsEntry("pain", 6).doesNotContainKey("خبز");
    assertThat(counted("tweets-keywords-en")).containsEntry("pain", 4);
  }
}
