package io.tributary.jobs.tweets;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.jobs.FuzzedRecord;
import io.tributary.jobs.JsonSeeds;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.time.Utc;
import io.tributary.text.TextCleaner;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class TweetParserFuzzTest {
  private static final class Subject {
    static final FuzzedRecord<Tweet> TWEETS =
        new FuzzedRecord<>(
            "tweets_raw", TweetParser::new, Tweet.Wire.INSTANCE, Subject::fields, tweet -> tweet);
    static final Parser<Tweet> USED = new TweetParser();

    private static Map<String, Object> fields(Tweet tweet) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("tweet_id", tweet.tweetId().toString());
      fields.put("text", tweet.text().toString());
      fields.put("created_at", Utc.format(tweet.createdAt()));
      fields.put("user", tweet.user().toString());
      tweet.lang().ifPresent(lang -> fields.put("lang", lang));
      tweet.hashtags().ifPresent(hashtags -> fields.put("hashtags", hashtags));
      fields.put("retweet_count", tweet.retweets());
      fields.put("like_count", tweet.likes());
      return fields;
    }
  }

  static Stream<byte[]> seeds() {
    return JsonSeeds.of(
        """
        {"tweet_id":"1","text":"Quel match ! #Football #ÉTÉ","created_at":"2026-01-26T23:30:00","user":"lea",\
        "lang":"fr-FR","hashtags":["Football","\\u00c9T\\u00c9"],"retweet_count":3,"like_count":12}""",
        "{\"tweet_id\":\"3\",\"text\":\"#كُرَة_القدم\",\"created_at\":\"2026-01-27T00:30:20+01:00\",\"user\":\"ليلى\"}");
  }

  @MethodSource("seeds")
  @FuzzTest
  void everyRecordIsAcceptedOrRejected(byte[] value) throws IOException {
    Subject.TWEETS.check(value, Subject.USED);
    FuzzedRecord.parse(Subject.USED, new RawRecord("tweets_raw", 0, 0, 0, null, value, false, 0))
        .ifPresent(TweetParserFuzzTest::checkHashtags);
  }

  /** Those that are counted have a form of their own: counted again, they are the same. */
  private static void checkHashtags(Tweet tweet) {
    List<String> counted = Hashtags.of(tweet, TextCleaner.clean(tweet.text().toString()));
    assertThat(counted).hasSizeLessThanOrEqualTo(Hashtags.MOST).doesNotHaveDuplicates();
    for (String hashtag : counted) {
      assertThat(hashtag.codePointCount(0, hashtag.length())).isBetween(1, Hashtags.LONGEST);
    }
  }
}
