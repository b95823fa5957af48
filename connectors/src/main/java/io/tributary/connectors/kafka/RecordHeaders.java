package io.tributary.connectors.kafka;

import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.LateRecord;
import io.tributary.pipeline.record.RawRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

  private RecordHeaders() {}

  static List<Header> of(String feed, DeadLetter letter) {
    return List.of(
        header(REASON, letter.reason().name()),
        header(FIELD, letter.field()),
        header(DETAIL, letter.detail()),
        header(TOPIC, letter.raw().topic()),
        header(PARTITION, Integer.toString(letter.raw().partition())),
        header(OFFSET, Long.toString(letter.raw().offset())),
        header(FEED, feed));
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
}
