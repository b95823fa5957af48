package io.tributary.pipeline.record;

/**
 * A delivered record whose windows were closed already when it came.
 *
 * @param raw the record as received
 * @param watermark how far event time had come then, in milliseconds since the epoch; before the
 *     window's end where the end of a bounded run had closed it
 */
public record LateRecord(RawRecord raw, long watermark) {}
