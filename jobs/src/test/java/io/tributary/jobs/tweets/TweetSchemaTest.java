package io.tributary.jobs.tweets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tributary.connectors.json.JsonRows;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the schema takes, the parser takes, and the other way round; and so for what is written. */
final class TweetSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of each field some values; the first two are good. */
  private static final Map<String, List<String>> VALUES =
      new TreeMap<>(
          Map.of(
              "tweet_id",
              List.of("\"1\"", "\"a-!~\"", "\"\"", "\"a b\"", "\"1\\n\"", "7", "null", "\"é\""),
              "text",
              List.of("\"\"", "\"É #A \\ud83d\\ude00 \\u0000\"", "null", "7", "[]"),
              "created_at",
              List.of(
                  "\"2026-01-26T23:30:00\"",
                  "\"2026-01-26t23:30:00.1234567+01:00\"",
                  "\"2024-02-29T23:30\"",
                  "\"2026-02-29T20:00:00\"",
                  "\"2026-01-26T23:30:00ZZ\"",
                  "\"2026-01-26\"",
                  "\"yesterday\"",
                  "7"),
              "user",
              List.of("\"u\"", "\"é \"", "\"\"", "7", "null"),
              "lang",
              List.of("\"fr\"", "\"EN-gb\"", "null", "\"und\"", "\"\"", "\"f\"", "\"fr \"", "7"),
              "hashtags",
              List.of(
                  "[\"A\"]", "[]", "null", "[\"#a\",\"A\",\"\"]", "\"a\"", "[1]", "[null]", "{}"),
              "retweet_count",
              List.of(
                  "0", "999999999999999999", "null", "-1", "1.5", "\"1\"", "1000000000000000000"),
              "like_count",
              List.of("3", "12", "null", "-7", "true"),
              "other",
              List.of("1", "{}")));

  private final AnalyseTweets analyse = new AnalyseTweets(new EmbeddedAnalyst(), Clock.systemUTC());
  private final TweetParser parser = new TweetParser();

  @BeforeEach
  void open() throws Exception {
    analyse.open(new UnregisteredMetricsGroup(), Runnable::run);
  }

  @AfterEach
  void close() throws Exception {
    analyse.close();
  }

  @Test
  void parserAndSchemasAgree() throws IOException {
    JsonSchema in = schema("tweets_raw");
    JsonSchema out = schema("tweets-analyzed");
    JsonRows<AnalysedTweet> rows = new JsonRows<>(AnalysedTweet.COLUMNS);
    Random random = new Random(3);
    int taken = 0;
    for (int i = 0; i < 3_000; i++) {
      StringBuilder record = new StringBuilder();
      VALUES.forEach(
          (field, values) -> {
            if (random.nextInt(24) > 0) {
              int good = random.nextInt(8) == 0 ? values.size() : 2;
              record.append(record.isEmpty() ? "{" : ",");
              record.append('"').append(field).append("\":");
              record.append(values.get(random.nextInt(good)));
            }
          });
      String json = record.append(record.isEmpty() ? "{}" : "}").toString();
      Tweet tweet = parsed(json);
      assertThat(in.validate(JSON.readTree(json)).isEmpty()).as(json).isEqualTo(tweet != null);
      if (tweet != null) {
        taken++;
        byte[] written = rows.bytes(analyse.enrich(tweet).toCompletableFuture().join());
        assertThat(out.validate(JSON.readTree(written)))
            .as(new String(written, StandardCharsets.UTF_8))
            .isEmpty();
      }
    }
    assertThat(taken).isBetween(500, 2_500);
  }

  @Test
  void theFeedsGoldenFilesAreAsTheSchemasSay() throws IOException {
    for (Map.Entry<String, String> file :
        Map.of("metrics", "tweets-metrics", "analysed", "tweets-analyzed").entrySet()) {
      JsonSchema schema = schema(file.getValue());
      for (String line :
          Files.readAllLines(Path.of("src/test/resources/tweets", file.getKey() + ".jsonl"))) {
        assertThat(schema.validate(JSON.readTree(line))).as(line).isEmpty();
      }
    }
  }

  private Tweet parsed(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try {
      return parser.parse(new RawRecord("tweets_raw", 0, 0, 0, null, bytes, false, 0));
    } catch (Rejection e) {
      return null;
    }
  }

  private static JsonSchema schema(String name) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of("../schemas/" + name + ".schema.json"))) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    }
  }
}
