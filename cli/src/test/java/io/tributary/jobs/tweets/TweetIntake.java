package io.tributary.jobs.tweets;

import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Parsed.Rejected;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the feed's source decides about a record, and what stands in it. The feed's package doesn't
 * show its types: this is how the simulator's tests ask them.
 */
public final class TweetIntake implements AutoCloseable {
  private final Intake<Tweet> intake =
      new Intake<>(new TweetParser(), Tweet::createdAtMillis, "created_at", Duration.ofHours(1));
  private final TweetReader reader = new TweetReader();

  /** A tweet that was taken; hashtags as they are counted. */
  public record Taken(String id, String text, long millis, String lang, List<String> hashtags) {}

  /** What is read from a record; nothing when it is rejected. */
  public Optional<Taken> taken(byte[] value, long recordMillis) {
    return take(value, recordMillis) instanceof Accepted<Tweet> accepted
        ? Optional.of(taken(accepted.value()))
        : Optional.empty();
  }

  /** Why a record is rejected; nothing when it is taken. */
  public Optional<RejectReason> rejection(byte[] value, long recordMillis) {
    return take(value, recordMillis) instanceof Rejected<Tweet> rejected
        ? Optional.of(rejected.letter().reason())
        : Optional.empty();
  }

  private Parsed<Tweet> take(byte[] value, long recordMillis) {
    return intake.take(new RawRecord("tweets_raw", 0, 0, recordMillis, null, value, false, 0));
  }

  private Taken taken(Tweet tweet) {
    TweetContent content = reader.read(tweet);
    return new Taken(
        tweet.tweetId().toString(),
        tweet.text().toString(),
        tweet.createdAtMillis(),
        content.lang(),
        content.hashtags());
  }

  @Override
  public void close() {
    reader.close();
  }
}
