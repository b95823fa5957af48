package io.tributary.cli.simulate.tweets;

import io.tributary.cli.simulate.Oddity;

/** What is odd about a tweet that is valid all the same. */
enum TweetOddity implements Oddity {
  /** Another's text, sent on. */
  RETWEET,
  /** It doesn't say its language. */
  NO_LANGUAGE
}
