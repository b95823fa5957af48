package io.tributary.jobs.tweets;

import io.tributary.jobs.json.Rfc3339;
import io.tributary.jobs.json.TextFields;
import io.tributary.pipeline.record.Parser;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Sha256;
import io.tributary.pipeline.record.Text;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads tweets and checks them by the rules of {@code schemas/tweets_raw.schema.json}. */
final class TweetParser implements Parser<Tweet> {
  private static final long serialVersionUID = 1L;
  private transient @Nullable Reading reading;

  @Override
  public Tweet parse(RawRecord raw) throws Rejection {
    Reading ours = reading;
    if (ours == null) {
      ours = new Reading();
      reading = ours;
    }
    return ours.parse(raw.value());
  }

  /** What serves one thread. */
  private static final class Reading {
    private static final int TWEET_ID = 0;
    private static final int TEXT = 1;
    private static final int CREATED_AT = 2;
    private static final int USER = 3;
    private static final int LANG = 4;
    private static final int HASHTAGS = 5;
    private static final int RETWEET_COUNT = 6;
    private static final int LIKE_COUNT = 7;

    private static final int LONGEST_ID = 64;

    /** What X takes from those who pay for it. */
    private static final int LONGEST_TEXT = 25_000;

    private static final int LONGEST_USER = 256;

    /** Whole numbers are written without a point and an exponent; so many digits always fit. */
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");

    /** A language tag (RFC 5646), of which the language itself is kept. */
    private static final Pattern TAG =
        Pattern.compile("([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,8}");

    private final TextFields fields =
        new TextFields(
            "tweet_id",
            "text",
            "created_at",
            "user",
            "lang",
            "hashtags",
            "retweet_count",
            "like_count");
    private final MessageDigest sha256 = Sha256.digest();

    Tweet parse(byte @Nullable [] value) throws Rejection {
      fields.read(value);
      Text tweetId = fields.required(TWEET_ID);
      Text text = fields.required(TEXT);
      Text createdAt = fields.required(CREATED_AT);
      Text user = fields.required(USER);
      checkId(tweetId);
      TextFields.notTooLong("text", text, LONGEST_TEXT);
      TextFields.notTooLong("user", user, LONGEST_USER);
      if (user.length() == 0) {
        throw TextFields.invalid("user", user, "is empty");
      }
      return new Tweet(
          tweetId,
          identity(tweetId),
          text,
          createdAt(createdAt),
          user,
          lang(fields.textIfAny(LANG)),
          fields.texts(HASHTAGS),
          count(RETWEET_COUNT, "retweet_count"),
          count(LIKE_COUNT, "like_count"));
    }

    /** Characters that everybody sees; a number isn't taken, since many have rounded it. */
    private static void checkId(Text id) throws Rejection {
      boolean visible = id.length() > 0;
      for (int i = 0; visible && i < id.length(); i++) {
        visible = id.byteAt(i) > ' ' && id.byteAt(i) <= '~';
      }
      if (!visible) {
        throw TextFields.invalid("tweet_id", id, "is not made of visible ASCII characters");
      }
      TextFields.notTooLong("tweet_id", id, LONGEST_ID);
    }

    private UUID identity(Text id) {
      sha256.update(id.array(), id.offset(), id.length());
      ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
      return new UUID(digest.getLong(), digest.getLong());
    }

    /** Without an offset it is UTC. */
    private static long createdAt(Text text) throws Rejection {
      OptionalLong micros = Rfc3339.micros(text);
      if (micros.isEmpty()) {
        micros = Rfc3339.micros(Text.of(text + "Z"));
      }
      if (micros.isEmpty()) {
        throw TextFields.invalid("created_at", text, "is not a date and time");
      }
      return micros.getAsLong();
    }

    private static Optional<String> lang(Optional<Text> declared) throws Rejection {
      if (declared.isEmpty()) {
        return Optional.empty();
      }
      Matcher tag = TAG.matcher(declared.get().toString());
      if (!tag.matches()) {
        throw TextFields.invalid("lang", declared.get(), "is not a language's code");
      }
      return Optional.of(tag.group(1).toLowerCase(Locale.ROOT));
    }

    private long count(int field, String name) throws Rejection {
      Optional<Text> number = fields.numberIfAny(field);
      if (number.isEmpty()) {
        return 0;
      }
      if (COUNT.matcher(number.get().toString()).matches()) {
        return Long.parseLong(number.get().toString());
      }
      throw TextFields.invalid(
          name, number.get(), "is not a whole number from 0 to 999999999999999999");
    }
  }
}
