package io.tributary.cli.simulate.texts;

import io.tributary.cli.simulate.Choice;
import io.tributary.cli.simulate.Oddity;
import io.tributary.pipeline.record.RejectReason;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Why a text must be rejected, and with which reason. */
enum TextFault implements Oddity {
  MALFORMED_JSON(RejectReason.MALFORMED_JSON),
  MISSING_FIELD(RejectReason.MISSING_FIELD),
  NULL_FIELD(RejectReason.MISSING_FIELD),
  WRONG_TYPE(RejectReason.INVALID_VALUE),
  UNKNOWN_LANGUAGE(RejectReason.INVALID_VALUE),
  BAD_TIMESTAMP(RejectReason.INVALID_VALUE),
  NO_ZONE(RejectReason.INVALID_VALUE),
  FAR_FUTURE(RejectReason.FUTURE_TIMESTAMP),
  METADATA_NO_OBJECT(RejectReason.INVALID_VALUE),
  HALF_SURROGATE(RejectReason.INVALID_VALUE),
  DUPLICATE_KEY(RejectReason.MALFORMED_JSON),
  DEEPLY_NESTED(RejectReason.MALFORMED_JSON),
  INVALID_UTF8(RejectReason.MALFORMED_JSON),
  EMPTY(RejectReason.MALFORMED_JSON),
  NULL_VALUE(RejectReason.MALFORMED_JSON),
  /** Some hundred kilobytes, cut where a producer's buffer ended. */
  HUGE_AND_CUT(RejectReason.MALFORMED_JSON);

  private static final List<TextFault> ALL = List.of(values());
  private static final List<TextFault> SMALL =
      Arrays.stream(values()).filter(fault -> fault != HUGE_AND_CUT).toList();

  /** Of ten huge ones, one is made: they would be most of the bytes. */
  private static final int HUGE_OF = 10;

  private final RejectReason reason;

  TextFault(RejectReason reason) {
    this.reason = reason;
  }

  RejectReason reason() {
    return reason;
  }

  static TextFault any(SplittableRandom random) {
    TextFault fault = Choice.any(ALL, random);
    return fault == HUGE_AND_CUT && random.nextInt(HUGE_OF) > 0 ? Choice.any(SMALL, random) : fault;
  }
}
