package io.tributary.connectors.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.secrets.Secret;
import io.tributary.connectors.upsert.Rest;
import io.tributary.connectors.upsert.Session;
import io.tributary.connectors.upsert.StoringJob;
import io.tributary.connectors.upsert.Tweets;
import io.tributary.testkit.ElasticsearchServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ElasticsearchStoreIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INDEX = "tweets_analyzed";

  @TempDir private static Path directory;
  @TempDir Path checkpoints;
  private static ElasticsearchServer server;

  @BeforeAll
  static void start() {
    server = ElasticsearchServer.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void clear() throws Exception {
    server.ask("DELETE", "/" + INDEX, "");
    server.ask("DELETE", "/" + INDEX + "-refused", "");
    server.ask("DELETE", "/_index_template/" + INDEX, "");
  }

  private static ElasticsearchStore store(URI url) {
    return new ElasticsearchStore(url, "", Secret.none(), "", INDEX, "tweet_id");
  }

  private static ElasticsearchStore store() {
    return store(URI.create(server.url()));
  }

  private static Rest write(byte[]... rows) throws Exception {
    try (Session session = store().open()) {
      Rest rest = session.write(List.of(rows));
      if (!rest.refused().isEmpty()) {
        session.setAside(rest.refused());
      }
      server.ask("POST", "/_refresh", "");
      return rest;
    }
  }

  private static JsonNode ask(String path, String body) throws IOException {
    return JSON.readTree(server.ask(body.isEmpty() ? "GET" : "POST", path, body));
  }

  private static JsonNode search(String query) throws IOException {
    return ask("/" + INDEX + "/_search", "{\"query\":" + query + "}").path("hits");
  }

  private static void holdsExactly(long tweets) throws IOException {
    server.ask("POST", "/_refresh", "");
    Set<String> found = new TreeSet<>();
    String after = "";
    while (true) {
      JsonNode hits =
          ask(
                  "/" + INDEX + "/_search",
                  "{\"size\":10000,\"sort\":[{\"tweet_id\":\"asc\"}]%s}".formatted(after))
              .path("hits")
              .path("hits");
      for (JsonNode hit : hits) {
        assertThat(hit.path("_id").asText())
            .isEqualTo(hit.path("_source").path("tweet_id").asText());
        assertThat(found.add(hit.path("_source").toString())).isTrue();
      }
      if (hits.isEmpty()) {
        break;
      }
      after = ",\"search_after\":[\"" + hits.get(hits.size() - 1).path("_id").asText() + "\"]";
    }
    Set<String> sent =
        LongStream.range(0, tweets)
            .mapToObj(ElasticsearchStoreIT::canonical)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(found).hasSameSizeAs(sent).isEqualTo(sent);
  }

  private static String canonical(long n) {
    try {
      return JSON.readTree(Tweets.row(n)).toString();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void makesTheIndexFromItsMapping() throws Exception {
    store().open().close();

    JsonNode made = ask("/" + INDEX, "").path(INDEX);
    JsonNode wanted = JSON.readTree(getClass().getResource(INDEX + ".json"));
    assertThat(made.path("mappings").path("properties").path("text").path("fields").path("ar"))
        .isEqualTo(
            wanted.path("mappings").path("properties").path("text").path("fields").path("ar"));
    assertThat(made.path("settings").path("index").path("number_of_shards").asText())
        .isEqualTo("3");
    assertThat(ask("/_index_template/" + INDEX, "").path("index_templates")).hasSize(1);
    assertThat(ask("/" + INDEX + "-refused", "").has(INDEX + "-refused")).isTrue();
  }

  @Test
  void canBeOpenedAgain() throws Exception {
    store().open().close();
    store().open().close();
  }

  @Test
  void waitsWhileAnIndexWouldRefuseEachRow() throws Exception {
    server.ask(
        "PUT", "/" + INDEX, "{\"mappings\":{\"properties\":{\"created_at\":{\"type\":\"long\"}}}}");
    assertThatThrownBy(() -> store().open())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("created_at has the type long in place of date");

    clear();
    server.ask("PUT", "/" + INDEX, "{\"mappings\":{\"dynamic\":\"strict\"}}");
    assertThatThrownBy(() -> store().open())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("prompt_version is not mapped");
  }

  @Test
  void waitsWhileAnotherTemplateOfItsNameMakesTheIndex() throws Exception {
    server.ask(
        "PUT",
        "/_index_template/" + INDEX,
        """
        {"index_patterns":["%s"],"template":{"mappings":{"properties":{"topic":{"type":"date"}}}}}
        """
            .formatted(INDEX));

    assertThatThrownBy(() -> store().open())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("topic has the type date in place of keyword");
  }

  @Test
  void writesToAnIndexThatLacksAFieldToSearchBy() throws Exception {
    server.ask("PUT", "/" + INDEX, "{\"mappings\":{\"dynamic\":false}}");

    assertThat(write(Tweets.row(0))).isEqualTo(Rest.NONE);
  }

  @Test
  void findsTweetsInTheirLanguages() throws Exception {
    write(Tweets.row(0), Tweets.row(1), Tweets.row(2));

    assertThat(search("{\"match\":{\"text.fr\":\"chat\"}}").path("hits"))
        .extracting(hit -> hit.path("_id").asText())
        .containsExactly("t0");
    assertThat(search("{\"match\":{\"text.en\":\"trains\"}}").path("hits"))
        .extracting(hit -> hit.path("_id").asText())
        .containsExactly("t1");
    assertThat(
            search("{\"match\":{\"text.ar\":\"كتاب\"}}").path("total").path("value").asInt()
                + search("{\"match\":{\"text.ar\":\"كتب\"}}").path("total").path("value").asInt())
        .isPositive();
    assertThat(search("{\"term\":{\"hashtags\":\"CHATS\"}}").path("total").path("value").asInt())
        .isEqualTo(3);
  }

  @Test
  void countsKeywordsAndHashtags() throws Exception {
    write(Tweets.row(0), Tweets.row(1), Tweets.row(3));

    JsonNode counted =
        ask(
                "/" + INDEX + "/_search",
                "{\"size\":0,\"aggs\":{\"keywords\":{\"terms\":{\"field\":\"keywords\"}},"
                    + "\"hashtags\":{\"terms\":{\"field\":\"hashtags\"}}}}")
            .path("aggregations");
    assertThat(counted.path("keywords").path("buckets").path(0).path("doc_count").asInt())
        .isEqualTo(2);
    assertThat(counted.path("hashtags").path("buckets").path(0).path("key").asText())
        .isEqualTo("chats");
  }

  @Test
  void writesADocumentAgainWithoutDoublingIt() throws Exception {
    write(Tweets.row(0), Tweets.row(1));
    write(Tweets.row(1), Tweets.row(2), Tweets.row(2));

    holdsExactly(3);
  }

  @Test
  void setsAsideOnlyWhatCantBeADocument() throws Exception {
    byte[] bad =
        Tweets.text(1)
            .replaceFirst("\"created_at\":\"[^\"]*\"", "\"created_at\":\"soon\"")
            .getBytes(UTF_8);
    byte[] longId = Tweets.text(2).replace("\"t2\"", "\"" + "x".repeat(600) + "\"").getBytes(UTF_8);

    Rest rest = write(Tweets.row(0), bad, longId);

    assertThat(rest.refused()).hasSize(2);
    holdsExactly(1);
    JsonNode aside = ask("/" + INDEX + "-refused/_search", "").path("hits").path("hits");
    assertThat(aside)
        .extracting(hit -> hit.path("_source").path("row").asText())
        .containsExactlyInAnyOrder(new String(bad, UTF_8), new String(longId, UTF_8));
    assertThat(aside)
        .extracting(hit -> hit.path("_source").path("reason").asText())
        .anyMatch(reason -> reason.contains("created_at"))
        .anyMatch(reason -> reason.contains("512"));
  }

  @Test
  void keepsFieldsThatAreNotMapped() throws Exception {
    ObjectNode newer = (ObjectNode) JSON.readTree(Tweets.row(0));
    newer.put("place", "Paris");

    assertThat(write(JSON.writeValueAsBytes(newer)).refused()).isEmpty();
    assertThat(ask("/" + INDEX + "/_doc/t0", "").path("_source").path("place").asText())
        .isEqualTo("Paris");
  }

  @Test
  void saysWhatToDoWhenNobodyAnswers() {
    assertThatThrownBy(() -> store(URI.create("http://127.0.0.1:1")).open())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("index tweets_analyzed at http://127.0.0.1:1 can't be reached");
  }

  @Test
  void writesAllToAServerThatTurnsSomeAway() throws Exception {
    try (BusyProxy busy = new BusyProxy(server.url())) {
      new StoringJob(checkpoints, store(busy.url()), Tweets.COLUMNS, 5_000).run();

      assertThat(busy.requestsTurnedAway.get()).isPositive();
      assertThat(busy.documentsTurnedAway.get()).isGreaterThan(100);
    }
    holdsExactly(5_000);
  }

  @Test
  void holdsEachTweetOnceWhenJobAndServerAreKilled() throws Exception {
    new StoringJob(checkpoints, store(), Tweets.COLUMNS, StoringJob.ROWS)
        .runKilled(StoringJob.KILLS, 2, server::startAgain);

    holdsExactly(StoringJob.ROWS);
  }

  @Test
  void getsAllFromAJobThatStartedWhileItWasAway() throws Exception {
    server.kill();
    var running = new StoringJob(checkpoints, store(), Tweets.COLUMNS, 1_000).start();
    server.startAgain();
    StoringJob.await(running);

    holdsExactly(1_000);
  }
}
