package io.tributary.cli.simulate.tweets;

import io.tributary.cli.simulate.Oddity;
import io.tributary.pipeline.record.RejectReason;
import java.util.List;

/** Why a tweet must be rejected, and with which reason. */
enum TweetFault implements Oddity {
  MALFORMED_JSON(RejectReason.MALFORMED_JSON),
  MISSING_FIELD(RejectReason.MISSING_FIELD),
  NULL_FIELD(RejectReason.MISSING_FIELD),
  WRONG_TYPE(RejectReason.INVALID_VALUE),
  /** As an old program writes it, rounded. */
  NUMBER_FOR_ID(RejectReason.INVALID_VALUE),
  BAD_ID(RejectReason.INVALID_VALUE),
  TEXT_TOO_LONG(RejectReason.TOO_LONG),
  BAD_TIME(RejectReason.INVALID_VALUE),
  FAR_FUTURE(RejectReason.FUTURE_TIMESTAMP),
  BAD_LANGUAGE(RejectReason.INVALID_VALUE),
  HASHTAGS_NO_LIST(RejectReason.INVALID_VALUE),
  BAD_COUNT(RejectReason.INVALID_VALUE),
  HALF_SURROGATE(RejectReason.INVALID_VALUE),
  DUPLICATE_KEY(RejectReason.MALFORMED_JSON),
  INVALID_UTF8(RejectReason.MALFORMED_JSON),
  EMPTY(RejectReason.MALFORMED_JSON),
  NULL_VALUE(RejectReason.MALFORMED_JSON);

  static final List<TweetFault> ALL = List.of(values());

  private final RejectReason reason;

  TweetFault(RejectReason reason) {
    this.reason = reason;
  }

  RejectReason reason() {
    return reason;
  }
}
