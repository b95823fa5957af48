package io.tributary.connectors.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.connectors.secrets.Secret;
import io.tributary.connectors.upsert.Refused;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class BulkAnswerFuzzTest {
  private static final class Subject {
    static final List<byte[]> ROWS = List.of(new byte[] {1}, new byte[] {2});
    static final ElasticsearchSession SESSION;

    static {
      ElasticsearchStore store =
          new ElasticsearchStore(
              URI.create("http://127.0.0.1:1"), "", Secret.none(), "", "tweets", "tweet_id");
      try {
        SESSION = new ElasticsearchSession(ElasticsearchClient.connect(store), store);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            "{\"errors\":false,\"items\":[]}",
            """
            {"errors":true,"items":[{"index":{"status":201}},{"index":{"status":400,\
            "error":{"type":"mapper_parsing_exception","reason":"no"}}}]}""",
            "{\"errors\":true,\"items\":[{\"index\":{\"status\":429,\"error\":\"busy\"}},{}]}",
            "{\"errors\":true,\"items\":{\"a\":1,\"b\":2}}")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** The answer to a batch of two rows. */
  @MethodSource("seeds")
  @FuzzTest
  void saysOfEachRowWhatBecameOfItOrIsRefused(byte[] body) {
    List<byte[]> later = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    try {
      JsonNode answer = ElasticsearchClient.JSON.readTree(body);
      String reason = Subject.SESSION.sort(Subject.ROWS, answer, later, refused);
      assertThat(reason.isEmpty()).isEqualTo(later.isEmpty());
      assertThat(later.size() + refused.size()).isLessThanOrEqualTo(Subject.ROWS.size());
    } catch (IOException e) {
      assertThat(refused).isEmpty();
    }
  }
}
