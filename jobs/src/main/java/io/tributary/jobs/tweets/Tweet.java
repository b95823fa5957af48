package io.tributary.jobs.tweets;

import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RecordCodec;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.record.WireText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A tweet as it came in.
 *
 * @param tweetId its identity, as others know it
 * @param identity the same in 128 bits
 * @param text what was written, at most 25,000 code points
 * @param createdAt when it was written, in microseconds since the epoch
 * @param user who wrote it
 * @param lang the code of the language that it was declared to be in, in lower case
 * @param hashtags as they were sent; when they weren't, they stand in the text
 * @param retweets how often it had been sent on, 0 or more
 * @param likes how many had liked it, 0 or more
 */
record Tweet(
    Text tweetId,
    UUID identity,
    Text text,
    long createdAt,
    Text user,
    Optional<String> lang,
    Optional<List<String>> hashtags,
    long retweets,
    long likes) {

  /** The event time in milliseconds since the epoch. */
  long createdAtMillis() {
    return Math.floorDiv(createdAt, 1000L);
  }

  /** A tweet on the wire. */
  enum Wire implements RecordCodec<Tweet> {
    INSTANCE;

    private static final int NO_LIST = -1;

    @Override
    public void write(Tweet tweet, RawRecord raw, DataOutputView out) throws IOException {
      WireText.writeText(tweet.tweetId, raw, out);
      out.writeLong(tweet.identity.getMostSignificantBits());
      out.writeLong(tweet.identity.getLeastSignificantBits());
      WireText.writeText(tweet.text, raw, out);
      out.writeLong(tweet.createdAt);
      WireText.writeText(tweet.user, raw, out);
      WireText.writeText(tweet.lang.orElse(""), out);
      out.writeInt(tweet.hashtags.map(List::size).orElse(NO_LIST));
      for (String hashtag : tweet.hashtags.orElse(List.of())) {
        WireText.writeText(hashtag, out);
      }
      out.writeLong(tweet.retweets);
      out.writeLong(tweet.likes);
    }

    @Override
    public Tweet read(RawRecord raw, DataInputView in) throws IOException {
      return new Tweet(
          WireText.readText(raw, in),
          new UUID(in.readLong(), in.readLong()),
          WireText.readText(raw, in),
          in.readLong(),
          WireText.readText(raw, in),
          Optional.of(WireText.readText(in)).filter(lang -> !lang.isEmpty()),
          hashtags(in),
          in.readLong(),
          in.readLong());
    }

    private static Optional<List<String>> hashtags(DataInputView in) throws IOException {
      int many = in.readInt();
      if (many == NO_LIST) {
        return Optional.empty();
      }
      List<String> hashtags = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        hashtags.add(WireText.readText(in));
      }
      return Optional.of(hashtags);
    }
  }
}
