package io.tributary.connectors.collect;

import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * A record that was collected.
 *
 * @param raw the record as it was received. In place of a topic it names the source and what it was
 *     read from, such as {@code files/2026/january.csv}, with the line or the number in there as
 *     its offset, and as its partition what tells things of one name apart; its timestamp is when
 *     it was received
 * @param json the same in the form that the feed's topic has, in UTF-8; null when it can't be
 *     brought into it
 * @param problem why it can't; null when it can
 * @param after where the source stands once this record is out
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are carried, never compared
public record Collected<P>(
    RawRecord raw, byte @Nullable [] json, @Nullable Rejection problem, P after) {
  public static <P> Collected<P> of(RawRecord raw, byte[] json, P after) {
    return new Collected<>(raw, json, null, after);
  }

  public static <P> Collected<P> rejected(RawRecord raw, Rejection problem, P after) {
    return new Collected<>(raw, null, problem, after);
  }
}
