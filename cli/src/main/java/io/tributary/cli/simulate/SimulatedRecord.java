package io.tributary.cli.simulate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record that is to be sent.
 *
 * @param fate what it is meant to meet
 * @param oddity what is odd about it, if anything is; a copy's is that of its original
 * @param topic or what stands for it where a record goes elsewhere
 * @param key as the feed keys, so that copies have the same; null when it has none
 * @param value null for a record without a value
 * @param dueNanos when it is due, in nanoseconds after the first
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes as they are sent; records are never compared.
public record SimulatedRecord(
    Fate fate,
    Optional<Oddity> oddity,
    String topic,
    byte @Nullable [] key,
    byte @Nullable [] value,
    long dueNanos) {}
