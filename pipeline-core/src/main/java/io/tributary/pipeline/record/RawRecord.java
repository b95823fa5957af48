package io.tributary.pipeline.record;

import org.jspecify.annotations.Nullable;

/**
 * A record as it was received: its bytes, untouched, and where they came from.
 *
 * @param topic the topic it was read from
 * @param partition the topic's partition, from 0
 * @param offset the record's offset in its partition
 * @param timestamp the broker's or producer's timestamp of the record, in milliseconds since the
 *     epoch; the future guard goes by it and not by a clock, so that a replay decides the same
 * @param key the key's bytes, or null when the record has none
 * @param value the value's bytes, or null for a tombstone
 * @param replayed whether this is a dead letter that was sent through the feed again
 * @param attempt which attempt at its identity this is, from 0: one more than that of a dead letter
 *     that had passed as the first of its identity and was refused after that
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are carried, never compared
public record RawRecord(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    boolean replayed,
    int attempt) {

  /**
   * Where it was read: {@code factures-raw-0@17}, or {@code files/january.csv-3@17}. What names a
   * place outside Kafka has a slash in it.
   */
  public Text origin() {
    return Text.of(topic + "-" + partition + "@" + offset);
  }
}
