package io.tributary.pipeline.record;

/**
 * A delivered record whose windows were closed already when it came.
 *
 * @param raw the record as received
 * @param watermark how far event time had come then, in milliseconds since the epoch
 */
public record LateRecord(RawRecord raw, long watermark) {}
