package io.tributary.cli.simulate.tweets;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.cli.simulate.BrokenJson;
import io.tributary.cli.simulate.JsonFields;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Tweets as broken producers write them: each has exactly the one fault that it is named after. */
final class InvalidTweet {
  private static final List<String> REQUIRED = List.of("tweet_id", "text", "created_at", "user");
  private static final int TOO_LONG = 25_001;
  private static final int FUTURE_YEAR = 2100;

  private InvalidTweet() {}

  /** The value of an invalid record; null for one without a value. */
  static byte @Nullable [] value(TweetFault fault, JsonFields fields, SplittableRandom random) {
    switch (fault) {
      case MALFORMED_JSON -> {
        return BrokenJson.malformed(fields, "tweet", random);
      }
      case MISSING_FIELD -> fields.remove(any(REQUIRED, random));
      case NULL_FIELD -> fields.put(any(REQUIRED, random), "null");
      case WRONG_TYPE ->
          fields.put(
              any(List.of("text", "user"), random), any(List.of("42", "true", "{}"), random));
      case NUMBER_FOR_ID -> fields.put("tweet_id", (random.nextInt(1 << 20) + 1) + "000000000000");
      case BAD_ID -> fields.text("tweet_id", any(List.of("", "a b", "été", "1\t2"), random));
      case TEXT_TOO_LONG -> fields.text("text", "a".repeat(TOO_LONG + random.nextInt(100)));
      case BAD_TIME ->
          fields.text(
              "created_at",
              any(
                  List.of(
                      "yesterday",
                      "Mon Jan 26 23:30:00 +0000 2026",
                      "2026-02-30T12:00:00",
                      "2026-01-26",
                      "1769470200",
                      ""),
                  random));
      case FAR_FUTURE ->
          fields.text("created_at", (FUTURE_YEAR + random.nextInt(800)) + "-01-01T00:00:00Z");
      case BAD_LANGUAGE ->
          fields.put("lang", any(List.of("\"\"", "\"français\"", "7", "\"f\"", "[]"), random));
      case HASHTAGS_NO_LIST ->
          fields.put("hashtags", any(List.of("\"#a\"", "{}", "[1]", "[null]", "[[]]"), random));
      case BAD_COUNT ->
          fields.put(
              any(List.of("retweet_count", "like_count"), random),
              any(List.of("-1", "1.5", "\"3\"", "1e3", "true"), random));
      case HALF_SURROGATE ->
          fields.put("text", "\"" + any(List.of("\\ud83d", "\\uDE00 "), random) + "\"");
      case DUPLICATE_KEY -> {
        return BrokenJson.withKeyTwice(fields, any(REQUIRED, random));
      }
      case INVALID_UTF8 -> {
        return BrokenJson.undecodable(fields, "text", random);
      }
      case EMPTY -> {
        return new byte[0];
      }
      case NULL_VALUE -> {
        return null;
      }
    }
    return fields.bytes();
  }
}
