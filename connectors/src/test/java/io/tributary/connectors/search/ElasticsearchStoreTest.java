package io.tributary.connectors.search;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connectors.secrets.Secret;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ElasticsearchStoreTest {
  private static ElasticsearchStore store(String url) {
    return new ElasticsearchStore(
        URI.create(url), "", Secret.none(), "", "tweets_analyzed", "tweet_id");
  }

  @Test
  void takesAnAddressThatEndsWithASlash() {
    assertThatThrownBy(() -> store("http://127.0.0.1:1/").open())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can't be reached");
  }

  @Test
  void refusesAnAddressWithAPath() {
    assertThatThrownBy(() -> store("http://search:9200/tweets"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tweets.elasticsearch.url")
        .hasMessageContaining("/tweets");
  }

  @Test
  void anAnswerThatDoesNotListTheRowsIsAnIOException() throws IOException {
    ElasticsearchStore store = store("http://127.0.0.1:1");
    try (ElasticsearchSession session =
        new ElasticsearchSession(ElasticsearchClient.connect(store), store)) {
      JsonNode answer = ElasticsearchClient.JSON.readTree("{\"errors\":true,\"items\":{\"a\":1}}");
      assertThatThrownBy(
              () ->
                  session.sort(List.of(new byte[0]), answer, new ArrayList<>(), new ArrayList<>()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("of 1 rows");
    }
  }
}
