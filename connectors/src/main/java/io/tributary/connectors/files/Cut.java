package io.tributary.connectors.files;

import io.tributary.pipeline.record.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * A record cut out of a file.
 *
 * @param bytes as they stand in the file, without the line's end
 * @param number of its first line, or of the element, from 1
 * @param problem why it is none; null when it may be one
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are carried, never compared
record Cut(byte[] bytes, long number, @Nullable Rejection problem) {}
