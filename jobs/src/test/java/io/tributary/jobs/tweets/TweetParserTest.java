package io.tributary.jobs.tweets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TweetParserTest {
  private static final String LEAST =
      "\"tweet_id\":\"1\",\"text\":\"a\",\"created_at\":\"2026-01-26T23:30:00\",\"user\":\"u\"";

  private final TweetParser parser = new TweetParser();

  private static RawRecord raw(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new RawRecord("tweets_raw", 0, 0, 0, null, bytes, false, 0);
  }

  private Tweet parse(String json) throws Rejection {
    return parser.parse(raw(json));
  }

  @Test
  void aTweetIsTakenAsItIs() throws Exception {
    Tweet tweet =
        parse(
            "{\"tweet_id\":\"1885512345678901249\",\"text\":\"Été \\u0000 #A\","
                + "\"created_at\":\"2026-01-26T23:30:00.123456+01:00\",\"user\":\"léa\","
                + "\"lang\":\"fr-CA\",\"hashtags\":[\"A\",\"\\u00e9\"],\"retweet_count\":3,"
                + "\"like_count\":12,\"more\":{}}");
    assertThat(tweet.tweetId()).hasToString("1885512345678901249");
    assertThat(tweet.text()).hasToString("Été \0 #A");
    assertThat(tweet.createdAt())
        .isEqualTo(Instant.parse("2026-01-26T22:30:00Z").getEpochSecond() * 1_000_000 + 123_456);
    assertThat(tweet.user()).hasToString("léa");
    assertThat(tweet.lang()).contains("fr");
    assertThat(tweet.hashtags()).contains(List.of("A", "é"));
    assertThat(tweet.retweets()).isEqualTo(3);
    assertThat(tweet.likes()).isEqualTo(12);
  }

  @Test
  void whatNeedNotBeThereMayBeMissingOrNull() throws Exception {
    for (String rest :
        List.of(
            "", ",\"lang\":null,\"hashtags\":null,\"retweet_count\":null,\"like_count\":null")) {
      Tweet tweet = parse("{" + LEAST + rest + "}");
      assertThat(tweet.lang()).isEmpty();
      assertThat(tweet.hashtags()).isEmpty();
      assertThat(tweet.retweets()).isZero();
      assertThat(tweet.likes()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2026-01-26T23:30:00", "2026-01-26T23:30:00Z", "2026-01-27T00:30:00.000+01:00"})
  void withoutAZoneItIsUtc(String time) throws Exception {
    assertThat(parse("{" + LEAST.replace("2026-01-26T23:30:00", time) + "}").createdAtMillis())
        .isEqualTo(Instant.parse("2026-01-26T23:30:00Z").toEpochMilli());
  }

  @Test
  void theIdIsTheIdentityWhateverElseIsInTheRecord() throws Exception {
    Tweet one = parse("{" + LEAST + "}");
    assertThat(parse("{" + LEAST.replace("\"a\"", "\"b\"") + "}").identity())
        .isEqualTo(one.identity());
    assertThat(parse("{" + LEAST.replace("\"1\"", "\"2\"") + "}").identity())
        .isNotEqualTo(one.identity());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"tweet_id\":\"1\" | \"tweet_id\":\"\" | INVALID_VALUE | tweet_id",
        "\"tweet_id\":\"1\" | \"tweet_id\":\"a b\" | INVALID_VALUE | tweet_id",
        "\"tweet_id\":\"1\" | \"tweet_id\":\"é\" | INVALID_VALUE | tweet_id",
        "\"tweet_id\":\"1\" | \"tweet_id\":1885512345678901249 | INVALID_VALUE | tweet_id",
        "\"tweet_id\":\"1\" | \"tweet_id\":null | MISSING_FIELD | tweet_id",
        "\"text\":\"a\" | \"text\":1 | INVALID_VALUE | text",
        "\"text\":\"a\", | `` | MISSING_FIELD | text",
        "\"user\":\"u\" | \"user\":\"\" | INVALID_VALUE | user",
        "\"user\":\"u\" | \"user\":{\"id\":1} | INVALID_VALUE | user",
        "23:30:00 | 25:30:00 | INVALID_VALUE | created_at",
        "T23:30:00 | `` | INVALID_VALUE | created_at",
        "23:30:00 | 23:30:00ZZ | INVALID_VALUE | created_at",
        "\"user\":\"u\" | \"user\":\"u\",\"lang\":\"\" | INVALID_VALUE | lang",
        "\"user\":\"u\" | \"user\":\"u\",\"lang\":\"french\" | INVALID_VALUE | lang",
        "\"user\":\"u\" | \"user\":\"u\",\"lang\":7 | INVALID_VALUE | lang",
        "\"user\":\"u\" | \"user\":\"u\",\"hashtags\":\"a\" | INVALID_VALUE | hashtags",
        "\"user\":\"u\" | \"user\":\"u\",\"hashtags\":[\"a\",1] | INVALID_VALUE | hashtags",
        "\"user\":\"u\" | \"user\":\"u\",\"hashtags\":[null] | INVALID_VALUE | hashtags",
        "\"user\":\"u\" | \"user\":\"u\",\"hashtags\":[[\"a\"]] | INVALID_VALUE | hashtags",
        "\"user\":\"u\" | \"user\":\"u\",\"hashtags\":[\"\\ud83d\"] | INVALID_VALUE | hashtags",
        "\"user\":\"u\" | \"user\":\"u\",\"like_count\":-1 | INVALID_VALUE | like_count",
        "\"user\":\"u\" | \"user\":\"u\",\"like_count\":1.0 | INVALID_VALUE | like_count",
        "\"user\":\"u\" | \"user\":\"u\",\"like_count\":1e30 | INVALID_VALUE | like_count",
        "\"user\":\"u\" | \"user\":\"u\",\"retweet_count\":\"3\" | INVALID_VALUE | retweet_count",
        "\"user\":\"u\" | \"user\":\"u\",\"retweet_count\":1000000000000000000 | INVALID_VALUE |"
            + " retweet_count",
        "\"user\":\"u\" | \"user\":\"u\",\"user\":\"u\" | MALFORMED_JSON | ``",
      })
  void whatBreaksARuleIsRejectedWithTheField(
      String good, String bad, RejectReason reason, String field) {
    assertThat(LEAST).contains(good);
    assertRejected("{" + LEAST.replace(good, bad) + "}", reason, field);
  }

  @Test
  void whatIsTooLongIsRejectedAndWhatIsNotIsTaken() throws Exception {
    String smile = "\\ud83d\\ude00"; // a code point of two characters and four bytes
    assertThat(parse("{" + LEAST.replace("\"a\"", quoted(smile, 25_000)) + "}").text().codePoints())
        .isEqualTo(25_000);
    assertRejected(
        "{" + LEAST.replace("\"a\"", quoted("a", 25_001)) + "}", RejectReason.TOO_LONG, "text");
    assertThat(parse("{" + LEAST.replace("\"u\"", quoted("é", 256)) + "}").user().length())
        .isEqualTo(512);
    assertRejected(
        "{" + LEAST.replace("\"u\"", quoted("é", 257)) + "}", RejectReason.TOO_LONG, "user");
    assertThat(parse("{" + LEAST.replace("\"1\"", quoted("1", 64)) + "}").tweetId().length())
        .isEqualTo(64);
    assertRejected(
        "{" + LEAST.replace("\"1\"", quoted("1", 65)) + "}", RejectReason.TOO_LONG, "tweet_id");
  }

  private static String quoted(String text, int times) {
    return '"' + text.repeat(times) + '"';
  }

  private void assertRejected(String json, RejectReason reason, String field) {
    assertThatExceptionOfType(Rejection.class)
        .isThrownBy(() -> parse(json))
        .satisfies(
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(reason);
              assertThat(rejection.field()).isEqualTo(field);
              assertThat(rejection.detail()).isNotEmpty();
            });
  }

  @Test
  void travelsAsItIs() throws Exception {
    for (String rest : List.of("", ",\"lang\":\"ar\",\"hashtags\":[\"a\",\"\\u00e9\"]")) {
      RawRecord raw = raw("{" + LEAST + rest + ",\"like_count\":7}");
      Tweet tweet = parser.parse(raw);
      DataOutputSerializer out = new DataOutputSerializer(64);
      Tweet.Wire.INSTANCE.write(tweet, raw, out);
      assertThat(Tweet.Wire.INSTANCE.read(raw, new DataInputDeserializer(out.getCopyOfBuffer())))
          .isEqualTo(tweet);
    }
  }
}
