package io.tributary.connectors.kafka;

import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.LateRecord;
import io.tributary.pipeline.record.RawRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The headers by which dead letters, late copies and replayed records say where they come from. */
public final class RecordHeaders {
  /** The code of {@link io.tributary.pipeline.record.RejectReason}. */
  public static final String REASON = "tributary.reason";

  /** The field at fault; empty when it is the whole record. */
  public static final String FIELD = "tributary.field";

  /** A sentence for a person. */
  public static final String DETAIL = "tributary.detail";

  /** The topic that the record was read from. */
  public static final String TOPIC = "tributary.topic";

  /** The partition that the record was read from. */
  public static final String PARTITION = "tributary.partition";

  /** The record's offset. */
  public static final String OFFSET = "tributary.offset";

  /** The feed's name. */
  public static final String FEED = "tributary.feed";

  /** How far event time had come when a late record came, RFC 3339. */
  public static final String WATERMARK = "tributary.watermark";

  /** On a cut value: the original's length in bytes and its SHA-256 in hexadecimal. */
  public static final String TRUNCATED = "tributary.truncated";

  /** On a dead letter sent through the feed again: its place in the dead letters. */
  public static final String REPLAYED = "tributary.replayed";

  /**
   * On a dead letter that was refused after deduplication, and on its replay: as which attempt at
   * its identity it passes, from 1.
   */
  public static final String ATTEMPT = "tributary.attempt";

  private RecordHeaders() {}

  static List<Header> of(String feed, DeadLetter letter) {
    List<Header> headers =
        new ArrayList<>(
            List.of(
                header(REASON, letter.reason().name()),
                header(FIELD, letter.field()),
                header(DETAIL, letter.detail()),
                header(TOPIC, letter.raw().topic()),
                header(PARTITION, Integer.toString(letter.raw().partition())),
                header(OFFSET, Long.toString(letter.raw().offset())),
                header(FEED, feed)));
    if (letter.attempt() > 0) {
      headers.add(header(ATTEMPT, Integer.toString(letter.attempt())));
    }
    return headers;
  }

  static List<Header> of(String feed, LateRecord late) {
    RawRecord raw = late.raw();
    return List.of(
        header(TOPIC, raw.topic()),
        header(PARTITION, Integer.toString(raw.partition())),
        header(OFFSET, Long.toString(raw.offset())),
        header(FEED, feed),
        header(WATERMARK, Instant.ofEpochMilli(late.watermark()).toString()));
  }

  public static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the record is a dead letter that was sent through the feed again. */
  public static boolean isReplayed(Headers headers) {
    return headers.lastHeader(REPLAYED) != null;
  }

  /**
   * Which attempt at its identity a record is, or passes as when it is sent again: 0 when it
   * doesn't say, or nothing that can be read.
   */
  public static int attempt(Headers headers) {
    Header attempt = headers.lastHeader(ATTEMPT);
    if (attempt == null || attempt.value() == null) {
      return 0;
    }
    try {
      return Math.max(0, Integer.parseInt(new String(attempt.value(), StandardCharsets.UTF_8)));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
