package io.tributary.pipeline.revise;

import io.tributary.pipeline.record.RawRecord;

/**
 * A record that is new, or replaces an older version of itself.
 *
 * @param raw as it was received
 * @param version counts up from 1 for each identity; the highest holds
 */
public record Versioned<E>(RawRecord raw, E value, int version) {}
